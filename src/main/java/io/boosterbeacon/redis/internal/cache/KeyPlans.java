package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Chooses how the key of a method is made: template, generator, or parameters. */
final class KeyPlans {
    private final Json json;
    private final Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators;

    KeyPlans(Json json, Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators) {
        this.json = json;
        this.generators = generators;
    }

    /** @param place where the annotation stands, for messages */
    KeyPlan of(String place, String template, Class<? extends CacheKeyGenerator> own, Method method) {
        CacheDefaults defaults = method.getDeclaringClass().getAnnotation(CacheDefaults.class);
        boolean noOwn = own == CacheKeyGenerator.class;
        if (!template.isEmpty()) {
            if (!noOwn) {
                throw ConfigProblem.of(place + ": key", template, "nothing, because cacheKeyGenerator is given");
            }
            return KeyTemplate.parse(place + ": key", template, method, json);
        }
        Class<? extends CacheKeyGenerator> generator = noOwn && defaults != null ? defaults.cacheKeyGenerator() : own;
        if (generator != CacheKeyGenerator.class) {
            return (called, arguments) -> List.of(json.text(generated(generator, called, arguments)));
        }
        return parameters(method);
    }

    private Object generated(Class<? extends CacheKeyGenerator> type, Method method, Object[] arguments) {
        Object key = generators.apply(type).generate(method, arguments.clone());
        if (key == null) {
            throw new IllegalStateException(type.getName() + " returned null for "
                    + method.getDeclaringClass().getName() + "." + method.getName()
                    + "(); a CacheKeyGenerator returns a key");
        }
        return key;
    }

    private KeyPlan parameters(Method method) {
        Parameter[] parameters = method.getParameters();
        boolean marked = Arrays.stream(parameters).anyMatch(parameter -> parameter.isAnnotationPresent(CacheKey.class));
        int[] indexes = IntStream.range(0, parameters.length)
                .filter(i -> marked
                        ? parameters[i].isAnnotationPresent(CacheKey.class)
                        : !parameters[i].isAnnotationPresent(CacheValue.class))
                .toArray();
        return (called, arguments) ->
                Arrays.stream(indexes).mapToObj(i -> json.text(arguments[i])).toList();
    }
}
