package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path such as {@code result.owner} in a template of tags. If the value is a collection, it is a path of its elements.
 *
 * @param ofElements whether the path begins with the elements of the value
 */
record ResultPath(PropertyPath properties, boolean ofElements) {
    /**
     * @param place where the template is declared, for messages
     * @param name the name in the placeholder
     * @param type of the value
     */
    static ResultPath of(String place, String template, String name, Type type) {
        List<String> path = Arrays.asList(name.split("\\.", -1));
        List<String> names = path.subList(1, path.size());
        Type element = names.isEmpty() ? null : TagTexts.element(type);
        Type root = element == null ? type : element;
        Class<?> raw = raw(root);
        PropertyPath properties =
                PropertyPath.of(raw, names).orElseThrow(() -> Placeholder.unknown(place, template, name, raw));
        TagTexts.require(place, template, name, properties.type().orElse(root));
        return new ResultPath(properties, element != null);
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    /** The texts in a value, or in the content of an {@code Optional}; empty for null. */
    Collection<String> texts(@Nullable Object given) {
        Object value = given instanceof Optional<?> wrapped ? wrapped.orElse(null) : given;
        return ofElements && value instanceof Collection<?> elements
                ? elements.stream()
                        .flatMap(element -> TagTexts.of(properties.read(element)).stream())
                        .distinct()
                        .toList()
                : TagTexts.of(properties.read(value));
    }
}
