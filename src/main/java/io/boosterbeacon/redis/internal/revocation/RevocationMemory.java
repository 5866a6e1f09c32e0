package io.boosterbeacon.redis.internal.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.Cutoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What this node knows of revocations by itself: what it has revoked or seen revoked, and which tokens the store has lately
 * called good. A revocation that it knows counts even if the store has lost it. There is room for 100,000 tokens and as many
 * users; beyond that the least used are evicted. Unverified tokens have a room of their own of the same size, since
 * anybody can make them up; so have tokens that only a cutoff refuses, and those of a user who has had a hundred revoked, a tenth
 * of that, since one user may have any number of them: other users' revoked tokens must not go for their sake. Thread-safe;
 * never waits.
 */
public final class RevocationMemory {
    private static final int MAX = 100_000;
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

    /** @param life how long it needs to be known */
    private record KnownCutoff(Cutoff cutoff, Duration life) {}

    /** @param nanos a clock like {@link System#nanoTime} */
    public RevocationMemory(RevocationSettings settings, LongSupplier nanos) {
        this(settings, nanos, MAX);
    }

    /** @param maximum of tokens, and of users */
    RevocationMemory(RevocationSettings settings, LongSupplier nanos, int maximum) {
        this.retention = settings.retention();
        this.revoked = tokens(nanos, maximum);
        this.unverified = tokens(nanos, maximum);
        this.refused = tokens(nanos, maximum / REVOKED_PER_REFUSED);
        this.shares = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(maximum)
                .expireAfterAccess(settings.retention().toNanos(), TimeUnit.NANOSECONDS)
                .build();
        this.cutoffs = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(maximum)
                .expireAfter(Expiry.writing((String user, KnownCutoff known) -> known.life()))
                .build();
        this.good = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(maximum)
                .expireAfterWrite(settings.maxStaleness().toNanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    private static Cache<String, Duration> tokens(LongSupplier nanos, int maximum) {
        return Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize((long) maximum * MAX_IDS_OF_A_TOKEN)
                .expireAfter(new LongestLife())
                .build();
    }

    /** The token with these ids is revoked, and needs to be known for so long, or for as long as it was known to need. */
    void revoked(List<String> ids, Duration life) {
        keep(revoked, ids, life);
    }

    /**
     * The same of a verified token.
     *
     * @param user whose it is; all whom it does not name are one
     */
    void revoked(List<String> ids, Optional<String> user, Duration life) {
        boolean known = ids.stream().anyMatch(id -> revoked.getIfPresent(id) != null);
        AtomicInteger share = shares.get(user.orElse(""), same -> new AtomicInteger());
        keep(known || share.incrementAndGet() <= SHARE_OF_A_USER ? revoked : refused, ids, life);
    }

    /** The same of a token that nobody has verified. */
    void revokedUnverified(List<String> ids, Duration life) {
        keep(unverified, ids, life);
    }

    /** The same of a token that was not revoked by itself: a cutoff of its user's refuses it. */
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
        // a known one is told with every token of the user's: no need to write it again
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

    /** The store has just said that the token is good. */
    void foundGood(List<String> ids) {
        ids.stream().limit(1).forEach(id -> good.put(id, true));
    }

    /** What the store has said of the token is out of date. */
    void notGood(List<String> ids) {
        ids.stream().limit(1).forEach(good::invalidate);
    }

    boolean knowsRevoked(List<String> ids) {
        return ids.stream()
                .anyMatch(id -> revoked.getIfPresent(id) != null
                        || unverified.getIfPresent(id) != null
                        || refused.getIfPresent(id) != null);
    }

    /** The latest cutoff, of any of these users that this node has set or seen, for a token with these ids. */
    OptionalLong cutoffMillis(List<String> users, List<String> ids) {
        return users.stream()
                .map(cutoffs::getIfPresent)
                .filter(Objects::nonNull)
                .flatMapToLong(known -> known.cutoff().millisOf(ids).stream())
                .max();
    }

    /** Whether the store has called the token good within {@code beacon.revocation.max-staleness}. */
    boolean wasGoodOfLate(List<String> ids) {
        return !ids.isEmpty() && good.getIfPresent(ids.get(0)) != null;
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
