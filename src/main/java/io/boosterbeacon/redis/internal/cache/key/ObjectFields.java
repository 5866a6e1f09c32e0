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
 * The fields that identify the objects of an application's class. Fields are read directly, because accessors may omit
 * something, throw, or load data. Each field must have a public accessor all the same: this excludes internal state
 * such as locks, caches and services. Fields that JAX-RS injects into a parameter bean are ignored.
 *
 * @param fields those of superclasses first, sorted by name, because reflection guarantees no order
 * @param rejectionReason why no key can be made of the objects; empty if one can
 */
record ObjectFields(List<Field> fields, Optional<String> rejectionReason) {
    static final String GENERATED = "it is generated (a lambda or a proxy) and has another name in each JVM";

    /** Whether a class is generated at run time, so that its name may mean another class in another JVM. */
    static boolean isGenerated(Class<?> type) {
        return type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type);
    }

    static ObjectFields of(Class<?> type) {
        if (type == Object.class) {
            return rejected("all its instances look the same");
        }
        if (isGenerated(type)) {
            return rejected(GENERATED);
        }
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            List<Field> own = Stream.of(each.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()) && !isInjected(field))
                    .sorted(Comparator.comparing(Field::getName))
                    .toList();
            for (Field field : own) {
                if (field.isSynthetic()) {
                    return rejected("it is an inner, local or anonymous class, which holds on to what is around it");
                }
                if (Containers.isPlatform(each) || !hasPublicAccessor(field, type)) {
                    return rejected("its field " + each.getSimpleName() + "." + field.getName()
                            + " is hidden: it has no public accessor");
                }
                if (!field.trySetAccessible()) {
                    return rejected("its module does not let its fields be read");
                }
            }
            fields.addAll(0, own);
        }
        return new ObjectFields(List.copyOf(fields), Optional.empty());
    }

    private static ObjectFields rejected(String reason) {
        return new ObjectFields(List.of(), Optional.of(reason));
    }

    /** Whether the field or its setter has an annotation of JAX-RS injection. */
    private static boolean isInjected(Field field) {
        return Injected.isMarked(field.getAnnotations())
                || Stream.of(field.getDeclaringClass().getDeclaredMethods())
                        .filter(method -> method.getParameterCount() == 1
                                && method.getName().equalsIgnoreCase("set" + field.getName()))
                        .anyMatch(method -> Injected.isMarked(method.getAnnotations()));
    }

    private static boolean hasPublicAccessor(Field field, Class<?> type) {
        return type.isRecord()
                || Modifier.isPublic(field.getModifiers())
                || Stream.of(type.getMethods()).anyMatch(method -> isAccessor(method, field.getName()));
    }

    private static boolean isAccessor(Method method, String name) {
        return method.getParameterCount() == 0
                && method.getReturnType() != void.class
                && !Modifier.isStatic(method.getModifiers())
                && (method.getName().equals(name)
                        || method.getName().equalsIgnoreCase("get" + name)
                        || method.getName().equalsIgnoreCase("is" + name));
    }
}
