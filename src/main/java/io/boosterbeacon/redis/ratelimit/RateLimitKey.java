package io.boosterbeacon.redis.ratelimit;

/**
 * The subject that a {@link RateLimit} counts for.
 *
 * <p>Outside an HTTP request (timers, messages) there is no caller: all such calls share one count per endpoint.
 */
public enum RateLimitKey {
    /** The remote address of the connection. {@code X-Forwarded-For} is not read, because clients can forge it. */
    CLIENT_IP,
    /** The name of the authenticated caller; unauthenticated requests share one count. */
    USER,
    /** The name of the authenticated caller; for an unauthenticated request, the address. */
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
