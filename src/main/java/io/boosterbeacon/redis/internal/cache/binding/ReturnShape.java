package io.boosterbeacon.redis.internal.cache.binding;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Describes how a method's return type wraps the cached value.
 *
 * @param content the type that is cached
 * @param stage whether the content comes in a {@code CompletionStage}
 * @param optional whether it comes in an {@code Optional}, within the stage if there is one
 */
record ReturnShape(Type content, boolean stage, boolean optional) {
    /** Analyses the type of a return value or of a parameter. */
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

    private static boolean isOf(Type type, Class<?> raw) {
        return type instanceof ParameterizedType generic && generic.getRawType() == raw;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
