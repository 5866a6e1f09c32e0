package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.boosterbeacon.redis.revocation.AuditCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The audit on Redis: two streams in the slot of the revocations. There is no index of users: it would cost memory and
 * time for each revocation, and a query is rare. A query reads the streams, a limited number of entries in each call.
 */
final class RedisRevocationAuditStore implements RevocationAuditStore {
    private static final RedisScript FIND = RedisScript.of("revocation-audit-find.lua");
    private static final RedisScript REJECT = RedisScript.of("revocation-audit-reject.lua");

    private static final long FAR_FUTURE = 1L << 40;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Consumer<String> failures;

    RedisRevocationAuditStore(RedisConnection redis, RedisKeys keys, Consumer<String> failures) {
        this.redis = redis;
        this.keys = keys;
        this.failures = failures;
    }

    @Override
    public CompletionStage<Page> find(
            AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
        return FIND.run(
                redis,
                AuditReplies::page,
                List.of(keys.auditOfChanges(), keys.auditOfRequests()),
                filter.from().map(RedisRevocationAuditStore::millis).orElse(0L),
                filter.until().map(until -> Long.toString(millis(until))).orElse(""),
                retention.toMillis(),
                (long) limit,
                (long) MAX_EXAMINED,
                String.join(",", filter.about()),
                filter.scope().map(ScopeLetters::letter).orElse(""),
                filter.action().map(AuditReplies::text).orElse(""),
                filter.actor().orElse(""),
                after.map(AuditPosition::text).orElse(""));
    }

    /** Streams have no entries at the beginning of 1970, and none in the far future. */
    private static long millis(Instant moment) {
        long seconds = Math.max(0, Math.min(moment.getEpochSecond(), FAR_FUTURE));
        return Math.max(1, seconds * 1_000 + moment.getNano() / 1_000_000);
    }

    @Override
    public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
        List<Object> args = new ArrayList<>(List.of(
                batch.number(),
                batch.count(),
                trail.maxEntries(),
                trail.retention().toMillis(),
                trail.node()));
        for (RejectedRequest request : batch.recorded()) {
            args.add(ScopeLetters.ofToken(request.token()));
            args.add(String.join(",", request.foundBy()));
            args.add(request.request());
        }
        return REJECT.run(
                redis,
                this::counted,
                List.of(keys.auditOfRequests(), keys.auditCounts(), keys.auditBatch(batch.instance())),
                args.toArray());
    }

    private boolean counted(Reply reply) {
        boolean counted = reply.sized(2).flag(0);
        failures.accept(reply.text(1));
        return counted;
    }

    @Override
    public CompletionStage<AuditCounts> counts() {
        return redis.send(Commands.hgetall(keys.auditCounts(), AuditReplies::counts));
    }
}
