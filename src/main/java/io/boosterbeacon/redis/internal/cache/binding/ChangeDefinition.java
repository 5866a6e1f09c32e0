package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A validated annotation that changes a cache. */
sealed interface ChangeDefinition {
    /** When the change is made. */
    When when();

    /** {@code @CacheInvalidate}. */
    record Invalidate(When when, EntryPlan entries) implements ChangeDefinition {}

    /**
     * {@code @CacheInvalidate} with tags.
     *
     * @param cache null: all caches of the application whose values have tags
     */
    record InvalidateTags(When when, @Nullable CacheName cache, Tags tags, Method method) implements ChangeDefinition {}

    /** {@code @CacheInvalidateAll}. */
    record Clear(When when, CacheName cache) implements ChangeDefinition {}

    /**
     * {@code @CachePut}.
     *
     * @param value the index of the parameter that is stored; {@link #RESULT}: what the method returns
     */
    record Put(
            EntryPlan entries, CachePolicy policy, CallPredicates predicates, int value, MethodValues values, Tags tags)
            implements ChangeDefinition {
        /** Stands for what the method returns. */
        static final int RESULT = -1;

        private static final When RETURNED = new When(true, List.of(), List.of());

        @Override
        public When when() {
            return RETURNED;
        }

        boolean isOfResult() {
            return value == RESULT;
        }

        Lifetime lifetime(Duration ttl) {
            return policy.slidingTtl().isZero()
                    ? Lifetime.of(ttl, policy.staleTtl(), Duration.ZERO)
                    : Lifetime.sliding(ttl, policy.slidingTtl(), Duration.ZERO);
        }
    }

    /**
     * When a change is made. The rules are those of JSR 107's {@code afterInvocation}, {@code evictFor} and
     * {@code noEvictFor}.
     *
     * @param after whether the change is made after the call, not before it
     */
    record When(boolean after, List<Class<? extends Throwable>> evictFor, List<Class<? extends Throwable>> noEvictFor) {
        /** @throws ConfigProblem for exceptions of a change that is made before the call */
        static When of(
                String place,
                boolean after,
                Class<? extends Throwable>[] evictFor,
                Class<? extends Throwable>[] noEvictFor) {
            if (!after && evictFor.length + noEvictFor.length > 0) {
                throw ConfigProblem.of(
                        place + ": afterInvocation", false, "true, because evictFor or noEvictFor is given");
            }
            return new When(after, List.of(evictFor), List.of(noEvictFor));
        }

        /** Whether the annotation names no exceptions. Then the change is not made after a failed call. */
        boolean namesNoFailures() {
            return evictFor.isEmpty() && noEvictFor.isEmpty();
        }

        /** Whether the change is made after a call that has ended with this failure, or without one. */
        boolean applies(@Nullable Throwable failure) {
            if (failure == null) {
                return true;
            }
            boolean listed = evictFor.stream().anyMatch(type -> type.isInstance(failure));
            boolean excluded = noEvictFor.stream().anyMatch(type -> type.isInstance(failure));
            return !excluded && (listed || (evictFor.isEmpty() && !noEvictFor.isEmpty()));
        }
    }
}
