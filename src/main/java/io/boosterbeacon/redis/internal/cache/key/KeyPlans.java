package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Creates the key plan of a method: from a template, a generator, or parameters. */
public final class KeyPlans {
    private final KeyEncoder encoder = new KeyEncoder();
    private final Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators;

    public KeyPlans(Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators) {
        this.generators = generators;
    }

    /** Whether the key of a method consists of its parameters, because it has neither a template nor a generator. */
    public boolean byParameters(String template, Class<? extends CacheKeyGenerator> own, BeanMethod called) {
        return template.isEmpty() && generator(own, called) == CacheKeyGenerator.class;
    }

    private static Class<? extends CacheKeyGenerator> generator(
            Class<? extends CacheKeyGenerator> own, BeanMethod called) {
        return own == CacheKeyGenerator.class
                ? called.ofClass(CacheDefaults.class)
                        .<Class<? extends CacheKeyGenerator>>map(CacheDefaults::cacheKeyGenerator)
                        .orElse(own)
                : own;
    }

    /**
     * Creates the key plan of one method.
     *
     * @param place where the annotation is declared, for messages
     * @param method the declaration with the annotation; a template uses its parameter names
     */
    public KeyPlan of(
            String place, String template, Class<? extends CacheKeyGenerator> own, BeanMethod called, Method method) {
        if (!template.isEmpty()) {
            if (own != CacheKeyGenerator.class) {
                throw ConfigProblem.of(place + ": key", template, "nothing, because cacheKeyGenerator is given");
            }
            return KeyTemplate.parse(place + ": key", template, method, called, encoder);
        }
        Class<? extends CacheKeyGenerator> generator = generator(own, called);
        if (generator != CacheKeyGenerator.class) {
            return new GeneratedKey(generator, generators, encoder);
        }
        return parameters(place, called, types(called));
    }

    /**
     * Creates the key plan of the elements of a parameter with {@code @CacheKey}: their keys are those of a method that
     * takes one of them.
     */
    public KeyPlan ofElements(String place, BeanMethod called, ElementKeys elements) {
        List<Type> types = new ArrayList<>(types(called));
        types.set(elements.parameter(), elements.type());
        return parameters(place, called, types);
    }

    private KeyPlan parameters(String place, BeanMethod called, List<Type> types) {
        int[] indexes = KeyParameters.of(place, called);
        for (int index : indexes) {
            requireIdentity(place + ": parameter " + index, types.get(index), encoder);
        }
        return new ParameterKey(Arrays.stream(indexes).boxed().toList(), types, encoder);
    }

    /** The types of the parameters. Type variables are replaced by the types that the bean binds to them. */
    static List<Type> types(BeanMethod called) {
        Type[] declared = called.implementation().method().getGenericParameterTypes();
        List<Class<?>> bound = called.parameterTypes();
        return IntStream.range(0, declared.length)
                .mapToObj(index -> {
                    Type type = called.resolve(declared[index]);
                    return type instanceof TypeVariable<?> ? bound.get(index) : type;
                })
                .toList();
    }

    /** Throws {@link ConfigProblem} for a type of which no value can be part of a key. */
    static void requireIdentity(String what, Type type, KeyEncoder encoder) {
        DeclaredTypes.rejectionReason(type, encoder).ifPresent(reason -> {
            throw new ConfigProblem(what + ": " + reason + "; accepted: " + UnidentifiableException.REMEDY);
        });
    }
}
