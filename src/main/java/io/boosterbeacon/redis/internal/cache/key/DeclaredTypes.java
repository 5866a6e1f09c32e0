package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.TypeVariables;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks declared types at deployment: finds types of which no value can be part of a key. */
public final class DeclaredTypes {
    /** Stops at a recursive generic type that contains itself with other arguments each time. */
    private static final int MAX_DEPTH = 20;

    private final KeyEncoder encoder;

    /** The results so far. While a type is being checked it counts as accepted, because it may contain itself. */
    private final Map<Type, Optional<String>> known = new HashMap<>();

    private int depth;

    private DeclaredTypes(KeyEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The reason why no value of a type can be part of a key; empty if some values can, or if it depends on the value.
     */
    public static Optional<String> rejectionReason(Type type, KeyEncoder encoder) {
        return new DeclaredTypes(encoder).rejectionReason(type);
    }

    private Optional<String> rejectionReason(Type type) {
        Optional<String> before = known.putIfAbsent(type, Optional.empty());
        if (before != null || depth == MAX_DEPTH) {
            return before == null ? Optional.empty() : before;
        }
        depth++;
        Optional<String> rejectionReason = ofNew(type);
        depth--;
        known.put(type, rejectionReason);
        return rejectionReason;
    }

    private Optional<String> ofNew(Type type) {
        if (type instanceof Class<?> raw) {
            return ofClass(raw, raw);
        }
        if (type instanceof GenericArrayType array) {
            return rejectionReason(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return first(Stream.of(wildcard.getUpperBounds()));
        }
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            return ofClass(raw, generic)
                    .or(() -> holds(raw) ? first(Stream.of(generic.getActualTypeArguments())) : Optional.empty());
        }
        // a type variable
        return Optional.empty();
    }

    private Optional<String> first(Stream<? extends Type> types) {
        return types.map(this::rejectionReason).flatMap(Optional::stream).findFirst();
    }

    /** Whether the values of a type contain values of its type arguments. */
    private static boolean holds(Class<?> type) {
        return isContainer(type) || type == Optional.class;
    }

    private static boolean isContainer(Class<?> type) {
        return Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type);
    }

    /** @param type the class with its type arguments, if it has any */
    private Optional<String> ofClass(Class<?> raw, Type type) {
        if (raw.isArray()) {
            return rejectionReason(raw.getComponentType());
        }
        if (PlatformValues.include(raw) || raw == Object.class || raw == Optional.class || raw == Void.class) {
            return Optional.empty();
        }
        if (raw.isEnum() || Enum.class.isAssignableFrom(raw)) {
            return Optional.empty();
        }
        if (raw.isRecord()) {
            return fields(raw, type);
        }
        if ((Containers.isPlatform(raw) || !raw.isInterface()) && Containers.lackIdentity(raw)) {
            return because(raw, "it is read once, or stands for something outside of it");
        }
        if (Containers.isPlatform(raw) && raw.isAnnotationPresent(FunctionalInterface.class)) {
            return because(raw, "a lambda has another name in each JVM");
        }
        return isContainer(raw) ? ofContainer(raw) : ofObject(raw, type);
    }

    private static Optional<String> ofContainer(Class<?> type) {
        boolean open = Modifier.isAbstract(type.getModifiers());
        boolean plain = List.class.isAssignableFrom(type)
                || Set.class.isAssignableFrom(type)
                || !Collection.class.isAssignableFrom(type);
        return open || plain ? Optional.empty() : because(type, "a collection is a List or a Set");
    }

    private Optional<String> ofObject(Class<?> raw, Type type) {
        if (!Modifier.isAbstract(raw.getModifiers())) {
            return fields(raw, type);
        }
        Optional<String> inherited = inherited(raw);
        if (inherited.isPresent() || !raw.isSealed()) {
            return inherited;
        }
        List<Optional<String>> permitted = Stream.of(raw.getPermittedSubclasses())
                .<Optional<String>>map(this::rejectionReason)
                .toList();
        return permitted.stream().allMatch(Optional::isPresent) ? permitted.get(0) : Optional.empty();
    }

    /**
     * The reason inherited from a superclass of the JDK: its private fields stay hidden in subclasses. Fields of other
     * superclasses may have accessors in a subclass.
     */
    private Optional<String> inherited(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .filter(each -> Containers.isPlatform(each) && each != Object.class)
                .findFirst()
                .flatMap(each -> encoder.fieldsOf(each).rejectionReason())
                .flatMap(reason -> because(type, reason));
    }

    private Optional<String> fields(Class<?> raw, Type type) {
        ObjectFields fields = encoder.fieldsOf(raw);
        TypeVariables variables = new TypeVariables(type);
        return fields.rejectionReason()
                .flatMap(reason -> because(raw, reason))
                .or(() -> first(
                        fields.fields().stream().map(Field::getGenericType).map(variables::resolve)));
    }

    private static Optional<String> because(Class<?> type, String reason) {
        return Optional.of(
                Objects.requireNonNull(new UnidentifiableException(type.getTypeName(), reason).getMessage()));
    }
}
