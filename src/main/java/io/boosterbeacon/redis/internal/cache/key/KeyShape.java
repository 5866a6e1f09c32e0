package io.boosterbeacon.redis.internal.cache.key;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a method's key is made of, as far as its types show it.
 *
 * @param parts a type's name where all values are of that very type, a literal in quotes, or {@value #ANY}
 */
public record KeyShape(List<String> parts) {
    public static final String ANY = "anything";

    static String part(Type type) {
        if (!(type instanceof Class<?> raw)) {
            return ANY;
        }
        Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
        return isFinal(boxed) || boxed.isEnum() ? boxed.getTypeName() : ANY;
    }

    /** An {@code Object[]} may be a {@code String[]}, though the JDK calls each array's class final. */
    private static boolean isFinal(Class<?> type) {
        return type.isArray() ? isFinal(type.getComponentType()) : Modifier.isFinal(type.getModifiers());
    }

    static String literal(String text) {
        return '"' + text + '"';
    }

    /** Whether some calls of both have the same key. */
    public boolean meets(KeyShape other) {
        return parts.size() == other.parts.size()
                && IntStream.range(0, parts.size())
                        .allMatch(i -> parts.get(i).equals(other.parts.get(i))
                                || parts.get(i).equals(ANY)
                                || other.parts.get(i).equals(ANY));
    }

    @Override
    public String toString() {
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }
}
