package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds types whose values cannot be stored as JSON, as far as the type alone shows it. */
public final class StorableTypes {
    private final Function<Type, Optional<String>> ofJson;

    public StorableTypes(Json json) {
        this(json::problem);
    }

    /** @param ofJson why a JSON library cannot store values of a type */
    StorableTypes(Function<Type, Optional<String>> ofJson) {
        this.ofJson = ofJson;
    }

    /**
     * Finds out why values of a type, or of the types that it is made of, cannot be stored.
     *
     * @param type with its type variables resolved
     * @return the reason, for a message; empty if there is none
     */
    public Optional<String> problem(Type type) {
        return problem(type, Object.class);
    }

    /**
     * The same for the type of a method of a bean. The type variables of a generic bean class are accepted: their types
     * show only in the values.
     *
     * @param bean the class of the bean
     */
    public Optional<String> problem(Type type, Class<?> bean) {
        Optional<String> unbindable = unbindable(type, bean);
        return unbindable.isPresent() ? unbindable : ofJson.apply(type);
    }

    private static Optional<String> unbindable(Type type, Class<?> bean) {
        if (type instanceof ParameterizedType generic) {
            return Stream.of(generic.getActualTypeArguments())
                    .flatMap(argument -> unbindable(argument, bean).stream())
                    .findFirst();
        }
        if (type instanceof GenericArrayType array) {
            return unbindable(array.getGenericComponentType(), bean);
        }
        if (type instanceof TypeVariable<?> variable) {
            return variable.getGenericDeclaration() == bean
                    ? Optional.empty()
                    : Optional.of("the type of " + variable.getName() + " is unknown");
        }
        if (type instanceof WildcardType wildcard) {
            return unbindable(wildcard.getUpperBounds()[0], bean);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isArray()) {
            return unbindable(plain.getComponentType(), bean);
        }
        if (plain == void.class || plain == Void.class) {
            return Optional.of("there is no value");
        }
        if (plain == Object.class) {
            return Optional.of("the class of an Object cannot be read back from its JSON");
        }
        return plain.getTypeParameters().length == 0 ? Optional.empty() : Optional.of(plain.getName() + " is raw");
    }
}
