package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = template.indexOf('}', at);
            if (open < 0 ? close >= 0 : close < open) {
                throw ConfigProblem.of(place, template, "every { closed by a }");
            }
            int end = open < 0 ? template.length() : open;
            if (end > at) {
                String text = template.substring(at, end);
                byte[] literal = encoder.literal(text);
                parts.add(new Part(KeyShape.literal(text), -1, arguments -> literal));
            }
            if (open < 0) {
                break;
            }
            parts.add(placeholder(place, template, template.substring(open + 1, close), method, called, encoder));
            at = close + 1;
        }
        return new KeyTemplate(parts);
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

    private static Part placeholder(
            String place, String template, String name, Method method, BeanMethod called, KeyEncoder encoder) {
        String[] path = name.split("\\.", -1);
        int index = index(path[0], method);
        if (index < 0) {
            throw ConfigProblem.of(
                    place,
                    template,
                    method.getParameterCount() == 0
                            ? "no placeholders, because the method has no parameters"
                            : "placeholders {" + accepted(method) + "} (not {" + name + "})");
        }
        if (path.length == 1 && KeyParameters.isInjected(called, index)) {
            throw ConfigProblem.of(
                    place,
                    template,
                    "properties of parameter " + index + ", which JAX-RS hands in for each request (not {" + name
                            + "})");
        }
        Class<?> type = called.parameterTypes().get(index);
        PropertyPath properties = PropertyPath.of(type, Arrays.asList(path).subList(1, path.length))
                .orElseThrow(() -> ConfigProblem.of(
                        place, template, "properties that " + type.getName() + " has (not {" + name + "})"));
        Type read = properties.type().orElseGet(() -> KeyPlans.types(called).get(index));
        KeyPlans.requireIdentity(place + " is \"" + template + "\"", read, encoder);
        return new Part(KeyShape.part(read), index, arguments -> encoder.encode(properties.read(arguments[index])));
    }

    private static int index(String name, Method method) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (name.equals(String.valueOf(i))
                    || (parameters[i].isNamePresent() && name.equals(parameters[i].getName()))) {
                return i;
            }
        }
        return -1;
    }

    private static String accepted(Method method) {
        Parameter[] parameters = method.getParameters();
        String positions =
                IntStream.range(0, parameters.length).mapToObj(String::valueOf).collect(Collectors.joining("}, {"));
        boolean named = Arrays.stream(parameters).allMatch(Parameter::isNamePresent);
        return named
                ? Arrays.stream(parameters).map(Parameter::getName).collect(Collectors.joining("}, {")) + "}, {"
                        + positions
                : positions + "}, by name only if compiled with -parameters {";
    }
}
