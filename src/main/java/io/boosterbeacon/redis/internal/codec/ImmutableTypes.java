package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Types whose values nobody can modify, as far as the declared type alone shows it: values of the JDK, enums, and records
 * and sealed interfaces of such parts. A declared {@code List} may be modifiable.
 */
public final class ImmutableTypes {
    /** Values that are read from JSON have exactly these classes, even where a class is not final. */
    private static final Set<Class<?>> VALUES = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            ZoneId.class);

    private static final String TIME = "java.time.";

    private ImmutableTypes() {}

    /**
     * Whether nobody can modify the values of a type.
     *
     * @param type with its type variables resolved
     */
    public static boolean contains(Type type) {
        return contains(type, Map.of(), new HashSet<>());
    }

    /**
     * Whether nobody can modify the values of a part of a type.
     *
     * @param bound the types of type variables
     * @param within the types around this one, which are immutable if all their parts are
     */
    private static boolean contains(Type type, Map<TypeVariable<?>, Type> bound, Set<Type> within) {
        if (type instanceof TypeVariable<?> variable) {
            Type known = bound.get(variable);
            return known != null && contains(known, Map.of(), within);
        }
        if (type instanceof ParameterizedType generic) {
            return containsGeneric(generic, bound, within);
        }
        return type instanceof Class<?> plain
                && (isValue(plain)
                        || (plain.getTypeParameters().length == 0 && hasParts(plain, Map.of(), within, type)));
    }

    private static boolean containsGeneric(
            ParameterizedType generic, Map<TypeVariable<?>, Type> bound, Set<Type> within) {
        Class<?> raw = (Class<?>) generic.getRawType();
        Type[] arguments = generic.getActualTypeArguments();
        if (raw == Optional.class) {
            return contains(arguments[0], bound, within);
        }
        Map<TypeVariable<?>, Type> own = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!contains(arguments[i], bound, within)) {
                return false;
            }
            Type argument = arguments[i] instanceof TypeVariable<?> variable ? bound.get(variable) : arguments[i];
            if (argument == null) {
                return false;
            }
            own.put(raw.getTypeParameters()[i], argument);
        }
        return hasParts(raw, own, within, generic);
    }

    private static boolean isValue(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || VALUES.contains(type)
                || (type.getName().startsWith(TIME) && JdkClasses.contains(type) && !type.isInterface());
    }

    private static boolean hasParts(Class<?> type, Map<TypeVariable<?>, Type> bound, Set<Type> within, Type declared) {
        // an abstract class may have fields of its own
        if (!type.isRecord() && !(type.isSealed() && type.isInterface())) {
            return false;
        }
        if (!within.add(declared)) {
            return true;
        }
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getGenericType)
                        .allMatch(part -> contains(part, bound, within))
                : Arrays.stream(type.getPermittedSubclasses()).allMatch(each -> contains(each, Map.of(), within));
    }
}
