package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parameter that a placeholder of a template names.
 *
 * @param type a class or a parameterized type
 * @param path the names of the properties that follow; may be empty
 */
record NamedParameter(int index, Type type, List<String> path) {
    /**
     * Finds the parameter.
     *
     * @param place where the template is declared, for messages
     * @param name the name in the placeholder
     * @param method the method that declares the names of the parameters
     * @param called the method in the bean, with the types of its parameters
     * @param elements a parameter that an element of it replaces; null: none
     * @throws ConfigProblem if there is no such parameter
     */
    static NamedParameter of(
            String place,
            String template,
            String name,
            Method method,
            BeanMethod called,
            @Nullable ElementKeys elements) {
        List<String> names = Arrays.asList(name.split("\\.", -1));
        int index = index(names.get(0), method);
        if (index < 0) {
            throw ConfigProblem.of(
                    place,
                    template,
                    method.getParameterCount() == 0
                            ? "no placeholders, because the method has no parameters"
                            : "placeholders {" + accepted(method) + "} (not {" + name + "})");
        }
        if (names.size() == 1 && KeyParameters.isInjected(called, index)) {
            throw ConfigProblem.of(
                    place,
                    template,
                    "properties of parameter " + index + ", which JAX-RS hands in for each request (not {" + name
                            + "})");
        }
        return new NamedParameter(index, type(called, index, elements), names.subList(1, names.size()));
    }

    private static Type type(BeanMethod called, int index, @Nullable ElementKeys elements) {
        if (elements != null && elements.parameter() == index) {
            return elements.type();
        }
        Type declared = KeyPlans.types(called).get(index);
        return declared instanceof Class<?> || declared instanceof ParameterizedType
                ? declared
                : called.parameterTypes().get(index);
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
