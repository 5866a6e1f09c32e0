package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenMark;
import io.boosterbeacon.redis.internal.store.UserMark;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Entries, indexes and the epoch in one slot, so that each revocation is one step and each check one command. */
final class RedisRevocationStore implements RevocationStore {
    private static final String SHARED = "revocation-index.lua";
    private static final RedisScript REVOKE_TOKEN = RedisScript.of(SHARED, "revoke-token.lua");
    private static final RedisScript REVOKE_USER = RedisScript.of(SHARED, "revoke-user.lua");
    private static final RedisScript STATS = RedisScript.of(SHARED, "revocation-stats.lua");
    private static final RedisScript BEAT = RedisScript.of(SHARED, "revocation-beat.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;

    RedisRevocationStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenMark token) {
        List<String> touched = new ArrayList<>(shared());
        token.ids().forEach(id -> touched.add(keys.revokedToken(id)));
        return REVOKE_TOKEN
                .run(
                        redis,
                        touched,
                        token.until().toEpochMilli(),
                        token.left().toMillis(),
                        "t:" + token.ids().get(0),
                        token.reason(),
                        token.room().orElse(0))
                .thenApply(RevocationReplies::entry);
    }

    @Override
    public CompletionStage<CutoffEntry> revokeUser(UserMark user) {
        List<String> touched = new ArrayList<>(shared());
        touched.add(keys.revokedUser(user.user()));
        return REVOKE_USER
                .run(
                        redis,
                        touched,
                        user.retention().toMillis(),
                        "u:" + user.user(),
                        user.reason(),
                        user.moment()
                                .map(moment -> Long.toString(moment.toEpochMilli()))
                                .orElse(""),
                        user.atLeast().toEpochMilli(),
                        String.join(",", user.except()))
                .thenApply(RevocationReplies::cutoffEntry);
    }

    /** What all revocation scripts are given first. */
    private List<String> shared() {
        return List.of(
                keys.tokenIndex(), keys.userIndex(), keys.timeIndex(), keys.unverifiedIndex(), keys.revocationEpoch());
    }

    @Override
    public CompletionStage<State> find(List<String> tokenIds, List<String> users) {
        String[] names = Stream.of(
                        tokenIds.stream().map(keys::revokedToken),
                        users.stream().map(keys::revokedUser),
                        Stream.of(keys.revocationEpoch()))
                .flatMap(each -> each)
                .toArray(String[]::new);
        return redis.send(commands -> commands.mget(names)).thenApply(reply -> {
            List<KeyValue<String, byte[]>> found = Reply.values(reply, names);
            boolean revoked = found.stream().limit(tokenIds.size()).anyMatch(KeyValue::hasValue);
            Map<String, Cutoff> cutoffs = new HashMap<>();
            for (int i = 0; i < users.size(); i++) {
                KeyValue<String, byte[]> entry = found.get(tokenIds.size() + i);
                if (entry.hasValue()) {
                    cutoffs.put(users.get(i), RevocationReplies.cutoff(entry.getValue()));
                }
            }
            KeyValue<String, byte[]> epoch = found.get(names.length - 1);
            return new State(
                    revoked, cutoffs, epoch.hasValue() ? RevocationReplies.epoch(epoch.getValue()) : Optional.empty());
        });
    }

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return beat(known, 0);
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return beat(known, 1);
    }

    private CompletableFuture<Beat> beat(Known known, int acknowledged) {
        return BEAT.run(
                        redis,
                        shared(),
                        known.retention().toMillis(),
                        UUID.randomUUID(),
                        known.epoch().map(Epoch::id).orElse(""),
                        known.epoch().map(Epoch::changes).orElse(0L),
                        known.seenAtMillis(),
                        known.now().toEpochMilli(),
                        acknowledged)
                .thenApply(RevocationReplies::beat);
    }

    @Override
    public CompletionStage<Stats> stats() {
        return STATS.run(redis, shared()).thenCompose(reply -> {
            Stats counted = RevocationReplies.stats(reply);
            // expired members are forgotten in portions: what is left would still be counted
            return reply.flag(0) ? stats() : CompletableFuture.completedFuture(counted);
        });
    }
}
