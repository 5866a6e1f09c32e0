package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.jose.VerifiedToken;
import io.boosterbeacon.redis.internal.server.Claims;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A logout token whose claims are valid (OpenID Connect Back-Channel Logout 1.0 §2.6).
 *
 * @param id the {@code jti}
 * @param session the {@code sid}
 * @param subject the {@code sub}; at least one of the two is there
 * @param issuedAt the {@code iat}
 * @param expiresAt the {@code exp}
 */
record LogoutToken(
        VerifiedToken token,
        String id,
        Optional<String> session,
        Optional<String> subject,
        Instant issuedAt,
        Instant expiresAt) {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final String EVENTS = "events";
    private static final String TYPE = "logout+jwt";
    /** The recommended type, the usual one, and none: the specification asks for none. */
    private static final Set<String> TYPES = Set.of("", "jwt", TYPE);

    private static final String MEDIA_TYPE_PREFIX = "application/";

    /** How long a logout token may be valid: its {@code jti} is remembered for this time. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Reads a token whose signature was verified.
     *
     * @throws InvalidRequestException if it is no valid logout token
     */
    static LogoutToken of(VerifiedToken token, TokenTimes times) throws InvalidRequestException {
        require(TYPES.contains(type(token)), "its type is not " + TYPE);
        require(isFor(token), "its audience is another one");
        require(times.hasPassed(token, "iat"), "its iat is missing or in the future");
        OptionalLong expiry = TokenTimes.seconds(token, "exp");
        require(expiry.isPresent() && !times.hasExpiredForAll(token), "its exp is missing or has passed");
        require(
                expiry.getAsLong() <= times.now() + LONGEST.toSeconds(),
                "its exp is more than " + LONGEST.toHours() + " hours away");
        require(hasEvent(token), "its events do not contain that of a logout");
        require(token.value("nonce") == null, "it has a nonce");
        Optional<String> id = TokenTimes.text(token, "jti");
        Optional<String> session = TokenTimes.text(token, "sid");
        Optional<String> subject = TokenTimes.text(token, "sub");
        require(id.isPresent(), "its jti is missing");
        require(session.isPresent() || subject.isPresent(), "it has neither sid nor sub");
        require(session.filter(sid -> sid.length() > TokenTimes.MAX_ID).isEmpty(), "its sid is too long");
        return new LogoutToken(
                token,
                id.orElseThrow(),
                session,
                subject,
                Instant.ofEpochSecond(
                        Math.max(0, TokenTimes.seconds(token, "iat").orElse(0))),
                Instant.ofEpochSecond(expiry.getAsLong()));
    }

    private static void require(boolean isValid, String problem) throws InvalidRequestException {
        if (!isValid) {
            throw new InvalidRequestException("the logout token is not valid: " + problem);
        }
    }

    /** Whether a token is a logout token, which must never be used as another one. */
    static boolean isLogoutToken(VerifiedToken token) {
        return type(token).equals(TYPE) || token.value(EVENTS) != null;
    }

    private static String type(VerifiedToken token) {
        String type = token.type().toLowerCase(Locale.ROOT);
        return type.startsWith(MEDIA_TYPE_PREFIX) ? type.substring(MEDIA_TYPE_PREFIX.length()) : type;
    }

    private static boolean isFor(VerifiedToken token) {
        return !Collections.disjoint(token.trusted().clientIds(), Claims.texts(token, "aud"));
    }

    private static boolean hasEvent(VerifiedToken token) {
        return token.value(EVENTS) instanceof Map<?, ?> events && events.get(EVENT) instanceof Map<?, ?>;
    }

    @Override
    public String toString() {
        return "a logout token";
    }
}
