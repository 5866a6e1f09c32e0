package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Describes failures of Jackson without the content of the value, which their messages may quote. */
final class Failures {
    private static final int MAX_CAUSES = 50;

    private Failures() {}

    static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable root = failure;
        // the causes of an application's exceptions may form a cycle
        for (int depth = 0;
                depth < MAX_CAUSES && root.getCause() != null && !(root instanceof UnsupportedAnnotationException);
                depth++) {
            root = root.getCause();
        }
        if (root instanceof UnsupportedAnnotationException) {
            text.append(root.getMessage());
        } else if (failure instanceof InvalidDefinitionException definition) {
            text.append(definition.getOriginalMessage());
        } else if (root instanceof StreamConstraintsException limit) {
            text.append(limit.getOriginalMessage());
        } else {
            text.append(root.getClass().getName());
        }
        if (failure instanceof JsonMappingException mapping) {
            List<String> path = places(mapping);
            if (!path.isEmpty()) {
                text.append(", at ").append(path.get(path.size() - 1));
            }
        }
        return text.toString();
    }

    /** The path of properties. Keys of maps are left out, because they are content. */
    private static List<String> places(JsonMappingException failure) {
        List<String> places = new ArrayList<>();
        for (Reference reference : failure.getPath()) {
            Object from = reference.getFrom();
            Class<?> type = from instanceof Class<?> read ? read : from == null ? null : from.getClass();
            if (type != null && reference.getFieldName() != null && !Map.class.isAssignableFrom(type)) {
                places.add(type.getName() + "." + reference.getFieldName());
            }
        }
        return places;
    }
}
