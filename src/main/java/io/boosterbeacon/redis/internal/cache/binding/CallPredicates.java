package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.internal.cache.read.ForwardingValueFormat;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The predicates of one annotation. A predicate that fails keeps the call or the value out of the cache: the method
 * must not fail because it is cached.
 *
 * @param condition {@link CachePredicate} itself means none
 * @param unless {@link CachePredicate} itself means none
 * @param method the declaration with the annotation
 */
record CallPredicates(
        Class<? extends Annotation> annotation,
        Class<? extends CachePredicate> condition,
        Class<? extends CachePredicate> unless,
        Method method,
        Function<Class<? extends CachePredicate>, CachePredicate> beans) {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    /** Whether the call is cached. */
    boolean admit(Object[] arguments) {
        return isNone(condition)
                || test("condition", condition, false, arguments, () -> {
                    throw new IllegalStateException("a condition is asked before the method is called");
                });
    }

    /** The format of the values of one call: it gives no bytes for a value that is excluded. */
    ValueFormat format(MethodValues values, Object[] arguments) {
        // interceptors after that of the cache may change the arguments
        return isNone(unless) ? values : new Excluding(values, arguments.clone());
    }

    private static boolean isNone(Class<? extends CachePredicate> predicate) {
        return predicate == CachePredicate.class;
    }

    private boolean test(
            String member,
            Class<? extends CachePredicate> predicate,
            boolean ifItFails,
            Object[] arguments,
            Supplier<@Nullable Object> value) {
        try {
            return beans.apply(predicate).test(new Call(method, unmodifiable(arguments), value));
        } catch (Throwable e) {
            String kind = Members.place(annotation.getSimpleName(), method) + ": " + member + " " + predicate.getName();
            // the message may quote the value and is not logged
            boolean unused = LOG.warn(
                    kind,
                    kind + " has thrown " + e.getClass().getName() + origin(e) + "; "
                            + (ifItFails ? "the value is not stored" : "the call is not cached"));
            return ifItFails;
        }
    }

    private static String origin(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    private static List<@Nullable Object> unmodifiable(@Nullable Object[] arguments) {
        return Collections.unmodifiableList(Arrays.asList(arguments.clone()));
    }

    private record Call(Method method, List<@Nullable Object> arguments, Supplier<@Nullable Object> content)
            implements CacheCall {
        @Override
        public @Nullable Object value() {
            return content.get();
        }
    }

    private final class Excluding extends ForwardingValueFormat {
        private final MethodValues values;
        private final Object[] arguments;

        Excluding(MethodValues values, Object[] arguments) {
            super(values);
            this.values = values;
            this.arguments = arguments;
        }

        @Override
        public byte @Nullable [] seal(CacheEntry entry, @Nullable Object value) {
            return test("unless", unless, true, arguments, () -> values.content(value))
                    ? null
                    : super.seal(entry, value);
        }
    }
}
