package io.boosterbeacon.redis.internal.cache.binding;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
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
        boolean stage = isOf(type, CompletionStage.class) || isOf(type, CompletableFuture.class);
        if (stage) {
            type = argument(type);
        }
        boolean optional = isOf(type, Optional.class);
        if (optional) {
            type = argument(type);
        }
        return new ReturnShape(type, stage, optional);
    }

    /** Whether a hit can give what the method returned: it gives no null in place of an {@code Optional}. */
    boolean fits(@Nullable Object returned) {
        return !optional || returned != null;
    }

    /** The content of what the method returned, its stage apart. */
    @Nullable
    Object unwrap(@Nullable Object returned) {
        return optional && returned != null ? ((Optional<?>) returned).orElse(null) : returned;
    }

    /** What the method would have returned. */
    @Nullable
    Object wrap(@Nullable Object cached) {
        Object value = contentOf(cached);
        return stage ? CompletableFuture.completedFuture(value) : value;
    }

    /** The same without its stage. */
    @Nullable
    Object contentOf(@Nullable Object cached) {
        return optional ? Optional.ofNullable(cached) : cached;
    }

    /** Fails as the method would have: in its stage, if it returns one. */
    CompletionStage<?> fail(Throwable failure) throws Throwable {
        if (!stage) {
            throw failure;
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static boolean isOf(Type type, Class<?> raw) {
        return type instanceof ParameterizedType generic && generic.getRawType() == raw;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
