package io.boosterbeacon.redis.internal.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern of request paths.
 *
 * @param segments what each segment of the path is; {@code *} for any
 * @param open whether any number of further segments may follow
 */
public record PathPattern(List<String> segments, boolean open) {
    private static final String ANY = "*";
    private static final String REST = "**";
    private static final Pattern TEXT = Pattern.compile("[^*{}?#;%]+");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^{}]+}");
    private static final String ACCEPTED =
            "a path within the application, not encoded, such as /api/orders, /api/orders/*"
                    + " (one more segment, also {id}) or /api/** (any number of further segments, only at the end)";

    /**
     * Parses a pattern. A slash at its end has no meaning.
     *
     * @param property its name, for the message
     * @throws ConfigProblem if it is none
     */
    static PathPattern parse(String property, String text) {
        if (!text.startsWith("/")) {
            throw ConfigProblem.of(property, text, ACCEPTED);
        }
        String path = text.substring(1);
        boolean open = path.equals(REST) || path.endsWith("/" + REST);
        path = open ? path.substring(0, Math.max(0, path.length() - REST.length() - 1)) : path;
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> segments = path.isEmpty() ? List.of() : List.of(path.split("/", -1));
        if (!segments.stream().allMatch(PathPattern::isSegment)) {
            throw ConfigProblem.of(property, text, ACCEPTED);
        }
        return new PathPattern(
                segments.stream()
                        .map(segment -> PARAMETER.matcher(segment).matches() ? ANY : segment)
                        .toList(),
                open);
    }

    private static boolean isSegment(String text) {
        return text.equals(ANY)
                || PARAMETER.matcher(text).matches()
                || (TEXT.matcher(text).matches() && !text.equals(".") && !text.equals(".."));
    }

    /**
     * Whether a path matches; upper and lower case differ, as in JAX-RS.
     *
     * @param path the decoded segments
     */
    public boolean matches(List<String> path) {
        if (path.size() < segments.size() || (path.size() > segments.size() && !open)) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).equals(ANY) && !segments.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
