package io.boosterbeacon.redis.internal.cache.key;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path such as {@code result.owner} in a template of tags, of the value or of an argument. If that is a collection,
 * an array or an {@code Optional}, it is a path of its elements.
 *
 * @param ofElements whether the path begins with the elements
 */
record TagPath(PropertyPath properties, boolean ofElements) {
    /**
     * @param place where the template is declared, for messages
     * @param name the name in the placeholder
     * @param type of the value or of the argument
     * @param names the properties
     */
    static TagPath of(String place, String template, String name, Type type, List<String> names) {
        Type element = names.isEmpty() ? null : TagTexts.element(type);
        Type root = element == null ? type : element;
        PropertyPath properties = PropertyPath.of(place, template, name, raw(root), names);
        TagTexts.require(place, template, name, properties.type().orElse(root));
        return new TagPath(properties, element != null);
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    /** The texts in an object, or in its elements; empty for null. */
    Collection<String> texts(@Nullable Object given) {
        return ofElements
                ? TagTexts.elements(given).stream()
                        .flatMap(element -> TagTexts.of(properties.read(element)).stream())
                        .distinct()
                        .toList()
                : TagTexts.of(properties.read(given instanceof Optional<?> wrapped ? wrapped.orElse(null) : given));
    }
}
