package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the declarations of a method in a class and its supertypes. JAX-RS takes annotations from all of them (Jakarta
 * RESTful Web Services §3.6), and this library does the same for CDI beans. Type variables are resolved:
 * {@code create(Order)} implements {@code create(T)}. Bridge methods of the compiler are left out.
 */
public final class MethodDeclarations {
    private MethodDeclarations() {}

    /**
     * Finds the method and what it overrides or implements.
     *
     * @param type the class of the called object; it may inherit the method
     * @param method one of the declarations, or a bridge method of the compiler
     * @return the declarations in the class, in its superclasses, then in its interfaces, nearest first
     */
    public static Stream<Method> of(Class<?> type, Method method) {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            return Stream.of(method);
        }
        TypeVariables variables = new TypeVariables(type);
        List<Method> namesakes = TypeHierarchy.of(type).stream()
                .filter(each -> !each.isSynthetic())
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(each -> isNamesake(each, method))
                .toList();
        List<Class<?>> parameters = variables.parameters(method.isSynthetic() ? bridged(method, namesakes) : method);
        List<Method> found = namesakes.stream()
                .filter(each -> variables.parameters(each).equals(parameters))
                .toList();
        // a container's proxy may have methods that the class does not declare
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

    /** The declaration that a bridge method exists for: it has the same erased parameters. */
    private static Method bridged(Method bridge, List<Method> namesakes) {
        return namesakes.stream()
                .filter(each -> Arrays.equals(each.getParameterTypes(), bridge.getParameterTypes()))
                .findFirst()
                .orElse(bridge);
    }
}
