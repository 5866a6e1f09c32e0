package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder of a template: a parameter, or a property of one.
 *
 * @param argument the index of the parameter
 * @param type the declared type of what it stands for
 */
record Placeholder(int argument, PropertyPath properties, Type type) {
    /**
     * Finds what a placeholder stands for.
     *
     * @param place where the template is declared, for messages
     * @param name the name in the placeholder
     * @param method the method that declares the names of the parameters
     * @param called the method in the bean, with the types of its parameters
     * @param elements a parameter that an element of it replaces; null: none
     * @throws ConfigProblem if there is no such parameter or property
     */
    static Placeholder of(
            String place,
            String template,
            String name,
            Method method,
            BeanMethod called,
            @Nullable ElementKeys elements) {
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
        boolean isElement = elements != null && elements.parameter() == index;
        Type declared = elements != null && isElement
                ? elements.type()
                : KeyPlans.types(called).get(index);
        Class<?> type =
                isElement ? ResultPath.raw(declared) : called.parameterTypes().get(index);
        PropertyPath properties = PropertyPath.of(type, Arrays.asList(path).subList(1, path.length))
                .orElseThrow(() -> unknown(place, template, name, type));
        return new Placeholder(index, properties, properties.type().orElse(declared));
    }

    /** The problem of a path that a type does not have. */
    static ConfigProblem unknown(String place, String template, String name, Class<?> type) {
        return ConfigProblem.of(place, template, "properties that " + type.getName() + " has (not {" + name + "})");
    }

    /** Reads what the placeholder stands for; null if any object on the path is null. */
    @Nullable
    Object read(@Nullable Object[] arguments) {
        return properties.read(arguments[argument]);
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
        List<String> positions =
                IntStream.range(0, parameters.length).mapToObj(String::valueOf).toList();
        boolean named = Arrays.stream(parameters).allMatch(Parameter::isNamePresent);
        return named
                ? Arrays.stream(parameters).map(Parameter::getName).collect(Collectors.joining("}, {")) + "}, {"
                        + String.join("}, {", positions)
                : String.join("}, {", positions) + "}, by name only if compiled with -parameters {";
    }
}
