package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds responses with a problem document (RFC 9457). Clients of earlier versions read the member {@code error}. */
final class Problem {
    private static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json", "UTF-8");
    private static final String IANA = "https://iana.org/assignments/http-problem-types#";
    private static final String NO_STORE = "no-store";
    private static final long RETRY_SECONDS = 1;

    private final Response.Status status;
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Problem(String type, String title, Response.Status status) {
        this.status = status;
        members.put("type", type);
        members.put("title", title);
        members.put("status", status.getStatusCode());
    }

    private Problem with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    private Response.ResponseBuilder response(Json json) {
        return Response.status(status)
                .type(PROBLEM_JSON)
                .header(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .entity(json.text(members));
    }

    /** RFC 6750 §3.1: a token that is "expired, revoked, malformed, or invalid for other reasons". */
    static Response revoked(Json json) {
        String message = "Token has been revoked";
        return new Problem("about:blank", "Unauthorized", Response.Status.UNAUTHORIZED)
                .with("detail", message)
                .with("error", message)
                .response(json)
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"invalid_token\", error_description=\"" + message + "\"")
                .build();
    }

    /** The store does not answer, and the failure policy refuses the token. */
    static Response uncheckedToken(Json json) {
        return unavailable(json, "The store is not available to check whether the token is revoked");
    }

    /** RFC 6585 §4, with the problem type of the IETF's RateLimit header fields. */
    static Response.ResponseBuilder limited(Json json, List<String> policies, String resetTime) {
        return new Problem(
                        IANA + "quota-exceeded",
                        "Request cannot be satisfied as assigned quota has been exceeded",
                        Response.Status.TOO_MANY_REQUESTS)
                .with("violated-policies", policies)
                .with("error", "Rate limit exceeded")
                .with("resetTime", resetTime)
                .response(json);
    }

    /** The store does not answer, and the failure policy denies the request. */
    static Response unavailable(Json json, String what) {
        return unavailable(json, what, RETRY_SECONDS);
    }

    /** @param retrySeconds the value of {@code Retry-After} */
    static Response unavailable(Json json, String what, long retrySeconds) {
        return unavailable(what, "Service temporarily unavailable")
                .response(json)
                .header(HttpHeaders.RETRY_AFTER, retrySeconds)
                .build();
    }

    /** The store has refused a command. There is no {@code Retry-After}: the same request may fail again. */
    static Response refused(Json json, String what) {
        return unavailable(what, "Service unavailable").response(json).build();
    }

    private static Problem unavailable(String what, String error) {
        return new Problem("about:blank", "Service Unavailable", Response.Status.SERVICE_UNAVAILABLE)
                .with("detail", what)
                .with("error", error);
    }
}
