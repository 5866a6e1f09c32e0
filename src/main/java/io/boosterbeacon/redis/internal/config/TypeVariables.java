package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Resolves the type variables of a type: those of its supertypes, and its own if it has type arguments. */
public final class TypeVariables {
    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

    public TypeVariables(Type type) {
        bind(type);
    }

    /** The erased types of a method's parameters in the class. A method and the one that it overrides have the same. */
    List<Class<?>> parameters(Method method) {
        return Arrays.<Type>stream(method.getGenericParameterTypes())
                .<Class<?>>map(this::erase)
                .toList();
    }

    /**
     * Replaces the type variables that the class binds, and wildcards by their upper bounds: a reader of a
     * {@code List<? extends Person>} reads persons. Unbound type variables stay.
     */
    public Type resolve(Type type) {
        if (type instanceof ParameterizedType generic) {
            return new GenericType(
                    generic.getOwnerType(),
                    erase(generic.getRawType()),
                    Stream.of(generic.getActualTypeArguments())
                            .map(this::resolve)
                            .toList());
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> plain ? plain.arrayType() : new GenericType.ArrayOf(component);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0]);
        }
        Type bound = type instanceof TypeVariable<?> ? bindings.get(type) : null;
        return bound == null ? type : resolve(bound);
    }

    private void bindParents(Class<?> type) {
        if (type.getGenericSuperclass() != null) {
            bind(type.getGenericSuperclass());
        }
        for (Type parent : type.getGenericInterfaces()) {
            bind(parent);
        }
    }

    private void bind(Type parent) {
        if (parent instanceof ParameterizedType generic) {
            bindArguments(generic);
        }
        bindParents(erase(parent));
    }

    private void bindArguments(ParameterizedType generic) {
        TypeVariable<?>[] variables = erase(generic).getTypeParameters();
        for (int i = 0; i < variables.length; i++) {
            bindings.put(variables[i], generic.getActualTypeArguments()[i]);
        }
        if (generic.getOwnerType() instanceof ParameterizedType owner) {
            bindArguments(owner);
        }
    }

    private Class<?> erase(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return erase(generic.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof WildcardType wildcard) {
            return erase(wildcard.getUpperBounds()[0]);
        }
        TypeVariable<?> variable = (TypeVariable<?>) type;
        Type bound = bindings.get(variable);
        return erase(bound == null ? variable.getBounds()[0] : bound);
    }
}
