package io.boosterbeacon.redis.ratelimit;

/**
 * The subject that a {@link RateLimit} counts for.
 *
 * <p>Outside an HTTP request (timers, messages) there is no caller: all such calls share one count per endpoint.
 *
 * <p>All requests whose text for a key cannot be read share one count, too: one of more than 8,192 characters, and one with control
 * characters other than tabs.
 */
public enum RateLimitKey {
    /**
     * The address of the client.
     *
     * <p>It is the peer of the connection, unless the property {@code beacon.ratelimit.trusted-proxies} names the peer.
     * Then the headers {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For} are read from right to left, and the
     * first address that is not a trusted proxy is the client's; if there is none, the client is the farthest proxy.
     * Headers of other peers are ignored, because clients can forge them; the log says so once.
     *
     * <p>The IPv6 addresses of one network share a count: those with the first 64 bits in common, or as many as
     * {@code beacon.ratelimit.ipv6-prefix} says. An IPv4-mapped address is an IPv4 address. Ports and zones do not
     * matter, and names of hosts are never looked up.
     *
     * <p>All clients whose address cannot be read share one count. These are malformed addresses, {@code unknown} and
     * obfuscated identifiers that a trusted proxy reports, and requests whose two headers name different clients.
     */
    CLIENT_IP,
    /** The name of the authenticated caller; unauthenticated requests share one count. */
    USER,
    /** The name of the authenticated caller; for an unauthenticated request, the address, as for {@link #CLIENT_IP}. */
    USER_OR_IP,
    /** All callers share one count. */
    GLOBAL,
    /** The value of the header {@link RateLimit#keyArgument()}; requests without it share one count. */
    HEADER,
    /**
     * The value of the claim {@link RateLimit#keyArgument()} of the verified JWT; requests without it share one count.
     */
    CLAIM,
    /**
     * The value of the path parameter {@link RateLimit#keyArgument()} of the resource, decoded, as {@code @PathParam}
     * has it: without matrix parameters, and the last one if several parameters of the path have this name. A limited
     * method of a resource whose {@code @Path} lacks the parameter fails the deployment. For other beans, it is the
     * parameter of the resource that the current request calls. Calls without it share one count.
     */
    PATH_PARAM,
    /**
     * The value of the query parameter {@link RateLimit#keyArgument()} of the current request, decoded, as
     * {@code @QueryParam} has it: the first one if the request has several of this name. Form parameters are not read.
     * Requests without it, or with an empty value, share one count.
     */
    QUERY_PARAM
}
