package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The texts of values in tags. Only values whose text tells them apart have one, and collections of these. */
final class TagTexts {
    private static final Set<Class<?>> TYPES = Set.of(
            String.class,
            Character.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            BigInteger.class,
            UUID.class,
            URI.class,
            LocalDate.class,
            Instant.class,
            Year.class,
            YearMonth.class,
            Currency.class,
            Locale.class);

    private TagTexts() {}

    /**
     * Throws {@link ConfigProblem} for a type whose values have no text.
     *
     * @param place where the template is declared, for messages
     * @param name the name in the placeholder
     */
    static void require(String place, String template, String name, Type type) {
        Type element = element(type);
        if (!isText(element == null ? type : element)) {
            throw ConfigProblem.of(
                    place,
                    template,
                    "texts, whole numbers, enums, UUIDs, dates and the like, Optionals, arrays and collections of these ({"
                            + name + "} is " + type.getTypeName() + ")");
        }
    }

    private static boolean isText(Type type) {
        if (!(type instanceof Class<?> raw)) {
            return false;
        }
        Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
        return TYPES.contains(boxed) || boxed.isEnum();
    }

    /** The type of the elements of a collection, an array or an {@code Optional}; null for other types. */
    static @Nullable Type element(Type type) {
        if (type instanceof Class<?> raw) {
            return raw.getComponentType();
        }
        if (!(type instanceof ParameterizedType generic)
                || !(generic.getRawType() == Optional.class
                        || Collection.class.isAssignableFrom((Class<?>) generic.getRawType()))
                || generic.getActualTypeArguments().length != 1) {
            return null;
        }
        Type element = generic.getActualTypeArguments()[0];
        return element instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : element;
    }

    /** The texts of a value, or of its elements; empty for null. */
    static Collection<String> of(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (isSeveral(value)) {
            return elements(value).stream()
                    .flatMap(element -> of(element).stream())
                    .distinct()
                    .toList();
        }
        return List.of(value instanceof Enum<?> constant ? constant.name() : value.toString());
    }

    private static boolean isSeveral(Object value) {
        return value instanceof Optional<?>
                || value instanceof Collection<?>
                || value.getClass().isArray();
    }

    /** The elements of a collection, an array or an {@code Optional}; else the object itself; none for null. */
    static Collection<? extends @Nullable Object> elements(@Nullable Object several) {
        if (several == null) {
            return List.of();
        }
        if (several instanceof Optional<?> optional) {
            return elements(optional.orElse(null));
        }
        if (several instanceof Collection<?> collection) {
            return collection;
        }
        if (several.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(several))
                    .<@Nullable Object>mapToObj(i -> Array.get(several, i))
                    .toList();
        }
        return Collections.singletonList(several);
    }
}
