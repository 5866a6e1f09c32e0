package io.boosterbeacon.redis.internal.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer of an endpoint. No answer may be stored by a cache.
 *
 * @param status the HTTP status
 * @param fields further header fields
 * @param body the members of a JSON object; without members there is no body
 */
public record Answer(int status, Map<String, String> fields, Map<String, Object> body) {
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int UNAVAILABLE = 503;

    static final String INVALID_REQUEST = "invalid_request";
    private static final String TEMPORARILY_UNAVAILABLE = "temporarily_unavailable";
    private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

    /** Success without a body. */
    static Answer ok() {
        return new Answer(OK, Map.of(), Map.of());
    }

    static Answer ok(Map<String, Object> body) {
        return new Answer(OK, Map.of(), body);
    }

    /**
     * A request that is refused for good.
     *
     * @param error an error code of OAuth 2.0 (RFC 6749 §5.2, RFC 7009 §2.2.1)
     */
    static Answer refused(String error, String description) {
        return new Answer(BAD_REQUEST, Map.of(), error(error, description));
    }

    /** Neither a client nor a role is accepted (RFC 6749 §5.2). */
    static Answer unauthorized(String challenge) {
        return new Answer(UNAUTHORIZED, Map.of("WWW-Authenticate", challenge), Map.of("error", "invalid_client"));
    }

    /** The caller is known, and has no role that is accepted (RFC 6750 §3.1). */
    static Answer forbidden() {
        return new Answer(FORBIDDEN, Map.of(), Map.of("error", "access_denied"));
    }

    /** The store, or the issuer, does not answer: the token must be assumed to be valid (RFC 7009 §2.2.1). */
    static Answer unavailable() {
        return new Answer(UNAVAILABLE, RETRY, Map.of("error", TEMPORARILY_UNAVAILABLE));
    }

    /** OpenID Connect Back-Channel Logout 1.0 §2.8 knows only this status for a logout that has failed. */
    static Answer logoutFailed() {
        return new Answer(BAD_REQUEST, RETRY, Map.of("error", TEMPORARILY_UNAVAILABLE));
    }

    /** The request is not a POST. */
    public static Answer wrongMethod() {
        return new Answer(METHOD_NOT_ALLOWED, Map.of("Allow", "POST"), Map.of());
    }

    /** The body is no form. */
    public static Answer wrongMediaType() {
        return new Answer(
                UNSUPPORTED_MEDIA_TYPE,
                Map.of(),
                error(INVALID_REQUEST, "the parameters belong into a body of application/x-www-form-urlencoded"));
    }

    /** The body is too long. */
    public static Answer tooLarge() {
        return new Answer(TOO_LARGE, Map.of(), error(INVALID_REQUEST, "the body is too long"));
    }

    private static Map<String, Object> error(String error, String description) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        return body;
    }
}
