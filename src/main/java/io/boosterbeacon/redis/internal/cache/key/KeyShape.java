package io.boosterbeacon.redis.internal.cache.key;

import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The parts of a method's key, as far as they are known from the declared types.
 *
 * @param parts the name of a type if all values have exactly that type, a literal in quotes, or {@value #ANY}
 */
public record KeyShape(List<String> parts) {
    public static final String ANY = "anything";

    /** The shape of the keys that a generator computes. */
    public static final KeyShape ONE_OF_ANY_TYPE = new KeyShape(List.of(ANY));

    static String part(Type type) {
        if (!(type instanceof Class<?> raw)) {
            return ANY;
        }
        Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
        return isFinal(boxed) || boxed.isEnum() ? boxed.getTypeName() : ANY;
    }

    /**
     * Whether all values have exactly this class. Array classes are declared final, but an {@code Object[]} may be a
     * {@code String[]}.
     */
    private static boolean isFinal(Class<?> type) {
        return type.isArray() ? isFinal(type.getComponentType()) : Modifier.isFinal(type.getModifiers());
    }

    static String literal(String text) {
        return '"' + text + '"';
    }

    static boolean isLiteral(String part) {
        return part.startsWith("\"");
    }

    /** The text of a literal. */
    static String textOf(String literal) {
        return literal.substring(1, literal.length() - 1);
    }

    /** The number of values, without the literals. */
    public int values() {
        return (int) parts.stream().filter(part -> !isLiteral(part)).count();
    }

    /** The shape of the keys that have one of two shapes; empty if their literals differ. */
    public Optional<KeyShape> or(KeyShape other) {
        if (parts.size() != other.parts.size()) {
            return Optional.empty();
        }
        List<String> common = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String one = parts.get(i);
            boolean same = one.equals(other.parts.get(i));
            if (!same && (isLiteral(one) || isLiteral(other.parts.get(i)))) {
                return Optional.empty();
            }
            common.add(same ? one : ANY);
        }
        return Optional.of(new KeyShape(common));
    }

    /** Whether a key can have both shapes. */
    public boolean overlaps(KeyShape other) {
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
