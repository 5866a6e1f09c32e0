package io.boosterbeacon.redis.internal.store.local;

import com.github.benmanes.caffeine.cache.Expiry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a token is refused.
 *
 * @param life how long this must be remembered from now on
 * @param causes the marks and groups that refuse the token, each with the time of its last restoration before that, by
 *     the store's clock; 0 if it was never restored. A later restoration of each of them ends the refusal
 */
record Refusal(Duration life, Map<String, Long> causes) {
    Refusal {
        causes = Map.copyOf(causes);
    }

    /** Keeps an entry for the longest lifetime that it was given. */
    static final Expiry<String, Refusal> LONGEST_LIFE = new Expiry<>() {
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
    };

    /** The refusal of a token by what the store has found. */
    static Refusal of(TokenQuery token, State found) {
        if (found.tokenRevoked()) {
            return new Refusal(token.left(), found.revoked());
        }
        Map<String, Long> refusing = new HashMap<>();
        found.cutoffs().forEach((group, cutoff) -> {
            if (Cutoff.refuse(List.of(cutoff), token)) {
                refusing.put(group, cutoff.restoredMillis());
            }
        });
        return new Refusal(token.left(), refusing);
    }

    /** This refusal, and a former one of the same token. */
    Refusal and(Refusal former) {
        if (causes.equals(former.causes)) {
            return this;
        }
        Map<String, Long> both = new HashMap<>(former.causes);
        causes.forEach((cause, restored) -> both.merge(cause, restored, Math::max));
        return new Refusal(life, both);
    }

    /**
     * What is left of this after restorations; null if nothing is.
     *
     * @param restored marks and groups with the times of their restorations
     */
    @Nullable
    Refusal without(Map<String, Long> restored) {
        Map<String, Long> left = new HashMap<>(causes);
        left.entrySet().removeIf(cause -> restored.getOrDefault(cause.getKey(), 0L) > cause.getValue());
        // its end does not change
        return left.isEmpty() ? null : left.size() == causes.size() ? this : new Refusal(Duration.ZERO, left);
    }
}
