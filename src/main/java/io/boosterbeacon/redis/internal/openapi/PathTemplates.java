package io.boosterbeacon.redis.internal.openapi;

import java.util.List;

/** Brings paths of JAX-RS and of OpenAPI documents into one form. */
final class PathTemplates {
    private PathTemplates() {}

    /** The path with a slash before each segment and none at the end, and with {@code {}} for each template parameter. */
    static String normal(String path) {
        StringBuilder normal = new StringBuilder("/");
        int depth = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '{' && depth++ == 0) {
                normal.append(c);
            } else if (c == '}' && depth > 0 && --depth == 0) {
                normal.append(c);
            } else if (depth == 0 && (c != '/' || normal.charAt(normal.length() - 1) != '/')) {
                normal.append(c);
            }
        }
        int end = normal.length() - 1;
        return end > 0 && normal.charAt(end) == '/' ? normal.substring(0, end) : normal.toString();
    }

    /** The normal form of two paths after one another. */
    static String join(String first, String second) {
        return normal(first + "/" + second);
    }

    /** The segments of a path in normal form. */
    static List<String> segments(String path) {
        String normal = normal(path).substring(1);
        return normal.isEmpty() ? List.of() : List.of(normal.split("/", -1));
    }
}
