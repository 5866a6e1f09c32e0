package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Cache<String, Duration> revoked;
    private final Cache<String, Duration> unverified;
    private final Cache<String, Duration> refused;
    /** The number of revoked tokens of each user. */
    private final Cache<String, AtomicInteger> revokedPerUser;

    private final Cache<String, KnownCutoff> cutoffs;
    private final Cache<String, Boolean> good;
    /** The refused tokens, by their first id, that the store has refused a moment ago. */
    private final Cache<String, Boolean> confirmed;

    private final RevocationOrder order = new RevocationOrder();
    private final Duration retention;
    private final boolean remembersGood;

    /** @param life how long the cutoff must be remembered */
    private record KnownCutoff(Cutoff cutoff, Duration life) {}

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
        this.cutoffs = builder(nanos)
                .maximumSize(maximum)
                .expireAfter(Expiry.writing((String group, KnownCutoff known) -> known.life()))
                .build();
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

    private static Caffeine<Object, Object> builder(LongSupplier nanos) {
        return Caffeine.newBuilder().ticker(nanos::getAsLong).executor(Runnable::run);
    }

    private static Cache<String, Duration> tokens(LongSupplier nanos, int maximum) {
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
     * @param restored marks and groups of the token
     * @param before the number of this node's revocations before it has asked
     * @return false if this node has revoked something since, so that nothing was forgotten
     */
    boolean foundRestored(TokenQuery token, Set<String> restored, long before) {
        return order.restore(before, () -> {
            forget(restored);
            refused.invalidateAll(token.ids());
            if (!Collections.disjoint(token.marks(), restored)) {
                revoked.invalidateAll(token.ids());
            }
        });
    }

    private void forget(Collection<String> ids) {
        revoked.invalidateAll(ids);
        unverified.invalidateAll(ids);
        refused.invalidateAll(ids);
        cutoffs.invalidateAll(ids);
    }

    /** Remembers a revoked token for this long, or longer if it was remembered for longer before. */
    void revoked(List<String> ids, Duration life) {
        keep(revoked, ids, life);
    }

    /**
     * Remembers a revoked token that has been verified.
     *
     * @param user the owner of the token; all tokens without an owner count as those of one user
     */
    void revoked(List<String> ids, String user, Duration life) {
        boolean known = isAnyIn(revoked, ids);
        AtomicInteger count = revokedPerUser.get(user, same -> new AtomicInteger());
        keep(known || count.incrementAndGet() <= MAX_REVOKED_PER_USER ? revoked : refused, ids, life);
    }

    /** Remembers a revoked token that has not been verified. */
    void revokedUnverified(List<String> ids, Duration life) {
        keep(unverified, ids, life);
    }

    /** Remembers a token that is not revoked by itself but refused by a cutoff of a group. */
    void refused(List<String> ids, Duration life) {
        keep(refused, ids, life);
    }

    private void keep(Cache<String, Duration> tokens, List<String> ids, Duration life) {
        if (!life.isNegative() && !life.isZero()) {
            ids.forEach(id -> tokens.put(id, life));
        }
        forgetGood(ids);
    }

    /** Remembers cutoffs of groups, each until all tokens that it refuses have expired. */
    void foundCutoffs(Map<String, Cutoff> found, Instant now) {
        found.forEach((group, cutoff) -> {
            // an entry written by another client has no time, and would refuse the group long after it was removed
            if (cutoff.millis() != Long.MAX_VALUE) {
                remember(group, cutoff, now);
            }
        });
    }

    private void remember(String group, Cutoff found, Instant now) {
        KnownCutoff known = cutoffs.getIfPresent(group);
        Cutoff both = known == null ? found : known.cutoff().and(found);
        // the store returns a known cutoff with every token of the group: it need not be written again
        if (known == null || !both.equals(known.cutoff())) {
            Duration left = retention.minus(Duration.between(Instant.ofEpochMilli(both.millis()), now));
            if (!left.isNegative()) {
                KnownCutoff kept = new KnownCutoff(both, left.compareTo(retention) > 0 ? retention : left);
                cutoffs.asMap()
                        .merge(
                                group,
                                kept,
                                (one, other) -> new KnownCutoff(
                                        one.cutoff().and(other.cutoff()),
                                        one.cutoff().millis() > other.cutoff().millis() ? one.life() : other.life()));
            }
        }
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

    private static boolean isAnyIn(Cache<String, Duration> tokens, List<String> ids) {
        for (String id : ids) {
            if (tokens.getIfPresent(id) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cutoff that this node knows refuses the token. */
    boolean knowsCutoffOf(TokenQuery token) {
        List<Cutoff> known = new ArrayList<>(0);
        for (String group : token.groups()) {
            KnownCutoff cutoff = cutoffs.getIfPresent(group);
            if (cutoff != null) {
                known.add(cutoff.cutoff());
            }
        }
        return !known.isEmpty() && Cutoff.refuse(known, token);
    }

    /** Keeps an entry for the longest lifetime that it was given. */
    private static final class LongestLifetime implements Expiry<String, Duration> {
        @Override
        public long expireAfterCreate(String id, Duration life, long now) {
            return life.toNanos();
        }

        @Override
        public long expireAfterUpdate(String id, Duration life, long now, long left) {
            return Math.max(left, life.toNanos());
        }

        @Override
        public long expireAfterRead(String id, Duration life, long now, long left) {
            return left;
        }
    }
}
