package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.internal.cache.key.ElementKeys;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How a method with {@code @Cached} takes several keys and returns their values.
 *
 * @param keys the parameter whose elements are keys
 * @param values the type of the value of an element
 * @param map whether the method returns a map by element; otherwise a list in the order of the elements
 * @param set whether the parameter is a set
 */
record BulkShape(ElementKeys keys, Type values, boolean map, boolean set) {
    private static final Set<Class<?>> KEYS = Set.of(Collection.class, List.class, Set.class);

    /**
     * Analyses a method; empty if it returns one value.
     *
     * @param place where the annotation is declared, for messages
     */
    static Optional<BulkShape> of(String place, BeanMethod called) {
        Type returned = ReturnShape.of(returnType(called)).content();
        Class<?> raw = returned instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : null;
        if (raw == null || !(Map.class.isAssignableFrom(raw) || Collection.class.isAssignableFrom(raw))) {
            return Optional.empty();
        }
        int[] many = IntStream.of(called.marked(CacheKey.class))
                .filter(index -> isKeys(parameterType(called, index)))
                .toArray();
        if (many.length == 0) {
            return Optional.empty();
        }
        if (many.length > 1) {
            throw new ConfigProblem(place + ": @CacheKey is on " + many.length
                    + " collections; accepted: on one, whose elements are the keys of the values, or a key template if all"
                    + " of them are one key");
        }
        Type parameter = parameterType(called, many[0]);
        Type element = argument(parameter, 0);
        boolean map = raw == Map.class;
        if (!returned.equals(returnType(called)) || !(map || raw == List.class)) {
            throw ConfigProblem.of(
                    place + ": return type",
                    returnType(called).getTypeName(),
                    "a Map by " + element.getTypeName()
                            + " or a List, because each element of the parameter with @CacheKey"
                            + " is the key of a value; or a key template, if the whole answer is one value");
        }
        if (map && (!Envelope.boxed(argument(returned, 0)).equals(element) || isArray(element))) {
            throw ConfigProblem.of(
                    place + ": return type",
                    returned.getTypeName(),
                    isArray(element)
                            ? "a List, because a map does not find arrays by their content"
                            : "a Map by " + element.getTypeName()
                                    + ", because each element of the parameter with @CacheKey is the key of a value");
        }
        return Optional.of(new BulkShape(
                new ElementKeys(many[0], element),
                argument(returned, map ? 1 : 0),
                map,
                ((ParameterizedType) parameter).getRawType() == Set.class));
    }

    private static boolean isArray(Type type) {
        return type instanceof GenericArrayType || (type instanceof Class<?> plain && plain.isArray());
    }

    private static Type returnType(BeanMethod called) {
        return called.resolve(called.method().getGenericReturnType());
    }

    private static Type parameterType(BeanMethod called, int index) {
        return called.resolve(called.implementation().method().getGenericParameterTypes()[index]);
    }

    private static boolean isKeys(Type type) {
        return type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && KEYS.contains(raw);
    }

    private static Type argument(Type type, int index) {
        Type argument = ((ParameterizedType) type).getActualTypeArguments()[index];
        return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
    }
}
