package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates annotations of another copy of Jackson into those of the library's copy. */
final class ForeignAnnotations {
    /** Joined at run time, because the packaging of the one-file JAR renames packages in string constants. */
    private static final String JACKSON = String.join(".", List.of("com", "fasterxml", "jackson", ""));

    private static final String OWN = JsonProperty.class.getName().replaceFirst("annotation\\.JsonProperty$", "");
    private static final List<String> ANNOTATIONS =
            List.of(JACKSON + "annotation.", JACKSON + "databind.annotation.", "tools.jackson.databind.annotation.");

    private ForeignAnnotations() {}

    static boolean isCounterpart(Annotation foreign, Class<? extends Annotation> own) {
        return foreign.annotationType() != own
                && ownName(foreign.annotationType()).equals(own.getName());
    }

    private static String ownName(Class<?> foreign) {
        String name = foreign.getName();
        return name.startsWith(JACKSON) ? OWN + name.substring(JACKSON.length()) : name;
    }

    /** @throws UnsupportedAnnotationException for an annotation of Jackson that would have no effect */
    static void requireCounterpart(Annotation foreign, Class<?> annotated) {
        if (ANNOTATIONS.stream().anyMatch(foreign.annotationType().getName()::startsWith)
                && !isKnown(foreign.annotationType())) {
            throw new UnsupportedAnnotationException(foreign.annotationType(), annotated);
        }
    }

    /** The library's Jackson 2 does not understand annotations of Jackson 3, even where the application has both. */
    private static boolean isKnown(Class<?> foreign) {
        if (!foreign.getName().startsWith(JACKSON)) {
            return false;
        }
        try {
            Class.forName(ownName(foreign), false, ForeignAnnotations.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static <A extends Annotation> A translate(Annotation foreign, Class<A> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, none) -> switch (method.getName()) {
                    case "annotationType" -> type;
                    case "equals" -> none != null && proxy == none[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> foreign.toString();
                    default -> member(foreign, method);
                }));
    }

    private static @Nullable Object member(Annotation foreign, Method own) {
        try {
            Method method = foreign.annotationType().getMethod(own.getName());
            return translate(method.invoke(foreign), own.getGenericReturnType(), foreign);
        } catch (NoSuchMethodException e) {
            // another version, in which the annotation has no such member
            return own.getDefaultValue();
        } catch (IllegalAccessException | InvocationTargetException | ClassNotFoundException e) {
            throw new UnsupportedAnnotationException(foreign.annotationType(), e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // only the value knows its enum
    private static Object translate(Object value, Type type, Annotation foreign) throws ClassNotFoundException {
        Class<?> raw = raw(type);
        if (raw.isArray()) {
            Type component = type instanceof java.lang.reflect.GenericArrayType generic
                    ? generic.getGenericComponentType()
                    : raw.getComponentType();
            Object array = Array.newInstance(raw.getComponentType(), Array.getLength(value));
            for (int i = 0; i < Array.getLength(value); i++) {
                Array.set(array, i, translate(Array.get(value, i), component, foreign));
            }
            return array;
        }
        if (value instanceof Class<?> named) {
            return translate(named, type, foreign);
        }
        if (value instanceof Annotation annotation && !raw.isInstance(value)) {
            return translate(annotation, raw.asSubclass(Annotation.class));
        }
        return value instanceof Enum<?> constant && !raw.isInstance(value)
                ? Enum.valueOf((Class) raw, constant.name())
                : value;
    }

    /** Refuses a class that the library's Jackson cannot use, such as a serializer of the application's Jackson. */
    private static Class<?> translate(Class<?> named, Type type, Annotation foreign) throws ClassNotFoundException {
        Class<?> own = named.getName().startsWith(JACKSON)
                ? Class.forName(ownName(named), false, ForeignAnnotations.class.getClassLoader())
                : named;
        if (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof WildcardType bounded
                && !raw(bounded.getUpperBounds()[0]).isAssignableFrom(own)) {
            throw new UnsupportedAnnotationException(foreign.annotationType(), named);
        }
        return own;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        if (type instanceof java.lang.reflect.GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        return (Class<?>) type;
    }
}
