package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses how the key of a method is made: template, generator, or parameters. */
final class KeyPlans {
    private final Json json;
    private final Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators;

    KeyPlans(Json json, Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators) {
        this.json = json;
        this.generators = generators;
    }

    /**
     * @param place where the annotation stands, for messages
     * @param method the declaration that has the annotation: a template names its parameters
     */
    KeyPlan of(
            String place, String template, Class<? extends CacheKeyGenerator> own, BeanMethod called, Method method) {
        Optional<CacheDefaults> defaults = called.ofClass(CacheDefaults.class);
        boolean noOwn = own == CacheKeyGenerator.class;
        if (!template.isEmpty()) {
            if (!noOwn) {
                throw ConfigProblem.of(place + ": key", template, "nothing, because cacheKeyGenerator is given");
            }
            return KeyTemplate.parse(place + ": key", template, method, called.parameterTypes(), json);
        }
        Class<? extends CacheKeyGenerator> generator =
                noOwn && defaults.isPresent() ? defaults.get().cacheKeyGenerator() : own;
        if (generator != CacheKeyGenerator.class) {
            return (declared, arguments) -> List.of(json.text(generated(generator, declared, arguments)));
        }
        return parameters(called);
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

    private KeyPlan parameters(BeanMethod called) {
        int[] keys = called.marked(CacheKey.class);
        Set<Integer> values =
                IntStream.of(called.marked(CacheValue.class)).boxed().collect(Collectors.toSet());
        int[] indexes = keys.length > 0
                ? keys
                : IntStream.range(0, called.method().getParameterCount())
                        .filter(i -> !values.contains(i))
                        .toArray();
        return (method, arguments) ->
                Arrays.stream(indexes).mapToObj(i -> json.text(arguments[i])).toList();
    }
}
