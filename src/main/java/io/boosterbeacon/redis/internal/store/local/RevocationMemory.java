package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The revocations that this node knows, and the tokens that the store has lately called good. It holds a number of tokens and as many
 * users; the least used are evicted first. Unverified tokens have the same room of their own, since anybody can make them up.
 * Tokens that only a cutoff refuses, and those of a user who has had a hundred revoked, share a tenth of that: one user may have
 * any number of them, which must not evict other users' tokens. Thread-safe; never waits.
 */
final class RevocationMemory {
    private static final int MAX_IDS_OF_A_TOKEN = 2;
    private static final int REVOKED_PER_REFUSED = 10;
    private static final int SHARE_OF_A_USER = 100;

    private final Cache<String, Duration> revoked;
    private final Cache<String, Duration> unverified;
    private final Cache<String, Duration> refused;
    /** How many of a user's tokens are among the revoked ones. */
    private final Cache<String, AtomicInteger> shares;

    private final Cache<String, KnownCutoff> cutoffs;
    private final Cache<String, Boolean> good;
    private final Duration retention;
    private final boolean remembersGood;

    /** @param life how long it needs to be known */
    private record KnownCutoff(Cutoff cutoff, Duration life) {}

    /**
     * Creates an empty memory.
     *
     * @param retention how long a cutoff refuses tokens that may be left
     * @param maxStaleness for how long a token counts as good; zero to remember none
     * @param nanos a clock like {@link System#nanoTime}
     * @param maximum of tokens, and of users
     */
    RevocationMemory(Duration retention, Duration maxStaleness, LongSupplier nanos, int maximum) {
        this.retention = retention;
        this.revoked = tokens(nanos, maximum);
        this.unverified = tokens(nanos, maximum);
        this.refused = tokens(nanos, maximum / REVOKED_PER_REFUSED);
        this.shares = builder(nanos)
                .maximumSize(maximum)
                .expireAfterAccess(retention.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.cutoffs = builder(nanos)
                .maximumSize(maximum)
                .expireAfter(Expiry.writing((String user, KnownCutoff known) -> known.life()))
                .build();
        this.good = builder(nanos)
                .maximumSize(maxStaleness.isZero() ? 0 : maximum)
                .expireAfterWrite(maxStaleness.toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.remembersGood = !maxStaleness.isZero();
    }

    private static Caffeine<Object, Object> builder(LongSupplier nanos) {
        return Caffeine.newBuilder().ticker(nanos::getAsLong).executor(Runnable::run);
    }

    private static Cache<String, Duration> tokens(LongSupplier nanos, int maximum) {
        return builder(nanos)
                .maximumSize((long) maximum * MAX_IDS_OF_A_TOKEN)
                .expireAfter(new LongestLife())
                .build();
    }

    /** The token with these ids is revoked. It is known for this long, or for longer if it was to be. */
    void revoked(List<String> ids, Duration life) {
        keep(revoked, ids, life);
    }

    /**
     * The same of a verified token.
     *
     * @param user whose it is; all whom no token names are one
     */
    void revoked(List<String> ids, String user, Duration life) {
        boolean known = isAnyIn(revoked, ids);
        AtomicInteger share = shares.get(user, same -> new AtomicInteger());
        keep(known || share.incrementAndGet() <= SHARE_OF_A_USER ? revoked : refused, ids, life);
    }

    /** The same of a token that nobody has verified. */
    void revokedUnverified(List<String> ids, Duration life) {
        keep(unverified, ids, life);
    }

    /** The same of a token that is not revoked by itself: a cutoff of its user's refuses it. */
    void refused(List<String> ids, Duration life) {
        keep(refused, ids, life);
    }

    private void keep(Cache<String, Duration> tokens, List<String> ids, Duration life) {
        if (!life.isNegative() && !life.isZero()) {
            ids.forEach(id -> tokens.put(id, life));
        }
        notGood(ids);
    }

    /** These users turned out to have cutoffs, each kept until no token can be left that it refuses. */
    void foundCutoffs(Map<String, Cutoff> found, Instant now) {
        found.forEach((user, cutoff) -> {
            // what somebody else has written is no moment: it would refuse the user long after it was taken away
            if (cutoff.millis() != Long.MAX_VALUE) {
                forward(user, cutoff, now);
            }
        });
    }

    private void forward(String user, Cutoff found, Instant now) {
        KnownCutoff known = cutoffs.getIfPresent(user);
        Cutoff both = known == null ? found : known.cutoff().and(found);
        // the store finds a known one with every token of the user's: no need to write it again
        if (known == null || !both.equals(known.cutoff())) {
            Duration left = retention.minus(Duration.between(Instant.ofEpochMilli(both.millis()), now));
            if (!left.isNegative()) {
                KnownCutoff kept = new KnownCutoff(both, left.compareTo(retention) > 0 ? retention : left);
                cutoffs.asMap()
                        .merge(
                                user,
                                kept,
                                (one, other) -> new KnownCutoff(
                                        one.cutoff().and(other.cutoff()),
                                        one.cutoff().millis() > other.cutoff().millis() ? one.life() : other.life()));
            }
        }
    }

    /** The store has just called the token good. */
    void foundGood(List<String> ids) {
        if (remembersGood && !ids.isEmpty()) {
            good.put(ids.get(0), true);
        }
    }

    /** The token is not good any more. */
    void notGood(List<String> ids) {
        if (!ids.isEmpty()) {
            good.invalidate(ids.get(0));
        }
    }

    /** Whether the store has called the token good within the longest staleness. */
    boolean wasGoodOfLate(List<String> ids) {
        return !ids.isEmpty() && good.getIfPresent(ids.get(0)) != null;
    }

    Duration retention() {
        return retention;
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

    /** Whether a cutoff that this node has set or seen refuses the token. */
    boolean knowsCutoffOf(TokenQuery token) {
        List<Cutoff> known = new ArrayList<>(0);
        for (String user : token.users()) {
            KnownCutoff cutoff = cutoffs.getIfPresent(user);
            if (cutoff != null) {
                known.add(cutoff.cutoff());
            }
        }
        return !known.isEmpty() && Cutoff.refuse(known, token);
    }

    /** An entry lives as long as the longest life it was ever given. */
    private static final class LongestLife implements Expiry<String, Duration> {
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
