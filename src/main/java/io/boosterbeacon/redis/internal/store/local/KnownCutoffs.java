package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cutoffs that this node knows, each until all tokens that it refuses have expired. Their number is limited; the
 * least used are evicted first. Thread-safe; never blocks.
 */
final class KnownCutoffs {
    private final Cache<String, Known> cutoffs;
    private final Duration retention;

    /** @param life how long the cutoff must be remembered */
    private record Known(Cutoff cutoff, Duration life) {}

    KnownCutoffs(Duration retention, LongSupplier nanos, int maximum) {
        this.retention = retention;
        this.cutoffs = RevocationMemory.builder(nanos)
                .maximumSize(maximum)
                .expireAfter(Expiry.writing((String group, Known known) -> known.life()))
                .build();
    }

    /** Remembers what the store says. */
    void found(Map<String, Cutoff> found, Instant now) {
        found.forEach((group, cutoff) -> {
            // an entry written by another client has no time, and would refuse the group long after it was removed
            if (cutoff.millis() != Long.MAX_VALUE) {
                found(group, cutoff, now);
            }
        });
    }

    private void found(String group, Cutoff found, Instant now) {
        Known known = cutoffs.getIfPresent(group);
        // the store returns a known cutoff with every token of the group: it need not be written again
        if (known == null || !known.cutoff().updatedBy(found).equals(known.cutoff())) {
            Known unused = cutoffs.asMap().compute(group, (same, latest) -> updated(latest, found, now));
        }
    }

    /** What is to be remembered; null if no token is left that the cutoff refuses. */
    private @Nullable Known updated(@Nullable Known known, Cutoff found, Instant now) {
        Cutoff cutoff = known == null ? found : known.cutoff().updatedBy(found);
        Duration left = retention.minus(Duration.between(Instant.ofEpochMilli(cutoff.millis()), now));
        if (left.isNegative()) {
            // this clock may be wrong: it does not end what is known, unless the group was restored since
            boolean isRestored =
                    known != null && found.restoredMillis() > known.cutoff().restoredMillis();
            return known == null || isRestored ? null : new Known(cutoff, known.life());
        }
        return new Known(cutoff, left.compareTo(retention) > 0 ? retention : left);
    }

    void forget(Collection<String> groups) {
        cutoffs.invalidateAll(groups);
    }

    /** Forgets the cutoffs of groups from before these times of their restorations. */
    void forgetBefore(Map<String, Long> restored) {
        restored.forEach((group, millis) -> {
            Known known = cutoffs.getIfPresent(group);
            if (known != null && known.cutoff().restoredMillis() < millis) {
                cutoffs.asMap().remove(group, known);
            }
        });
    }

    /** Whether one of the cutoffs refuses the token. */
    boolean refuse(TokenQuery token) {
        List<Cutoff> known = new ArrayList<>(0);
        for (String group : token.groups()) {
            Known cutoff = cutoffs.getIfPresent(group);
            if (cutoff != null) {
                known.add(cutoff.cutoff());
            }
        }
        return !known.isEmpty() && Cutoff.refuse(known, token);
    }
}
