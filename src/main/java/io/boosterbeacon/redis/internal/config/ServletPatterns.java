package io.boosterbeacon.redis.internal.config;

import java.util.List;
import java.util.regex.Pattern;

/** Reads URL patterns of servlets. */
final class ServletPatterns {
    /**
     * Servlet §12.2: a path, all paths that begin with one, or a suffix. Not the template of a WebSocket, which no
     * request has as its path, nor "/", which is the default servlet for a servlet, but only the root for a filter.
     */
    private static final Pattern PATTERN = Pattern.compile("/[^*{}]*(?<=/)\\*|/[^*{}]+|\\*\\.[^*/{}]+");

    private ServletPatterns() {}

    static List<String> read(Values values, String property) {
        List<String> patterns = values.text(property).map(Values::listOf).orElse(List.of());
        patterns.stream()
                .filter(pattern -> !PATTERN.matcher(pattern).matches())
                .findFirst()
                .ifPresent(pattern -> {
                    throw ConfigProblem.of(
                            property,
                            pattern,
                            "URL patterns of servlets, with commas between them, such as /*, /reports/*, /login or"
                                    + " *.jsp; /chat/* for /chat/{room}");
                });
        return patterns;
    }
}
