package io.boosterbeacon.redis.cache;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that a {@link CachePredicate} tests. Immutable, apart from the arguments and the value themselves. */
public interface CacheCall {
    /**
     * Returns the called method.
     *
     * @return the method that has the annotation; it may be declared by a superclass or an interface of the bean
     */
    Method method();

    /**
     * Returns the arguments of the call.
     *
     * @return the arguments in order, which may be null, in an unmodifiable list
     */
    List<@Nullable Object> arguments();

    /**
     * Returns the value that would be stored.
     *
     * @return what the method has returned, or the argument that {@link CachePut} stores; of an {@code Optional} and a
     *     {@code CompletionStage} the content. Null for null and for an empty {@code Optional}. Do not modify it
     * @throws IllegalStateException for {@link Cached#condition()}, which is asked before there is a value
     */
    @Nullable
    Object value();
}
