package io.boosterbeacon.redis.internal.ratelimit.address;

import org.jspecify.annotations.Nullable;

/** Reads one element of the header {@code Forwarded} (RFC 7239 §4), in one pass. */
final class ForwardedElement {
    private static final String PEER = "for";
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";
    private static final int ASCII = 0x80;

    private final String text;
    private int position;

    private ForwardedElement(String text) {
        this.text = text;
    }

    /** What an element reports of the peer, in its parameter {@code for}. */
    static Hop peer(String element) {
        return new ForwardedElement(element).peer();
    }

    private Hop peer() {
        Hop peer = Hop.NOT_REPORTED;
        while (skipSpace()) {
            if (text.charAt(position) == ';') {
                position++;
                continue;
            }
            String name = token();
            String value = name.isEmpty() ? null : value();
            if (value == null || (skipSpace() && text.charAt(position) != ';')) {
                return Hop.UNREADABLE;
            }
            if (PEER.equalsIgnoreCase(name)) {
                if (peer.reported()) {
                    // no parameter may occur twice
                    return Hop.UNREADABLE;
                }
                peer = Hop.node(value);
            }
        }
        return peer;
    }

    /** Skips whitespace; false if this was the end. */
    private boolean skipSpace() {
        while (position < text.length() && (text.charAt(position) == ' ' || text.charAt(position) == '\t')) {
            position++;
        }
        return position < text.length();
    }

    private String token() {
        int start = position;
        while (position < text.length() && isToken(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isToken(char character) {
        return (character < ASCII && Character.isLetterOrDigit(character)) || TOKEN_PUNCTUATION.indexOf(character) >= 0;
    }

    /** The value after an equals sign; null if it is malformed. */
    private @Nullable String value() {
        if (position == text.length() || text.charAt(position) != '=') {
            return null;
        }
        position++;
        if (position < text.length() && text.charAt(position) == '"') {
            position++;
            return quoted();
        }
        // many proxies write addresses without the quotes that their colons and brackets need
        int start = position;
        while (position < text.length() && isUnquoted(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isUnquoted(char character) {
        return isToken(character) || character == ':' || character == '[' || character == ']';
    }

    /** The rest of a quoted string, without its escapes; null if it is not closed. */
    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char character = text.charAt(position++);
            if (character == '"') {
                return value.toString();
            }
            if (character == '\\' && position < text.length()) {
                character = text.charAt(position++);
            }
            value.append(character);
        }
        return null;
    }
}
