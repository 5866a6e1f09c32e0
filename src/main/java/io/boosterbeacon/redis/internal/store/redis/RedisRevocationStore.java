package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.UserRevocation;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Revocations on Redis. Entries, indexes and the epoch are in the same slot, so that each revocation is one script and
 * each check one command.
 */
final class RedisRevocationStore implements RevocationStore {
    private static final String SHARED = "revocation-index.lua";
    private static final RedisScript REVOKE_TOKEN = RedisScript.of(SHARED, "revoke-token.lua");
    private static final RedisScript REVOKE_USER = RedisScript.of(SHARED, "revoke-user.lua");
    private static final RedisScript STATS = RedisScript.of(SHARED, "revocation-stats.lua");
    private static final RedisScript BEAT = RedisScript.of(SHARED, "revocation-beat.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final EpochParser epochs = new EpochParser();

    RedisRevocationStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        List<String> touched = new ArrayList<>(shared());
        token.ids().forEach(id -> touched.add(keys.revokedToken(id)));
        return REVOKE_TOKEN.run(
                redis,
                RevocationReplies::entry,
                touched,
                token.until().toEpochMilli(),
                token.left().toMillis(),
                "t:" + token.ids().get(0),
                token.reason(),
                token.maxUnverified().orElse(0));
    }

    @Override
    public CompletionStage<CutoffEntry> revokeUser(UserRevocation user) {
        List<String> touched = new ArrayList<>(shared());
        touched.add(keys.revokedUser(user.user()));
        return REVOKE_USER.run(
                redis,
                RevocationReplies::cutoffEntry,
                touched,
                user.retention().toMillis(),
                "u:" + user.user(),
                user.reason(),
                user.moment()
                        .map(moment -> Long.toString(moment.toEpochMilli()))
                        .orElse(""),
                user.atLeast().toEpochMilli(),
                String.join(",", user.except()));
    }

    /** The first keys of all revocation scripts. */
    private List<String> shared() {
        return List.of(
                keys.tokenIndex(), keys.userIndex(), keys.timeIndex(), keys.unverifiedIndex(), keys.revocationEpoch());
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        List<String> ids = token.ids();
        List<String> users = token.users();
        List<String> names = new ArrayList<>(ids.size() + users.size() + 1);
        for (String id : ids) {
            names.add(keys.revokedToken(id));
        }
        for (String user : users) {
            names.add(keys.revokedUser(user));
        }
        names.add(keys.revocationEpoch());
        return redis.send(Commands.mget(names, reply -> state(reply, ids.size(), users)));
    }

    private State state(Reply reply, int tokens, List<String> users) {
        boolean revoked = false;
        for (int i = 0; i < tokens; i++) {
            revoked |= !reply.isNull(i);
        }
        Map<String, Cutoff> cutoffs = Map.of();
        for (int i = 0; i < users.size(); i++) {
            if (!reply.isNull(tokens + i)) {
                cutoffs = cutoffs.isEmpty() ? new HashMap<>() : cutoffs;
                cutoffs.put(users.get(i), RevocationReplies.cutoff(reply.bytes(tokens + i)));
            }
        }
        int last = tokens + users.size();
        return new State(revoked, cutoffs, reply.isNull(last) ? Optional.empty() : epochs.parse(reply.bytes(last)));
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
                RevocationReplies::beat,
                shared(),
                known.retention().toMillis(),
                UUID.randomUUID(),
                known.epoch().map(Epoch::id).orElse(""),
                known.epoch().map(Epoch::changes).orElse(0L),
                known.seenAtMillis(),
                known.now().toEpochMilli(),
                acknowledged);
    }

    @Override
    public CompletionStage<Stats> stats() {
        return STATS.run(redis, reply -> reply, shared()).thenCompose(reply -> {
            Stats counted = RevocationReplies.stats(reply);
            // each call removes a limited number of expired members; the rest would still be counted
            return reply.flag(0) ? stats() : CompletableFuture.completedFuture(counted);
        });
    }
}
