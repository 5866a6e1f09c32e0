package io.boosterbeacon.redis.internal.ratelimit.address;

import io.boosterbeacon.redis.internal.net.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a proxy reports of the peer that a request came from.
 *
 * @param address empty if it cannot be read
 * @param reported false if the proxy says nothing about its peer
 */
record Hop(Optional<IpAddress> address, boolean reported) {
    /** The proxy reports other things only, such as the protocol. */
    static final Hop NOT_REPORTED = new Hop(Optional.empty(), false);

    /** Malformed, or a name that hides the address: {@code unknown}, or an obfuscated identifier (RFC 7239 §6). */
    static final Hop UNREADABLE = new Hop(Optional.empty(), true);

    /** RFC 7239 §6: digits, or an obfuscated port. */
    private static final Pattern PORT = Pattern.compile(":(?:\\d{1,5}|_[A-Za-z0-9._-]{1,64})");

    /** Reads a node, which is an address with or without a port (RFC 7239 §6). */
    static Hop node(String text) {
        return new Hop(address(text), true);
    }

    private static Optional<IpAddress> address(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            return close > 0 && isPort(text, close + 1)
                    ? IpAddress.parse(text.substring(1, close)).filter(address -> text.lastIndexOf(':', close) > 0)
                    : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            return isPort(text, colon) ? IpAddress.parse(text.substring(0, colon)) : Optional.empty();
        }
        // many proxies write IPv6 addresses without brackets, and then without a port
        return IpAddress.parse(text);
    }

    /** Whether the rest of a text is empty or a port. */
    private static boolean isPort(String text, int from) {
        return from == text.length()
                || PORT.matcher(text).region(from, text.length()).matches();
    }
}
