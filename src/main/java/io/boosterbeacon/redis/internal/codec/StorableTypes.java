package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells which types of values JSON can keep, as far as the type alone shows it. */
public final class StorableTypes {
    private final Json json;

    public StorableTypes(Json json) {
        this.json = json;
    }

    /**
     * Finds what speaks against a type, in it and in the types that it is made of.
     *
     * @param type with its type variables resolved
     * @return what speaks against it, for a message; empty if nothing does
     */
    public Optional<String> objection(Type type) {
        return objection(type, Object.class);
    }

    /**
     * The same within a bean. What a generic bean leaves open about itself shows only in its values.
     *
     * @param bean its own type variables are let pass
     */
    public Optional<String> objection(Type type, Class<?> bean) {
        Optional<String> unbindable = unbindable(type, bean);
        return unbindable.isPresent() ? unbindable : json.objection(type);
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
                    : Optional.of("nothing says what " + variable.getName() + " is");
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
            return Optional.of("an Object comes back as what its JSON looks like");
        }
        return plain.getTypeParameters().length == 0 ? Optional.empty() : Optional.of(plain.getName() + " is raw");
    }
}
