package io.boosterbeacon.redis.internal.ratelimit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes the parts of a request's URI. It never fails: an escape that is wrong is taken as the text that it is. */
public final class UriText {
    private UriText() {}

    /**
     * The first value of a parameter.
     *
     * @param query the part of the URI after the question mark, still encoded
     * @return empty if the parameter is missing or its first value is empty
     */
    public static Optional<String> queryParameter(@Nullable String query, String name) {
        if (query == null) {
            return Optional.empty();
        }
        int start = 0;
        while (start <= query.length()) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            // looked for in the parameter only: the rest of the query may be long, and have no equals sign
            String parameter = query.substring(start, end);
            int equals = parameter.indexOf('=');
            if (decodeQuery(equals < 0 ? parameter : parameter.substring(0, equals))
                    .equals(name)) {
                return Optional.of(equals < 0 ? "" : decodeQuery(parameter.substring(equals + 1)))
                        .filter(value -> !value.isEmpty());
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static String decodeQuery(String text) {
        return decode(text.replace('+', ' '));
    }

    /**
     * A parameter of the path.
     *
     * @param parameters the encoded values, the last parameter of a name first
     * @return empty if the path does not have the parameter, or if its value is empty
     */
    public static Optional<String> pathParameter(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.isEmpty()
                ? Optional.empty()
                : Optional.of(pathSegment(values.get(0))).filter(value -> !value.isEmpty());
    }

    /** The text of a segment of a path, without its matrix parameters. */
    private static String pathSegment(String encoded) {
        int matrix = encoded.indexOf(';');
        return decode(matrix < 0 ? encoded : encoded.substring(0, matrix));
    }

    /**
     * The decoded segments of a path after the context path of the application.
     *
     * @param context empty for the root
     */
    public static List<String> segments(String context, String path) {
        List<String> prefix = segments(context);
        List<String> segments = segments(path);
        return segments.size() >= prefix.size()
                        && segments.subList(0, prefix.size()).equals(prefix)
                ? segments.subList(prefix.size(), segments.size())
                : segments;
    }

    /**
     * The segments of a path, decoded, without matrix parameters. Empty segments and a slash at the end have no
     * meaning, and {@code .} and {@code ..} are resolved, so that no other writing of a path escapes a pattern.
     */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String encoded : path.split("/", -1)) {
            String segment = pathSegment(encoded);
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.remove(segments.size() - 1);
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** The text of percent-encoded UTF-8. */
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] == '%' && i + 2 < bytes.length ? hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]) : -1;
            decoded.write(value < 0 ? bytes[i] : value);
            i += value < 0 ? 0 : 2;
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** Negative for a character that is no digit, so that the combined value is negative, too. */
    private static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit(digit, 16);
    }
}
