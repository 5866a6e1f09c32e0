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

/** What the type variables of a class's supertypes stand for in that class. */
final class TypeVariables {
    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

    TypeVariables(Class<?> type) {
        bindParents(type);
    }

    /** The types of a method's parameters in the class, erased: two methods that override each other have the same. */
    List<Class<?>> parameters(Method method) {
        return Arrays.<Type>stream(method.getGenericParameterTypes())
                .<Class<?>>map(this::erase)
                .toList();
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
