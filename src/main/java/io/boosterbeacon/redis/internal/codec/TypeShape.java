package io.boosterbeacon.redis.internal.codec;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Describes what the JSON of a type is made of: the fields, constants and JSON annotations of the type and of all types
 * of the application that it refers to. Versions of a class that differ in this do not read each other's values, which
 * would lack what the other version does not know. The description is the same in every JVM.
 */
final class TypeShape {
    /** One is joined at run time, because the packaging of the one-file JAR renames packages in string constants. */
    private static final List<String> JSON_ANNOTATIONS =
            List.of(String.join(".", "com", "fasterxml", "jackson", ""), "tools.jackson.", "jakarta.json.bind.");

    private final Map<String, Set<String>> classes = new TreeMap<>();

    private TypeShape() {}

    static String of(Type type) {
        TypeShape shape = new TypeShape();
        shape.visit(type);
        return type.getTypeName() + shape.classes;
    }

    private void visit(@Nullable Type type) {
        if (type instanceof ParameterizedType generic) {
            visit(generic.getRawType());
            visit(generic.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            visit(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            visit(wildcard.getUpperBounds());
        } else if (type instanceof Class<?> plain && plain.isArray()) {
            visit(plain.getComponentType());
        } else if (type instanceof Class<?> plain && !JdkClasses.contains(plain)) {
            Set<String> parts = new TreeSet<>();
            if (classes.putIfAbsent(plain.getName(), parts) == null) {
                describe(plain, parts);
            }
        }
    }

    private void visit(Type[] types) {
        for (Type type : types) {
            visit(type);
        }
    }

    private void describe(Class<?> type, Set<String> parts) {
        try {
            parts.add("class " + annotations(type));
            if (type.getGenericSuperclass() != null) {
                parts.add("extends " + type.getGenericSuperclass().getTypeName());
                visit(type.getGenericSuperclass());
            }
            visit(type.getGenericInterfaces());
            visit(type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[0]);
            for (Field field : type.getDeclaredFields()) {
                if (field.isEnumConstant() || InstanceFields.isState(field)) {
                    parts.add(field.getName() + " " + field.getGenericType().getTypeName() + annotations(field));
                    visit(field.getGenericType());
                }
            }
            Stream.<Executable>concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                    .forEach(member -> addAnnotated(member, parts));
        } catch (LinkageError | TypeNotPresentException e) {
            // of a class that this application lacks, and that values cannot have either
            parts.add("incomplete");
        }
    }

    /** Adds a method or constructor if it affects the JSON. Bridge methods repeat the annotations of others. */
    private void addAnnotated(Executable member, Set<String> parts) {
        String annotations = annotations(member)
                + Stream.of(member.getParameters()).map(this::annotations).collect(Collectors.joining());
        if (!annotations.isEmpty() && !member.isSynthetic()) {
            parts.add(member.getName() + "(" + types(member.getParameterTypes()) + ")" + annotations);
        }
    }

    private static String types(Class<?>[] types) {
        return Stream.of(types).map(Class::getName).collect(Collectors.joining(","));
    }

    private String annotations(AnnotatedElement element) {
        return annotations(Arrays.asList(element.getDeclaredAnnotations()));
    }

    private String annotations(Collection<Annotation> annotations) {
        return annotations.stream()
                .flatMap(each -> AllAnnotations.isBundle(each) && !isJson(each)
                        ? Stream.of(each.annotationType().getAnnotations())
                        : Stream.of(each))
                .filter(TypeShape::isJson)
                .map(this::text)
                .sorted()
                .collect(Collectors.joining());
    }

    private static boolean isJson(Annotation annotation) {
        return JSON_ANNOTATIONS.stream().anyMatch(annotation.annotationType().getName()::startsWith);
    }

    /** Not {@code toString}, which differs between versions of the JDK. */
    private String text(Object value) {
        if (value instanceof Annotation annotation) {
            return Stream.of(annotation.annotationType().getDeclaredMethods())
                    .sorted(Comparator.comparing(Method::getName))
                    .map(member -> member.getName() + "=" + text(member(annotation, member)))
                    .collect(Collectors.joining(
                            ",", "@" + annotation.annotationType().getName() + "(", ")"));
        }
        if (value instanceof Class<?> type) {
            // such as a subtype, a builder or a deserializer
            visit(type);
            return type.getName();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value.getClass().isArray()) {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < Array.getLength(value); i++) {
                text.append(text(Array.get(value, i))).append(';');
            }
            return text.append('}').toString();
        }
        return String.valueOf(value);
    }

    private static Object member(Annotation annotation, Method member) {
        try {
            return member.invoke(annotation);
        } catch (ReflectiveOperationException e) {
            return "unknown";
        }
    }
}
