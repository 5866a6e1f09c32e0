package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.store.redis.connection.WriteConfirmations;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Checks which features the server permits, by running each operation once on separate keys with a short lifetime.
 * There is no other reliable way to find out what the user may do. Each node uses its own keys, except for the indexes.
 */
final class PermissionProbe {
    private static final Duration LIFE = Duration.ofSeconds(2);
    private static final String CACHE = "beacon-canary";
    private static final String TAGGED_CACHE = "beacon-canary-tags";

    private final String id = "canary-" + UUID.randomUUID();
    private final RedisConnection redis;
    private final RedisKeys keys;
    private final CacheStore cache;
    private final RateLimitStore limits;
    private final LimitRuleStore rules;
    private final RevocationStore revocations;
    private final RedisRevocationAuditStore audit;
    private final AtomicLong batches = new AtomicLong();
    private final RefreshStore refreshTokens;
    private final KeyValueStore keyValues;
    private final BooleanSupplier usesTags;

    /** @param usesTags whether the application has caches whose values have tags: only these need more permissions */
    PermissionProbe(
            RedisConnection redis,
            RedisKeys real,
            Waiters<String> leaseEnds,
            NearReads nearReads,
            WriteConfirmations confirmations,
            InstantSource clock,
            BooleanSupplier usesTags) {
        this.redis = redis;
        this.keys = real.forPermissionProbe();
        this.cache = new RedisCacheStore(redis, keys, leaseEnds, nearReads, true);
        this.limits = new RedisRateLimitStore(redis, keys, clock);
        this.rules = new RedisLimitRuleStore(redis, keys);
        this.revocations = new RedisRevocationStore(redis, keys, confirmations, PermissionProbe::fail);
        this.audit = new RedisRevocationAuditStore(redis, keys, PermissionProbe::fail, LIFE);
        this.refreshTokens = new RedisRefreshStore(redis, keys, PermissionProbe::fail);
        this.keyValues = new RedisKeyValueStore(redis, keys);
        this.usesTags = usesTags;
        cache.useTags(TAGGED_CACHE);
    }

    /** The features that the server refuses, and why. Fails if the server does not answer. */
    CompletableFuture<Map<StoreFeature, String>> refusals() {
        Map<StoreFeature, CompletableFuture<Optional<String>>> answers = new EnumMap<>(StoreFeature.class);
        answers.put(StoreFeature.CACHE, refusal(this::useCache));
        answers.put(StoreFeature.RATELIMIT, refusal(this::useLimits));
        answers.put(StoreFeature.REVOCATION, refusal(this::useRevocations));
        answers.put(StoreFeature.COMMANDS, refusal(this::useKeyValues));
        answers.put(StoreFeature.PUSHES, refusal(this::push));
        answers.put(StoreFeature.AUDIT, refusal(this::useAudit));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    Map<StoreFeature, String> refused = new EnumMap<>(StoreFeature.class);
                    answers.forEach((feature, answer) -> answer.join().ifPresent(why -> refused.put(feature, why)));
                    return refused;
                });
    }

    private CompletionStage<?> useCache() {
        CompletionStage<?> plain = useCache(CACHE, List.of());
        return usesTags.getAsBoolean()
                ? plain.thenCompose(used -> useCache(TAGGED_CACHE, List.of(id)))
                        .thenCompose(used -> cache.invalidateTags(TAGGED_CACHE, List.of(id)))
                        // the second one looks at what the first one has left
                        .thenCompose(invalidated -> cache.invalidateTags(TAGGED_CACHE, List.of(id)))
                : plain;
    }

    private CompletionStage<Void> useCache(String cacheName, List<String> tags) {
        CacheEntry.Cached entry = new CacheEntry.Cached(cacheName, id);
        return cache.put(entry, new byte[1], Lifetime.of(LIFE), tags)
                .thenCompose(put -> cache.touch(entry))
                .thenCompose(put -> cache.invalidate(List.of(entry)))
                .thenCompose(invalidated -> cache.readOrLease(entry, id, LIFE))
                .thenCompose(granted -> cache.lease(entry, CacheStore.ANY, id, LIFE))
                .thenCompose(granted -> cache.renew(entry, id, LIFE))
                .thenCompose(renewed -> cache.write(entry, id, new byte[1], Lifetime.of(LIFE), tags))
                .thenCompose(written -> cache.release(entry, id))
                .thenCompose(released -> cache.clear(cacheName));
    }

    private CompletionStage<?> useLimits() {
        List<Algorithm> algorithms = List.of(
                new Algorithm.FixedWindow(1, LIFE),
                new Algorithm.SlidingWindow(1, LIFE),
                new Algorithm.TokenBucket(1, LIFE, 1),
                new Algorithm.Concurrency(1, LIFE));
        List<RateLimitStore.Request> requests = algorithms.stream()
                .map(algorithm -> new RateLimitStore.Request(id, algorithm, 1, OnStoreFailure.CLOSED))
                .toList();
        CompletionStage<?> used = limits.tryAcquire(id, requests);
        for (Algorithm algorithm : algorithms) {
            used = used.thenCompose(acquired -> limits.adjust(id, id, algorithm, 1))
                    .thenCompose(adjusted -> limits.block(id, id, algorithm, LIFE))
                    .thenCompose(blocked -> limits.reset(id, id, algorithm));
        }
        return used.thenCompose(reset -> rules.put(id, id, id, LIFE))
                .thenCompose(put -> rules.read(id, ""))
                .thenCompose(read -> rules.remove(id, id));
    }

    private CompletionStage<?> useRevocations() {
        // the expiry is in the past, so that only the minimum lifetime counts
        TokenRevocation token = mark(id, OptionalLong.empty());
        TokenRevocation unverified = mark(id + "-text", OptionalLong.of(Integer.MAX_VALUE));
        RevocationNote note = RevocationNote.of("");
        GroupRevocation user =
                new GroupRevocation(Scope.USER, id, Optional.empty(), Instant.EPOCH, Set.of(), LIFE, note);
        return revocations
                .find(TokenQuery.of(List.of(id), List.of(id)))
                .thenCompose(found -> revocations.beat(new Known(Optional.empty(), 0, Instant.EPOCH, LIFE)))
                .thenCompose(beat -> revocations.revokeToken(token))
                .thenCompose(revoked -> revocations.revokeToken(unverified))
                .thenCompose(revoked -> revocations.revokeToken(unverified))
                .thenCompose(revoked -> revocations.revokeGroup(user))
                .thenCompose(
                        revoked -> revocations.restore(new RevocationReversal(Scope.TOKEN, List.of(id), LIFE, note)))
                .thenCompose(restored -> useRefreshTokens(note))
                .thenCompose(used -> revocations.stats())
                // it lives as long as the epoch, unless it may be removed
                .thenCompose(counted -> redis.send(Commands.number(CommandType.DEL, keys.revocationLog()))
                        .handle((removed, refusal) -> counted));
    }

    private CompletionStage<?> useRefreshTokens(RevocationNote note) {
        RefreshStore.Ending ending = new RefreshStore.Ending(id, false, LIFE, note);
        return refreshTokens
                .register(new RefreshStore.NewFamily(
                        id, id, Optional.of(id + "-session"), List.of(), LIFE, LIFE, Instant.EPOCH))
                .thenCompose(begun -> refreshTokens.rotate(new RefreshStore.Rotation(id, id, id, LIFE, ending)))
                .thenCompose(rotated -> refreshTokens.revoke(ending));
    }

    private static TokenRevocation mark(String token, OptionalLong room) {
        return new TokenRevocation(
                Scope.TOKEN, List.of(token), Instant.EPOCH, LIFE, room, Optional.empty(), RevocationNote.of(""));
    }

    private static void fail(AuditStream stream, String unwritten) {
        if (!unwritten.isEmpty()) {
            throw new StoreException(RedisErrorType.COMMAND_ERROR, unwritten, null);
        }
    }

    private CompletionStage<?> useAudit() {
        AuditTrail trail = new AuditTrail(id, List.of(), 1, LIFE);
        RejectedRequest request = new RejectedRequest(id, List.of(), id);
        CompletionStage<?> written = CompletableFuture.completedFuture(null);
        for (AuditStream stream : AuditStream.values()) {
            // a batch with the number of an earlier one would not be written
            written = written.thenCompose(before -> audit.reject(
                    stream, new RejectedRequests(id, batches.incrementAndGet(), 1, List.of(request)), trail));
        }
        return written.thenCompose(rejected -> audit.prune(LIFE))
                .thenCompose(pruned -> audit.find(AuditFilter.ALL, Optional.empty(), 1, LIFE))
                .thenCompose(found -> audit.counts());
    }

    private CompletionStage<?> useKeyValues() {
        return keyValues
                .increment(id, 1, LIFE)
                .thenCompose(incremented -> keyValues.getAll(List.of(id)))
                .thenCompose(found -> keyValues.get(id))
                .thenCompose(found -> keyValues.exists(id))
                .thenCompose(found -> keyValues.expire(id, LIFE))
                .thenCompose(found -> keyValues.ttl(id))
                .thenCompose(found -> keyValues.set(id, new byte[1], LIFE))
                .thenCompose(stored -> keyValues.delete(List.of(id)));
    }

    private CompletionStage<?> push() {
        return redis.call("PUBLISH", connection -> RedisConnection.commands(connection)
                .publish(keys.leaseEndChannel(), id.getBytes(StandardCharsets.UTF_8)));
    }

    private static CompletableFuture<Optional<String>> refusal(Supplier<? extends CompletionStage<?>> use) {
        return use.get()
                .toCompletableFuture()
                .thenApply(done -> Optional.<String>empty())
                .exceptionallyCompose(failure -> {
                    StoreException refusal = RedisErrors.translate(failure);
                    return refusal.type() == RedisErrorType.COMMAND_ERROR || RedisErrors.isOfTheWholeCluster(refusal)
                            ? CompletableFuture.completedFuture(Optional.ofNullable(refusal.getMessage()))
                            : CompletableFuture.failedFuture(refusal);
                });
    }
}
