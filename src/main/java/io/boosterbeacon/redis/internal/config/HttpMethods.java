package io.boosterbeacon.redis.internal.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of HTTP methods in members and properties. */
final class HttpMethods {
    /** RFC 9110 §9.3 and RFC 5789. */
    private static final List<String> COMMON =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

    private static final Pattern METHOD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

    private HttpMethods() {}

    /**
     * The name of a method in upper case.
     *
     * @param what the member or property, for the message
     * @throws ConfigProblem if it cannot be one
     */
    static String parse(String what, String text) {
        if (!METHOD.matcher(text).matches()) {
            throw ConfigProblem.of(what, text, "HTTP methods such as GET, POST, separated by commas");
        }
        return text.toUpperCase(Locale.ROOT);
    }

    /** Whether a set of methods has a method. {@code GET} includes {@code HEAD}: the same resource answers both. */
    static boolean has(Set<String> methods, String method) {
        return methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }

    /** A warning of a method that is probably a common one with a typing mistake. */
    static Optional<String> warning(String what, String method) {
        return COMMON.contains(method)
                ? Optional.empty()
                : COMMON.stream()
                        .filter(common -> EditDistance.between(method, common) == 1)
                        .findFirst()
                        .map(nearest -> what + " has the HTTP method " + method + ", which is unusual; the nearest is "
                                + nearest);
    }
}
