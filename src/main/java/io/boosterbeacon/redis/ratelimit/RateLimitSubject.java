package io.boosterbeacon.redis.ratelimit;

import java.util.Objects;

/**
 * Whom a {@link RateLimitRule} is about. Immutable. The factory methods throw an {@link IllegalArgumentException} for a
 * text without characters or with more than 512.
 *
 * @param kind how the subject is recognized
 * @param name the name of the claim; empty for other kinds
 * @param value the user's name, the address, or the value of the claim
 */
public record RateLimitSubject(Kind kind, String name, String value) {
    private static final int MAX_TEXT = 512;

    /** How a subject is recognized. */
    public enum Kind {
        /** By the name of the authenticated caller. */
        USER,
        /** By the address of the client. */
        ADDRESS,
        /** By a claim of the verified JWT. */
        CLAIM
    }

    /**
     * Creates a subject; {@link #user}, {@link #address} and {@link #claim} are easier to read.
     *
     * @param kind how the subject is recognized
     * @param name the name of the claim; empty for other kinds
     * @param value the user's name, the address, or the value of the claim, 1 to 512 characters
     */
    public RateLimitSubject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        requireText(value, "value");
        if (kind == Kind.CLAIM) {
            requireText(name, "name");
        } else if (!name.isEmpty()) {
            throw new IllegalArgumentException("name is \"" + name + "\"; accepted: nothing for " + kind);
        }
    }

    private static void requireText(String text, String what) {
        Objects.requireNonNull(text, what);
        if (text.isEmpty() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters; accepted: 1 to " + MAX_TEXT);
        }
    }

    /**
     * An authenticated caller.
     *
     * @param name as {@link RateLimitKey#USER} reads it
     * @return the subject
     */
    public static RateLimitSubject user(String name) {
        return new RateLimitSubject(Kind.USER, "", Objects.requireNonNull(name, "name"));
    }

    /**
     * The clients of an address or a network.
     *
     * @param address an IPv4 or IPv6 address, or a network such as {@code 192.0.2.0/24}; an IPv6 address stands for the
     *     network by which {@link RateLimitKey#CLIENT_IP} counts; {@link RateLimits} refuses a part of such a network
     * @return the subject
     */
    public static RateLimitSubject address(String address) {
        return new RateLimitSubject(Kind.ADDRESS, "", Objects.requireNonNull(address, "address"));
    }

    /**
     * The callers whose verified JWT has a claim with a value, or with a list that contains it.
     *
     * @param name the name of the claim
     * @param value its value
     * @return the subject
     */
    public static RateLimitSubject claim(String name, String value) {
        return new RateLimitSubject(Kind.CLAIM, name, value);
    }
}
