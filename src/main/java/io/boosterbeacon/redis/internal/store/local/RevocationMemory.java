package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
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
     * Why a token is refused.
     *
     * @param life how long it must be remembered
     * @param restoredMillis the latest restoration, before that, of a group whose cutoff refuses the token;
     *     {@link #ITSELF} for a token that is revoked by itself or by its session
     */
    private record Refusal(Duration life, long restoredMillis) {
        static final long ITSELF = Long.MAX_VALUE;

        static Refusal itself(Duration life) {
            return new Refusal(life, ITSELF);
        }
    }

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
                .expireAfter(new LongestLifetime())
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
     * @param restored marks and groups of the token, with the times of their restorations. A cutoff that was set after
     *     that is not forgotten: the store has lost it
     * @param before the number of this node's revocations before it has asked
     * @return false if this node has revoked something since, so that nothing was forgotten
     */
    boolean foundRestored(TokenQuery token, Map<String, Long> restored, long before) {
        return order.restore(before, () -> {
            cutoffs.forgetBefore(restored);
            forgetTokens(restored.keySet());
            if (Collections.disjoint(token.marks(), restored.keySet())) {
                forgetRefused(token.ids(), Collections.max(restored.values()));
            } else {
                refused.invalidateAll(token.ids());
                revoked.invalidateAll(token.ids());
            }
        });
    }

    /**
     * Forgets that cutoffs have refused a token, if the store tells of cutoffs from after a restoration: these may
     * refuse less.
     *
     * @param found cutoffs of the token's groups
     */
    void foundAnew(List<String> ids, Collection<Cutoff> found) {
        long restored = lastRestoration(found);
        if (restored != 0) {
            forgetRefused(ids, restored);
        }
    }

    /** Forgets that cutoffs from before a restoration have refused a token. */
    private void forgetRefused(List<String> ids, long restoredMillis) {
        for (String id : ids) {
            Refusal known = refused.getIfPresent(id);
            if (known != null && known.restoredMillis() < restoredMillis) {
                refused.asMap().remove(id, known);
            }
        }
    }

    private static long lastRestoration(Collection<Cutoff> found) {
        long last = 0;
        for (Cutoff cutoff : found) {
            last = Math.max(last, cutoff.restoredMillis());
        }
        return last;
    }

    private void forget(Collection<String> ids) {
        forgetTokens(ids);
        cutoffs.forget(ids);
    }

    private void forgetTokens(Collection<String> ids) {
        revoked.invalidateAll(ids);
        unverified.invalidateAll(ids);
        refused.invalidateAll(ids);
    }

    /** Remembers a revoked token for this long, or longer if it was remembered for longer before. */
    void revoked(List<String> ids, Duration life) {
        keep(revoked, ids, Refusal.itself(life));
    }

    /**
     * Remembers a revoked token that has been verified.
     *
     * @param user the owner of the token; all tokens without an owner count as those of one user
     */
    void revoked(List<String> ids, String user, Duration life) {
        boolean known = isAnyIn(revoked, ids);
        AtomicInteger count = revokedPerUser.get(user, same -> new AtomicInteger());
        keep(known || count.incrementAndGet() <= MAX_REVOKED_PER_USER ? revoked : refused, ids, Refusal.itself(life));
    }

    /** Remembers a revoked token that has not been verified. */
    void revokedUnverified(List<String> ids, Duration life) {
        keep(unverified, ids, Refusal.itself(life));
    }

    /**
     * Remembers a token that is not revoked by itself but refused by a cutoff of a group.
     *
     * @param found the cutoffs of its groups
     */
    void refused(List<String> ids, Duration life, Collection<Cutoff> found) {
        keep(refused, ids, new Refusal(life, lastRestoration(found)));
    }

    private void keep(Cache<String, Refusal> tokens, List<String> ids, Refusal refusal) {
        if (!refusal.life().isNegative() && !refusal.life().isZero()) {
            ids.forEach(id -> tokens.put(id, refusal));
        }
        forgetGood(ids);
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

    /** Keeps an entry for the longest lifetime that it was given. */
    private static final class LongestLifetime implements Expiry<String, Refusal> {
        @Override
        public long expireAfterCreate(String id, Refusal refusal, long now) {
            return refusal.life().toNanos();
        }

        @Override
        public long expireAfterUpdate(String id, Refusal refusal, long now, long left) {
            return Math.max(left, refusal.life().toNanos());
        }

        @Override
        public long expireAfterRead(String id, Refusal refusal, long now, long left) {
            return left;
        }
    }
}
