package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;

/** A method and what it overrides: JAX-RS takes annotations from there (Jakarta RESTful Web Services §3.6). */
public final class Overridden {
    private Overridden() {}

    /** The method itself, then those of its superclasses and interfaces, nearest first. */
    public static Stream<Method> andItself(Method method) {
        return Stream.concat(Stream.of(method), above(method.getDeclaringClass(), method));
    }

    private static Stream<Method> above(Class<?> type, Method method) {
        Stream<Class<?>> parents =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()));
        return parents.flatMap(parent -> Stream.concat(
                Stream.of(parent.getDeclaredMethods())
                        .filter(candidate -> candidate.getName().equals(method.getName())
                                && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes())),
                above(parent, method)));
    }
}
