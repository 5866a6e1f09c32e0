package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What declared types show before there is a value: that no value of theirs can be part of a key. */
public final class DeclaredTypes {
    private final KeyEncoder encoder;
    private final Set<Type> seen = new HashSet<>();

    private DeclaredTypes(KeyEncoder encoder) {
        this.encoder = encoder;
    }

    /** Why no value of a type can be part of a key; empty if some can, or only a value will show. */
    public static Optional<String> refusal(Type type, KeyEncoder encoder) {
        return new DeclaredTypes(encoder).refusal(type);
    }

    private Optional<String> refusal(Type type) {
        if (!seen.add(type)) {
            return Optional.empty();
        }
        if (type instanceof Class<?> raw) {
            return refusal(raw);
        }
        if (type instanceof GenericArrayType array) {
            return refusal(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return first(Stream.of(wildcard.getUpperBounds()));
        }
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            return refusal(raw)
                    .or(() -> holds(raw) ? first(Stream.of(generic.getActualTypeArguments())) : Optional.empty());
        }
        // a type variable
        return Optional.empty();
    }

    private Optional<String> first(Stream<? extends Type> types) {
        return types.map(this::refusal).flatMap(Optional::stream).findFirst();
    }

    /** Whether the values of a type's arguments are parts of its own. */
    private static boolean holds(Class<?> type) {
        return Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || type == Map.Entry.class
                || type == Optional.class;
    }

    private Optional<String> refusal(Class<?> type) {
        if (type.isArray()) {
            return refusal((Type) type.getComponentType());
        }
        if (PlatformValues.include(type) || type == Object.class || type == Optional.class || type == Void.class) {
            return Optional.empty();
        }
        if (type.isEnum() || Enum.class.isAssignableFrom(type)) {
            return Optional.empty();
        }
        if (type.isRecord()) {
            return fields(type);
        }
        if (Containers.isPlatform(type) && Containers.areWithoutIdentity(type)) {
            return because(type, "it is read once, or stands for something outside of it");
        }
        if (Containers.isPlatform(type) && type.isAnnotationPresent(FunctionalInterface.class)) {
            return because(type, "a lambda has another name in each JVM");
        }
        boolean open = type.isInterface() || Modifier.isAbstract(type.getModifiers());
        if (open || List.class.isAssignableFrom(type) || Set.class.isAssignableFrom(type) || isMap(type)) {
            return Optional.empty();
        }
        if (Collection.class.isAssignableFrom(type)) {
            return because(type, "a collection is a List or a Set");
        }
        return fields(type);
    }

    private static boolean isMap(Class<?> type) {
        return Map.class.isAssignableFrom(type) || Map.Entry.class.isAssignableFrom(type);
    }

    private Optional<String> fields(Class<?> type) {
        State state = encoder.state(type);
        return state.refusal()
                .flatMap(reason -> because(type, reason))
                .or(() -> first(state.fields().stream().map(Field::getGenericType)));
    }

    private static Optional<String> because(Class<?> type, String reason) {
        return Optional.of(
                Objects.requireNonNull(new UnidentifiableException(type.getTypeName(), reason).getMessage()));
    }
}
