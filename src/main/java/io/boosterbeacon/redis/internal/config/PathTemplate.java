package io.boosterbeacon.redis.internal.config;

import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The path of a resource method, from the {@code @Path} of its class and its own.
 *
 * @param text such as {@code /orders/{id}}
 * @param parameters the names of its parameters
 */
public record PathTemplate(String text, Set<String> parameters) {
    /**
     * Finds the path of a method; empty if it is no method of a root resource. The path of a sub-resource depends on
     * the methods that return it.
     */
    public static Optional<PathTemplate> of(Class<?> resource, Method method) {
        if (!Resources.isResourceMethod(resource, method)) {
            return Optional.empty();
        }
        Optional<String> root = TypeHierarchy.of(resource).stream()
                .filter(type -> type.isAnnotationPresent(Path.class))
                .findFirst()
                .map(type -> type.getAnnotation(Path.class).value());
        String own = MethodDeclarations.of(resource, method)
                .filter(each -> each.isAnnotationPresent(Path.class))
                .findFirst()
                .map(each -> each.getAnnotation(Path.class).value())
                .orElse("");
        return root.map(path -> parse("/" + trimmed(path) + (trimmed(own).isEmpty() ? "" : "/" + trimmed(own))));
    }

    /** The text without the expressions that values must match, such as {@code : [0-9]+} in {@code /orders/{id: [0-9]+}}. */
    public String withoutExpressions() {
        StringBuilder plain = new StringBuilder();
        int depth = 0;
        boolean inExpression = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            depth += next == '{' ? 1 : next == '}' ? -1 : 0;
            inExpression = depth > 0 && (inExpression || next == ':');
            if (!inExpression && (depth == 0 || !Character.isWhitespace(next))) {
                plain.append(next);
            }
        }
        return plain.toString();
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    /** A parameter is {@code {name}} or {@code {name: expression}}; the expression may have braces. */
    static PathTemplate parse(String text) {
        Set<String> names = new LinkedHashSet<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '{' && depth++ == 0) {
                start = i + 1;
            } else if (next == '}' && depth > 0 && --depth == 0) {
                names.add(text.substring(start, i).split(":", 2)[0].trim());
            }
        }
        return new PathTemplate(text, Set.copyOf(names));
    }
}
