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

/** What declared types show before there is a value: that no value of theirs can be part of a key. */
public final class DeclaredTypes {
    /** A type that contains itself with other arguments each time has no end. */
    private static final int MAX_DEPTH = 20;

    private final KeyEncoder encoder;

    /** What is known; nothing speaks against a type within itself. */
    private final Map<Type, Optional<String>> known = new HashMap<>();

    private int depth;

    private DeclaredTypes(KeyEncoder encoder) {
        this.encoder = encoder;
    }

    /** Why no value of a type can be part of a key; empty if some can, or only a value will show. */
    public static Optional<String> refusal(Type type, KeyEncoder encoder) {
        return new DeclaredTypes(encoder).refusal(type);
    }

    private Optional<String> refusal(Type type) {
        Optional<String> before = known.putIfAbsent(type, Optional.empty());
        if (before != null || depth == MAX_DEPTH) {
            return before == null ? Optional.empty() : before;
        }
        depth++;
        Optional<String> refusal = ofNew(type);
        depth--;
        known.put(type, refusal);
        return refusal;
    }

    private Optional<String> ofNew(Type type) {
        if (type instanceof Class<?> raw) {
            return ofClass(raw, raw);
        }
        if (type instanceof GenericArrayType array) {
            return refusal(array.getGenericComponentType());
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
        return types.map(this::refusal).flatMap(Optional::stream).findFirst();
    }

    /** Whether the values of a type's arguments are parts of its own. */
    private static boolean holds(Class<?> type) {
        return isContainer(type) || type == Optional.class;
    }

    private static boolean isContainer(Class<?> type) {
        return Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type);
    }

    /** @param type the class, with its arguments if it has some */
    private Optional<String> ofClass(Class<?> raw, Type type) {
        if (raw.isArray()) {
            return refusal(raw.getComponentType());
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
        if ((Containers.isPlatform(raw) || !raw.isInterface()) && Containers.areWithoutIdentity(raw)) {
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
                .<Optional<String>>map(this::refusal)
                .toList();
        return permitted.stream().allMatch(Optional::isPresent) ? permitted.get(0) : Optional.empty();
    }

    /** What the JDK hides in a class stays hidden in all that extend it; others may have accessors for what they inherit. */
    private Optional<String> inherited(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .filter(each -> Containers.isPlatform(each) && each != Object.class)
                .findFirst()
                .flatMap(each -> encoder.state(each).refusal())
                .flatMap(reason -> because(type, reason));
    }

    private Optional<String> fields(Class<?> raw, Type type) {
        State state = encoder.state(raw);
        TypeVariables variables = new TypeVariables(type);
        return state.refusal()
                .flatMap(reason -> because(raw, reason))
                .or(() ->
                        first(state.fields().stream().map(Field::getGenericType).map(variables::resolve)));
    }

    private static Optional<String> because(Class<?> type, String reason) {
        return Optional.of(
                Objects.requireNonNull(new UnidentifiableException(type.getTypeName(), reason).getMessage()));
    }
}
