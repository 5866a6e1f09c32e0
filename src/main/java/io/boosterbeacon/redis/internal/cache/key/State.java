package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The fields that make up the objects of an application's class. They are read, not their accessors: those may leave
 * something out, throw, or load. That each must have one all the same keeps from a key what a class holds for itself, such
 * as locks, caches and services. What JAX-RS injects into a parameter bean is left out, as it is among parameters.
 *
 * @param fields those of superclasses first; by name, because reflection has no order
 * @param refusal why no key can be made of them
 */
record State(List<Field> fields, Optional<String> refusal) {
    static final String GENERATED = "it is generated (a lambda or a proxy) and has another name in each JVM";

    /** Whether nothing says that a class of this name is the same in another JVM. */
    static boolean isGenerated(Class<?> type) {
        return type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type);
    }

    static State of(Class<?> type) {
        if (type == Object.class) {
            return refused("all its instances look the same");
        }
        if (isGenerated(type)) {
            return refused(GENERATED);
        }
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            List<Field> own = Stream.of(each.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()) && !isInjected(field))
                    .sorted(Comparator.comparing(Field::getName))
                    .toList();
            for (Field field : own) {
                if (field.isSynthetic()) {
                    return refused("it is an inner, local or anonymous class, which holds on to what is around it");
                }
                if (Containers.isPlatform(each) || !isVisible(field, type)) {
                    return refused("its field " + each.getSimpleName() + "." + field.getName()
                            + " is hidden: it has no public accessor");
                }
                if (!field.trySetAccessible()) {
                    return refused("its module does not let its fields be read");
                }
            }
            fields.addAll(0, own);
        }
        return new State(List.copyOf(fields), Optional.empty());
    }

    private static State refused(String reason) {
        return new State(List.of(), Optional.of(reason));
    }

    /** The annotation stands on the field, or on the method that sets it. */
    private static boolean isInjected(Field field) {
        return Injected.isMarked(field.getAnnotations())
                || Stream.of(field.getDeclaringClass().getDeclaredMethods())
                        .filter(method -> method.getParameterCount() == 1
                                && method.getName().equalsIgnoreCase("set" + field.getName()))
                        .anyMatch(method -> Injected.isMarked(method.getAnnotations()));
    }

    private static boolean isVisible(Field field, Class<?> type) {
        return type.isRecord()
                || Modifier.isPublic(field.getModifiers())
                || Stream.of(type.getMethods()).anyMatch(method -> reads(method, field.getName()));
    }

    private static boolean reads(Method method, String name) {
        return method.getParameterCount() == 0
                && method.getReturnType() != void.class
                && !Modifier.isStatic(method.getModifiers())
                && (method.getName().equals(name)
                        || method.getName().equalsIgnoreCase("get" + name)
                        || method.getName().equalsIgnoreCase("is" + name));
    }
}
