package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
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
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The audit on Redis: streams in the slot of the revocations. There is no index of users: it would cost memory and time
 * for each revocation, and a query is rare. A query reads the streams, a limited number of entries in each call.
 */
final class RedisRevocationAuditStore implements RevocationAuditStore {
    private static final RedisScript FIND = RedisScript.of("revocation-audit-find.lua");
    private static final RedisScript REJECT = RedisScript.of("revocation-audit.lua", "revocation-audit-reject.lua");

    private static final RedisScript PRUNE = RedisScript.of("revocation-audit-prune.lua");

    private static final long FAR_FUTURE = 1L << 40;

    /** How long a batch that is sent again is recognized. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final BiConsumer<AuditStream, String> failures;
    private final Duration remembered;

    /** @param failures receives why something was not audited, an empty text if it was */
    RedisRevocationAuditStore(RedisConnection redis, RedisKeys keys, BiConsumer<AuditStream, String> failures) {
        this(redis, keys, failures, REMEMBERED);
    }

    /** @param remembered how long a batch that is sent again is recognized */
    RedisRevocationAuditStore(
            RedisConnection redis, RedisKeys keys, BiConsumer<AuditStream, String> failures, Duration remembered) {
        this.redis = redis;
        this.keys = keys;
        this.failures = failures;
        this.remembered = remembered;
    }

    @Override
    public CompletionStage<Page> find(
            AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
        return FIND.run(
                redis,
                AuditReplies::page,
                streams(),
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

    private List<String> streams() {
        return Stream.of(AuditStream.values()).map(keys::audit).toList();
    }

    /** Streams have no entries at the beginning of 1970, and none in the far future. */
    private static long millis(Instant moment) {
        long seconds = Math.max(0, Math.min(moment.getEpochSecond(), FAR_FUTURE));
        return Math.max(1, seconds * 1_000 + moment.getNano() / 1_000_000);
    }

    @Override
    public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
        return reject(AuditStream.REJECTIONS, batch, trail);
    }

    /** Writes a batch to a stream; to another one only to find out whether it can be written. */
    CompletionStage<Boolean> reject(AuditStream stream, RejectedRequests batch, AuditTrail trail) {
        List<Object> args = new ArrayList<>(List.of(
                batch.number(),
                batch.count(),
                trail.maxEntries(),
                trail.retention().toMillis(),
                trail.node(),
                remembered.toMillis()));
        for (RejectedRequest request : batch.recorded()) {
            args.add(ScopeLetters.ofToken(request.token()));
            args.add(String.join(",", request.foundBy()));
            args.add(request.request());
        }
        return REJECT.run(
                        redis,
                        reply -> counted(stream, reply),
                        List.of(keys.audit(stream), keys.auditCounts(), keys.auditBatch(batch.instance())),
                        args.toArray())
                .whenComplete((counted, failure) -> tell(stream, failure));
    }

    private boolean counted(AuditStream stream, Reply reply) {
        boolean counted = reply.sized(2).flag(0);
        AuditedScripts.tell(failures, stream, reply, 1);
        return counted;
    }

    /** Nobody waits for the answer: what the server refuses as a whole would not be noticed. */
    private void tell(AuditStream stream, @Nullable Throwable failure) {
        if (failure != null) {
            StoreException refusal = RedisErrors.translate(failure);
            if (refusal.type() == RedisErrorType.COMMAND_ERROR) {
                failures.accept(stream, String.valueOf(refusal.getMessage()));
            }
        }
    }

    @Override
    public CompletionStage<Boolean> prune(Duration retention) {
        return PRUNE.run(redis, reply -> reply.sized(1).flag(0), streams(), retention.toMillis(), (long) MAX_EXAMINED);
    }

    @Override
    public CompletionStage<AuditCounts> counts() {
        return redis.send(Commands.hgetall(keys.auditCounts(), AuditReplies::counts));
    }
}
