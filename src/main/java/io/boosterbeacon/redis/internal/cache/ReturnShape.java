package io.boosterbeacon.redis.internal.cache;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How a method's return type wraps what is cached.
 *
 * @param content the type that is cached
 * @param stage whether the content comes in a {@code CompletionStage}
 * @param optional whether it comes in an {@code Optional}, within the stage if there is one
 */
record ReturnShape(Type content, boolean stage, boolean optional) {
    static ReturnShape of(Type returned) {
        Type type = returned;
        boolean stage = isStage(type);
        if (stage) {
            type = argument(type);
        }
        boolean optional = isRaw(type, Optional.class);
        if (optional) {
            type = argument(type);
        }
        return new ReturnShape(type, stage, optional);
    }

    /** Whether JSON can be bound to the content: no {@code void}, type variable, wildcard or stage of its own. */
    boolean bindable() {
        return content != void.class && content != Void.class && !isStage(content) && bindable(content);
    }

    private static boolean bindable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).allMatch(ReturnShape::bindable);
        }
        if (type instanceof GenericArrayType array) {
            return bindable(array.getGenericComponentType());
        }
        return type instanceof Class<?>;
    }

    /** The content of what the method returned, its stage apart. */
    @Nullable
    Object unwrap(@Nullable Object returned) {
        return optional && returned != null ? ((Optional<?>) returned).orElse(null) : returned;
    }

    /** What the method would have returned. */
    @Nullable
    Object wrap(@Nullable Object cached) {
        Object value = optional ? Optional.ofNullable(cached) : cached;
        return stage ? CompletableFuture.completedFuture(value) : value;
    }

    /** Fails as the method would have: in its stage, if it returns one. */
    CompletionStage<?> fail(Throwable failure) throws Throwable {
        if (!stage) {
            throw failure;
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static boolean isStage(Type type) {
        return isRaw(type, CompletionStage.class) || isRaw(type, CompletableFuture.class);
    }

    private static boolean isRaw(Type type, Class<?> raw) {
        return type == raw || (type instanceof ParameterizedType generic && generic.getRawType() == raw);
    }

    private static Type argument(Type type) {
        // a raw type has no argument: Object binds to anything
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
    }
}
