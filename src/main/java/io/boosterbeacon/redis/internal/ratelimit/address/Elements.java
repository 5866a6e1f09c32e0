package io.boosterbeacon.redis.internal.ratelimit.address;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list header (RFC 9110 §5.6.1), from the last one to the first. Empty elements are skipped.
 *
 * <p>The last element comes from the nearest proxy. The text before the elements of proxies is the client's: it may be
 * malformed, such as a quote that is never closed. It does not change how the elements behind it are read, because the
 * text is read from its end.
 */
final class Elements {
    private static final char QUOTE = '"';

    private final List<String> lines;
    private int line;
    private int end;

    /** @param lines the header's lines, in their order */
    Elements(List<String> lines) {
        this.lines = lines;
        this.line = lines.size();
        this.end = -1;
    }

    /** The next element to the left, without the whitespace around it; null if there is none. */
    @Nullable
    String next() {
        while (end >= 0 || line > 0) {
            if (end < 0) {
                line--;
                end = lines.get(line).length();
            }
            String text = lines.get(line);
            int comma = lastComma(text, end);
            String element = text.substring(comma + 1, end).strip();
            end = comma;
            if (!element.isEmpty()) {
                return element;
            }
        }
        return null;
    }

    /** The index of the last comma that is not in a quoted string; -1 if there is none. */
    private static int lastComma(String text, int end) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char character = text.charAt(i);
            if (character == QUOTE && !isEscaped(text, i)) {
                quoted = !quoted;
            } else if (character == ',' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a backslash that is not escaped itself stands before a character. */
    private static boolean isEscaped(String text, int index) {
        int before = index;
        while (before > 0 && text.charAt(before - 1) == '\\') {
            before--;
        }
        return (index - before) % 2 == 1;
    }
}
