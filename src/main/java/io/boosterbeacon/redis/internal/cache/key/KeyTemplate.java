package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A key template such as <code>"{userId}:{order.id}"</code>: literals, and placeholders for a method's parameters and
 * their properties.
 */
final class KeyTemplate implements KeyPlan {
    private final List<Part> parts;

    private KeyTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * One part of a key. A literal never equals a value.
     *
     * @param shape as in {@link KeyShape}
     * @param argument the index of the argument; negative for a literal
     */
    private record Part(String shape, int argument, Function<Object[], byte[]> bytes) {}

    /**
     * @param place where the template is declared, for messages
     * @param method the method that declares the names of the parameters
     * @param called the method in the bean, with the types of its parameters
     * @throws ConfigProblem if a brace is not closed, or a placeholder names no parameter or property
     */
    static KeyTemplate parse(String place, String template, Method method, BeanMethod called, KeyEncoder encoder) {
        return new KeyTemplate(TemplatePart.split(place, template).stream()
                .map(part -> part.placeholder()
                        ? placeholder(place, template, part.text(), method, called, encoder)
                        : literal(part.text(), encoder))
                .toList());
    }

    private static Part literal(String text, KeyEncoder encoder) {
        byte[] literal = encoder.literal(text);
        return new Part(KeyShape.literal(text), -1, arguments -> literal);
    }

    private static Part placeholder(
            String place, String template, String name, Method method, BeanMethod called, KeyEncoder encoder) {
        Placeholder placeholder = Placeholder.of(place, template, name, method, called);
        KeyPlans.requireIdentity(place + " is \"" + template + "\"", placeholder.type(), encoder);
        return new Part(
                KeyShape.part(placeholder.type()),
                placeholder.argument(),
                arguments -> encoder.encode(placeholder.read(arguments)));
    }

    @Override
    public List<byte[]> parts(Method method, Object[] arguments) {
        return parts.stream().map(part -> part.bytes().apply(arguments)).toList();
    }

    @Override
    public Optional<int[]> arguments() {
        return Optional.of(parts.stream()
                .mapToInt(Part::argument)
                .filter(index -> index >= 0)
                .distinct()
                .toArray());
    }

    @Override
    public Optional<KeyShape> shape() {
        return Optional.of(new KeyShape(parts.stream().map(Part::shape).toList()));
    }
}
