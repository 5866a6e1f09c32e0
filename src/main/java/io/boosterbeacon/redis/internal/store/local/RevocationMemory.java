package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The revocations that this node knows, and the tokens that the store has recently called good (not revoked). The
 * numbers of tokens and groups are limited; the least used entries are evicted first. Unverified tokens have a separate
 * limit of the same size, because anybody can invent them. One user may have any number of tokens, which must not evict
 * the tokens of others: so tokens that are only refused by a cutoff, and further tokens of a user with a hundred
 * revoked ones, count a tenth of the limit. Each revocation is confirmed by the store from time to time, because it may
 * have been restored. Thread-safe; never blocks.
 */
final class RevocationMemory {
    private static final int MAX_IDS_OF_A_TOKEN = 2;
    private static final int REVOKED_PER_REFUSED = 10;
    private static final int MAX_REVOKED_PER_USER = 100;
    private static final Duration CONFIRMED = Duration.ofSeconds(1);

    private final Cache<String, Refusal> revoked;
    private final Cache<String, Refusal> unverified;
    private final Cache<String, Refusal> refused;
    /** The number of revoked tokens of each user. */
    private final Cache<String, AtomicInteger> revokedPerUser;

    private final KnownCutoffs cutoffs;
    private final Cache<String, Boolean> good;
    /** The refused tokens, by their first id, that the store has refused a moment ago. */
    private final Cache<String, Boolean> confirmed;

    private final RevocationOrder order = new RevocationOrder();
    private final Duration retention;
    private final boolean remembersGood;

    /**
     * Creates an empty memory.
     *
     * @param retention how long a cutoff must be remembered: as long as tokens that it refuses may exist
     * @param maxStaleness how long a token counts as good; zero to remember no good tokens
     * @param nanos a clock like {@link System#nanoTime}
     * @param maximum the maximum number of tokens, and of groups
     */
    RevocationMemory(Duration retention, Duration maxStaleness, LongSupplier nanos, int maximum) {
        this.retention = retention;
        this.revoked = tokens(nanos, maximum);
        this.unverified = tokens(nanos, maximum);
        this.refused = tokens(nanos, maximum / REVOKED_PER_REFUSED);
        this.revokedPerUser = builder(nanos)
                .maximumSize(maximum)
                .expireAfterAccess(retention.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.cutoffs = new KnownCutoffs(retention, nanos, maximum);
        this.good = builder(nanos)
                .maximumSize(maxStaleness.isZero() ? 0 : maximum)
                .expireAfterWrite(maxStaleness.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.confirmed = builder(nanos)
                .maximumSize(maximum)
                .expireAfterWrite(CONFIRMED.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.remembersGood = !maxStaleness.isZero();
    }

    static Caffeine<Object, Object> builder(LongSupplier nanos) {
        return Caffeine.newBuilder().ticker(nanos::getAsLong).executor(Runnable::run);
    }

    private static Cache<String, Refusal> tokens(LongSupplier nanos, int maximum) {
        return builder(nanos)
                .maximumSize((long) maximum * MAX_IDS_OF_A_TOKEN)
                .expireAfter(Refusal.LONGEST_LIFE)
                .build();
    }

    /** The order of the revocations and restorations that are remembered. */
    RevocationOrder order() {
        return order;
    }

    /** Remembers that the store has refused the token now. */
    void confirm(List<String> ids) {
        if (!ids.isEmpty()) {
            confirmed.put(ids.get(0), true);
        }
    }

    /** Whether the store has refused the token a moment ago, so that it need not be asked whether it was restored. */
    boolean isConfirmed(List<String> ids) {
        return !ids.isEmpty() && confirmed.getIfPresent(ids.get(0)) != null;
    }

    /**
     * Forgets revocations that this node has undone. Every known revocation has to be confirmed again.
     *
     * @param before the number of this node's revocations before it has undone them
     */
    void restored(List<String> ids, long before) {
        // otherwise the next check finds out which came last
        boolean unused = order.restore(before, () -> forget(ids));
        confirmed.invalidateAll();
    }

    /**
     * Forgets what the store says to be restored, and what this node has concluded from it about the token.
     *
     * @param restored marks and groups of the token, with the times of their restorations. What was revoked after that
     *     is not forgotten: the store has lost it
     * @param before the number of this node's revocations before it has asked
     * @return false if this node has revoked something since, so that nothing was forgotten
     */
    boolean foundRestored(TokenQuery token, Map<String, Long> restored, long before) {
        return order.restore(before, () -> {
            cutoffs.forgetBefore(restored);
            forget(restored.keySet(), restored);
            forget(token.ids(), restored);
        });
    }

    /**
     * Forgets that cutoffs have refused a token, if the store tells of cutoffs from after a restoration: these may
     * refuse less.
     *
     * @param found cutoffs of the token's groups
     */
    void foundAnew(List<String> ids, Map<String, Cutoff> found) {
        Map<String, Long> restored = Map.of();
        for (Map.Entry<String, Cutoff> each : found.entrySet()) {
            long millis = each.getValue().restoredMillis();
            if (millis != 0) {
                restored = restored.isEmpty() ? new HashMap<>() : restored;
                restored.put(each.getKey(), millis);
            }
        }
        if (!restored.isEmpty()) {
            forget(ids, restored);
        }
    }

    /** Forgets what has refused some tokens until it was restored. */
    private void forget(Collection<String> ids, Map<String, Long> restored) {
        for (Cache<String, Refusal> tokens : List.of(revoked, unverified, refused)) {
            for (String id : ids) {
                Refusal unused = tokens.asMap().computeIfPresent(id, (same, refusal) -> refusal.without(restored));
            }
        }
    }

    private void forget(Collection<String> ids) {
        revoked.invalidateAll(ids);
        unverified.invalidateAll(ids);
        refused.invalidateAll(ids);
        cutoffs.forget(ids);
    }

    /**
     * Remembers a token or a session that is revoked, for this long, or longer if it was remembered for longer before.
     *
     * @param restoredMillis when it was last restored before that; 0 if it was not
     */
    void revoked(List<String> ids, Duration life, long restoredMillis) {
        keepEach(revoked, ids, life, restoredMillis);
    }

    /**
     * Remembers a revoked token that has been verified.
     *
     * @param user the owner of the token; all tokens without an owner count as those of one user
     * @param restoredMillis when it was last restored before that; 0 if it was not
     */
    void revoked(List<String> ids, String user, Duration life, long restoredMillis) {
        keepEach(ofUser(ids, user), ids, life, restoredMillis);
    }

    /**
     * Remembers a revoked token that has not been verified.
     *
     * @param restoredMillis when it was last restored before that; 0 if it was not
     */
    void revokedUnverified(List<String> ids, Duration life, long restoredMillis) {
        keepEach(unverified, ids, life, restoredMillis);
    }

    /** Remembers that the store refuses a token: by itself or its session, or else by cutoffs of its groups. */
    void foundRefused(TokenQuery token, State found) {
        List<String> ids = token.ids();
        Refusal refusal = Refusal.of(token, found);
        Cache<String, Refusal> tokens =
                found.tokenRevoked() ? ofUser(ids, token.owner().orElse("")) : refused;
        ids.forEach(id -> keep(tokens, id, refusal));
        forgetGood(ids);
    }

    /** Where a revoked token of a user is remembered. */
    private Cache<String, Refusal> ofUser(List<String> ids, String user) {
        boolean known = isAnyIn(revoked, ids);
        AtomicInteger count = revokedPerUser.get(user, same -> new AtomicInteger());
        return known || count.incrementAndGet() <= MAX_REVOKED_PER_USER ? revoked : refused;
    }

    private void keepEach(Cache<String, Refusal> tokens, List<String> ids, Duration life, long restoredMillis) {
        ids.forEach(id -> keep(tokens, id, new Refusal(life, Map.of(id, restoredMillis))));
        forgetGood(ids);
    }

    private static void keep(Cache<String, Refusal> tokens, String id, Refusal refusal) {
        if (!refusal.life().isNegative() && !refusal.life().isZero()) {
            Refusal unused = tokens.asMap().merge(id, refusal, (former, latest) -> latest.and(former));
        }
    }

    /** Remembers cutoffs of groups, each until all tokens that it refuses have expired. */
    void foundCutoffs(Map<String, Cutoff> found, Instant now) {
        cutoffs.found(found, now);
    }

    /** Remembers that the store has called the token good. */
    void foundGood(List<String> ids) {
        if (remembersGood && !ids.isEmpty()) {
            good.put(ids.get(0), true);
        }
    }

    /** Forgets that the token was good. */
    void forgetGood(List<String> ids) {
        if (!ids.isEmpty()) {
            good.invalidate(ids.get(0));
        }
    }

    /** Whether the store has called the token good within the maximum staleness. */
    boolean wasRecentlyGood(List<String> ids) {
        return !ids.isEmpty() && good.getIfPresent(ids.get(0)) != null;
    }

    Duration retention() {
        return retention;
    }

    /** Whether a revocation that this node knows refuses the token. */
    boolean refuses(TokenQuery token) {
        return knowsRevoked(token.marks()) || knowsCutoffOf(token);
    }

    boolean knowsRevoked(List<String> ids) {
        return isAnyIn(revoked, ids) || isAnyIn(unverified, ids) || isAnyIn(refused, ids);
    }

    private static boolean isAnyIn(Cache<String, Refusal> tokens, List<String> ids) {
        for (String id : ids) {
            if (tokens.getIfPresent(id) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cutoff that this node knows refuses the token. */
    boolean knowsCutoffOf(TokenQuery token) {
        return cutoffs.refuse(token);
    }
}
