package io.boosterbeacon.redis.internal.ratelimit;

import java.util.List;
import java.util.Optional;

/** The caller of the current request. All properties are empty outside a request. */
public interface Caller {
    /** The caller outside any request. */
    Caller NOBODY = new Caller() {};

    /**
     * The address of the client, found behind trusted proxies: an IPv4 address, the network of an IPv6 address, or a
     * text that stands for all addresses that cannot be read.
     */
    default Optional<String> address() {
        return Optional.empty();
    }

    /** The authenticated caller's name. */
    default Optional<String> user() {
        return Optional.empty();
    }

    /** A request header's first value. */
    default Optional<String> header(String name) {
        return Optional.empty();
    }

    /** A claim of the verified JWT. */
    default Optional<String> claim(String name) {
        return Optional.empty();
    }

    /** A parameter of the path of the resource that the request calls, decoded. */
    default Optional<String> pathParameter(String name) {
        return Optional.empty();
    }

    /** The first value of a parameter of the request's query, decoded. */
    default Optional<String> queryParameter(String name) {
        return Optional.empty();
    }

    /** The HTTP method of the request. */
    default Optional<String> httpMethod() {
        return Optional.empty();
    }

    /** The decoded segments of the request's path after the context path of the application. */
    default List<String> path() {
        return List.of();
    }

    /** Whether the verified JWT has a claim with a value, or with a list that contains it. */
    default boolean hasClaim(String name, String value) {
        return false;
    }

    /** Whether the authenticated caller has a role. */
    default boolean isInRole(String role) {
        return false;
    }

    /** The name of the servlet that the request is for. */
    default Optional<String> servletName() {
        return Optional.empty();
    }
}
