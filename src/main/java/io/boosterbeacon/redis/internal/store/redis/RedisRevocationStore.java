package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.redis.RedisScript.Reply;
import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Entries and indexes in one slot, so that each revocation is one step and each check one command. */
final class RedisRevocationStore implements RevocationStore {
    private static final Pattern TIME = Pattern.compile("(\\d{1,18}) ");
    private static final String SHARED = "revocation-index.lua";
    private static final RedisScript REVOKE_TOKEN = RedisScript.of(SHARED, "revoke-token.lua");
    private static final RedisScript REVOKE_USER = RedisScript.of(SHARED, "revoke-user.lua");
    private static final RedisScript STATS = RedisScript.of(SHARED, "revocation-stats.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;

    RedisRevocationStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Entry> revokeToken(List<String> ids, Instant expiresAt, String reason) {
        List<String> touched = new ArrayList<>(indexes());
        ids.forEach(id -> touched.add(keys.revokedToken(id)));
        return REVOKE_TOKEN
                .run(redis, touched, expiresAt.toEpochMilli(), "t:" + ids.get(0), reason)
                .thenApply(RedisRevocationStore::entry);
    }

    @Override
    public CompletionStage<Entry> revokeUser(String user, Duration retention, String reason) {
        List<String> touched = new ArrayList<>(indexes());
        touched.add(keys.revokedUser(user));
        return REVOKE_USER
                .run(redis, touched, retention.toMillis(), "u:" + user, reason)
                .thenApply(RedisRevocationStore::entry);
    }

    private List<String> indexes() {
        return List.of(keys.tokenIndex(), keys.userIndex(), keys.timeIndex());
    }

    private static Entry entry(Reply reply) {
        return new Entry(reply.number(0) == 1, Instant.ofEpochMilli(reply.number(1)), reply.number(2) == 1);
    }

    @Override
    public CompletionStage<State> find(List<String> tokenIds, List<String> users) {
        String[] names = Stream.concat(
                        tokenIds.stream().map(keys::revokedToken),
                        users.stream().map(keys::revokedUser))
                .toArray(String[]::new);
        if (names.length == 0) {
            return CompletableFuture.completedFuture(new State(false, Map.of()));
        }
        return redis.send(commands -> commands.mget(names)).thenApply(found -> {
            boolean revoked = found.stream().limit(tokenIds.size()).anyMatch(KeyValue::hasValue);
            Map<String, Long> cutoffs = new HashMap<>();
            for (int i = 0; i < users.size(); i++) {
                KeyValue<String, byte[]> entry = found.get(tokenIds.size() + i);
                if (entry.hasValue()) {
                    cutoffs.put(users.get(i), millis(entry.getValue()));
                }
            }
            return new State(revoked, cutoffs);
        });
    }

    /**
     * An entry begins with its time; a blank ends it. One that somebody else has written refuses all tokens of the user, as an
     * entry of a token does whatever it holds.
     */
    private static long millis(byte[] entry) {
        Matcher time = TIME.matcher(new String(entry, StandardCharsets.UTF_8));
        return time.lookingAt() ? Long.parseLong(time.group(1)) : Long.MAX_VALUE;
    }

    @Override
    public CompletionStage<Stats> stats() {
        return STATS.run(redis, indexes())
                .thenCompose(reply -> reply.number(0) == 1
                        // expired members are forgotten in portions: what is left would still be counted
                        ? stats()
                        : CompletableFuture.completedFuture(new Stats(
                                reply.number(1), reply.number(2), moment(reply.number(3)), moment(reply.number(4)))));
    }

    private static Optional<Instant> moment(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
