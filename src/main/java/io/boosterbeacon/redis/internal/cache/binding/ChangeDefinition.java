package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One annotation of a method that changes a cache, checked. */
sealed interface ChangeDefinition {
    /** When the change is due. */
    When when();

    /** {@code @CacheInvalidate}. */
    record Invalidate(When when, EntryPlan entries) implements ChangeDefinition {}

    /** {@code @CacheInvalidateAll}. */
    record Clear(When when, CacheName cache) implements ChangeDefinition {}

    /** {@code @CachePut}; {@code value} is the index of the parameter that is stored. */
    record Put(EntryPlan entries, CachePolicy policy, int value, MethodValues values) implements ChangeDefinition {
        private static final When RETURNED = new When(true, List.of(), List.of());

        @Override
        public When when() {
            return RETURNED;
        }
    }

    /**
     * When a change is due: JSR 107's {@code afterInvocation}, {@code evictFor} and {@code noEvictFor}.
     *
     * @param after whether after the call
     */
    record When(boolean after, List<Class<? extends Throwable>> onFailures, List<Class<? extends Throwable>> notOn) {
        /** Whether no failure is named: those after which nothing is due, and no others. */
        boolean saysNothingOfFailures() {
            return onFailures.isEmpty() && notOn.isEmpty();
        }

        /** Whether the end of a call makes the change due. */
        boolean applies(@Nullable Throwable failure) {
            if (failure == null) {
                return true;
            }
            boolean listed = onFailures.stream().anyMatch(type -> type.isInstance(failure));
            boolean excluded = notOn.stream().anyMatch(type -> type.isInstance(failure));
            return !excluded && (listed || (onFailures.isEmpty() && !notOn.isEmpty()));
        }
    }
}
