package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.MethodDeclarations;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Selects the parameters of a method that form its key. */
final class KeyParameters {
    private KeyParameters() {}

    /**
     * The parameters marked {@link CacheKey}. Without any: all parameters except the {@code @CacheValue} and those that
     * JAX-RS injects.
     */
    static int[] of(String place, BeanMethod called) {
        int[] marked = called.marked(CacheKey.class);
        for (int index : marked) {
            if (isInjected(called, index)) {
                throw new ConfigProblem(place + ": @CacheKey is on parameter " + index
                        + ", which JAX-RS hands in for each request; accepted: @CacheKey on other parameters, or a key"
                        + " template over its properties");
            }
        }
        if (marked.length > 0) {
            return marked;
        }
        Set<Integer> values =
                IntStream.of(called.marked(CacheValue.class)).boxed().collect(Collectors.toSet());
        return IntStream.range(0, called.method().getParameterCount())
                .filter(index -> !values.contains(index) && !isInjected(called, index))
                .toArray();
    }

    /** Whether JAX-RS injects a parameter. Like JAX-RS, this also reads the annotations of overridden methods. */
    static boolean isInjected(BeanMethod called, int index) {
        return MethodDeclarations.of(called.bean(), called.method())
                .anyMatch(each -> Injected.isMarked(each.getParameterAnnotations()[index]));
    }
}
