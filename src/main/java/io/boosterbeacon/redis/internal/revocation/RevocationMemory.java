package io.boosterbeacon.redis.internal.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What this node knows of revocations by itself: what it has revoked or seen revoked, and which tokens the store has lately
 * called good. A revocation that it knows counts even if the store has lost it. There is room for 100,000 tokens and as many
 * users; beyond that those go that are asked for least. Thread-safe; never waits.
 */
public final class RevocationMemory {
    private static final int MAX = 100_000;
    private static final int MAX_IDS_OF_A_TOKEN = 2;

    private final Cache<String, Duration> revoked;
    private final Cache<String, Long> cutoffs;
    private final Cache<String, Boolean> good;

    /** @param nanos a clock like {@link System#nanoTime} */
    public RevocationMemory(RevocationSettings settings, LongSupplier nanos) {
        this.revoked = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(MAX * MAX_IDS_OF_A_TOKEN)
                .expireAfter(new LongestLife())
                .build();
        this.cutoffs = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(MAX)
                .expireAfterWrite(settings.maxTokenLifetime().plus(settings.clockSkew()))
                .build();
        this.good = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .maximumSize(MAX)
                .expireAfterWrite(settings.maxStaleness().toNanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** The token with these ids is revoked, and needs to be known for so long, or for as long as it was known to need. */
    void revoked(List<String> ids, Duration life) {
        if (!life.isNegative() && !life.isZero()) {
            ids.forEach(id -> revoked.put(id, life));
        }
        notGood(ids);
    }

    /** Cutoffs only move forward. */
    void cutOff(String user, long millis) {
        Long known = cutoffs.getIfPresent(user);
        // a known one is told with every token of the user's: no need to write it again
        if (known == null || known < millis) {
            cutoffs.asMap().merge(user, millis, Math::max);
        }
    }

    /** These users turned out to have cutoffs. */
    void foundCutoffs(Map<String, Long> found) {
        found.forEach((user, millis) -> {
            // what somebody else has written is no moment: it would refuse the user long after it was taken away
            if (millis != Long.MAX_VALUE) {
                cutOff(user, millis);
            }
        });
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
        return ids.stream().anyMatch(id -> revoked.getIfPresent(id) != null);
    }

    /** The latest cutoff of any of these users that this node has set or seen. */
    OptionalLong cutoffMillis(List<String> users) {
        return users.stream()
                .map(cutoffs::getIfPresent)
                .filter(millis -> millis != null)
                .mapToLong(Long::longValue)
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
