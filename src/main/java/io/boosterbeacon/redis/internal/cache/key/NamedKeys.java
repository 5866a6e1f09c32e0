package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.cache.CacheArguments;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Computes the keys of a cache that is called by its name. They equal those of the annotated methods that read the
 * cache. The key is the argument of a call: a value, or {@link CacheArguments}.
 */
public final class NamedKeys implements KeyPlan {
    private static final KeyEncoder ENCODER = new KeyEncoder();

    private final String cache;
    private final Map<Integer, KeyShape> shapes;

    /**
     * @param cache the name, for messages
     * @param shapes those of the methods, by their {@link KeyShape#values}; empty if no method reads the cache
     */
    public NamedKeys(String cache, Map<Integer, KeyShape> shapes) {
        this.cache = cache;
        this.shapes = new TreeMap<>(shapes);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if no method of the cache has such a key, or if no key can be made of a value
     */
    @Override
    public List<byte[]> parts(Method method, Object[] arguments) {
        return parts(arguments[0]);
    }

    /** The plan for another argument than the first. */
    public KeyPlan ofArgument(int index) {
        return new OfArgument(this, index);
    }

    private List<byte[]> parts(Object key) {
        List<? extends @Nullable Object> given =
                key instanceof CacheArguments arguments ? arguments.values() : List.of(key);
        try {
            return shapes.isEmpty() ? given.stream().map(ENCODER::encode).toList() : shaped(given);
        } catch (UnidentifiableException e) {
            throw new IllegalArgumentException(
                    "cache \"" + cache + "\" is called with a key that it cannot have: " + e.getMessage(), e);
        }
    }

    private List<byte[]> shaped(List<? extends @Nullable Object> given) {
        KeyShape shape = shapes.get(given.size());
        if (shape == null) {
            throw rejection(given);
        }
        List<byte[]> parts = new ArrayList<>();
        int next = 0;
        for (String part : shape.parts()) {
            if (KeyShape.isLiteral(part)) {
                parts.add(ENCODER.literal(KeyShape.textOf(part)));
                continue;
            }
            Object value = given.get(next++);
            if (value != null && !part.equals(KeyShape.ANY) && !part.equals(typeName(value))) {
                throw rejection(given);
            }
            parts.add(ENCODER.encode(value));
        }
        return parts;
    }

    private static String typeName(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        return MethodType.methodType(type).wrap().returnType().getTypeName();
    }

    /** The message does not quote the key, which may be a secret. */
    private IllegalArgumentException rejection(List<? extends @Nullable Object> given) {
        return new IllegalArgumentException("the key of cache \"" + cache + "\" is "
                + described(given.stream().map(NamedKeys::typeName).toList())
                + "; accepted: "
                + shapes.values().stream()
                        .map(shape -> described(shape.parts().stream()
                                .filter(part -> !KeyShape.isLiteral(part))
                                .toList()))
                        .collect(Collectors.joining(" or "))
                + ", as for the annotated methods of the cache");
    }

    private static String described(List<String> types) {
        return types.size() == 1 ? types.get(0) : "CacheArguments of (" + String.join(", ", types) + ")";
    }

    @Override
    public Optional<int[]> arguments() {
        return Optional.of(new int[] {0});
    }

    @Override
    public Optional<KeyShape> shape() {
        return Optional.empty();
    }

    private record OfArgument(NamedKeys keys, int index) implements KeyPlan {
        @Override
        public List<byte[]> parts(Method method, Object[] arguments) {
            return keys.parts(arguments[index]);
        }

        @Override
        public Optional<int[]> arguments() {
            return Optional.of(new int[] {index});
        }

        @Override
        public Optional<KeyShape> shape() {
            return Optional.empty();
        }
    }
}
