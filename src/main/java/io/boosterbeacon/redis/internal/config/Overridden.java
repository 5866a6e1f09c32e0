package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The declarations of a method in a class and its supertypes, where JAX-RS takes annotations from (Jakarta RESTful Web
 * Services §3.6), and so does this library for CDI beans. Type variables are resolved, and the bridge methods of the compiler
 * left out: {@code create(Order)} implements {@code create(T)}.
 */
public final class Overridden {
    private Overridden() {}

    /**
     * Finds what a call of the method stands for.
     *
     * @param type the class that the method is called on; may inherit the method
     * @param method one of its declarations, or the compiler's bridge to it
     * @return the declarations in the class, in its superclasses, then in its interfaces, nearest first
     */
    public static Stream<Method> andItself(Class<?> type, Method method) {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            return Stream.of(method);
        }
        TypeVariables variables = new TypeVariables(type);
        List<Method> namesakes = Supertypes.andItself(type).stream()
                .filter(each -> !each.isSynthetic())
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(each -> isNamesake(each, method))
                .toList();
        List<Class<?>> parameters = variables.parameters(method.isSynthetic() ? bridged(method, namesakes) : method);
        List<Method> found = namesakes.stream()
                .filter(each -> variables.parameters(each).equals(parameters))
                .toList();
        // the method of a container's proxy is none of the class's own
        return found.isEmpty() ? Stream.of(method) : found.stream();
    }

    private static boolean isNamesake(Method candidate, Method method) {
        int modifiers = candidate.getModifiers();
        boolean visible = Modifier.isPublic(modifiers)
                || Modifier.isProtected(modifiers)
                || candidate
                        .getDeclaringClass()
                        .getPackageName()
                        .equals(method.getDeclaringClass().getPackageName());
        return candidate.getName().equals(method.getName())
                && candidate.getParameterCount() == method.getParameterCount()
                && !candidate.isSynthetic()
                && !Modifier.isPrivate(modifiers)
                && !Modifier.isStatic(modifiers)
                && visible;
    }

    /** A bridge has the erased parameters of the declaration for whose sake it exists. */
    private static Method bridged(Method bridge, List<Method> namesakes) {
        return namesakes.stream()
                .filter(each -> Arrays.equals(each.getParameterTypes(), bridge.getParameterTypes()))
                .findFirst()
                .orElse(bridge);
    }
}
