package io.boosterbeacon.redis.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Allows pages of other origins to read the header fields of rate limits (CORS, in the Fetch standard). This filter is
 * the last one for a response. It adds to the header names that the application and other filters expose.
 */
@Priority(Integer.MIN_VALUE)
public class ExposeHeadersFilter implements ContainerResponseFilter {
    private static final String EXPOSE = "Access-Control-Expose-Headers";
    private static final Set<String> LIMITS = caseless(List.of(
            RateLimitResponses.LIMIT,
            RateLimitResponses.REMAINING,
            RateLimitResponses.RESET,
            RateLimitFields.POLICY,
            RateLimitFields.LIMIT));

    private static Set<String> caseless(List<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        expose(response.getHeaders());
    }

    static void expose(MultivaluedMap<String, Object> headers) {
        if (headers.keySet().stream().noneMatch(LIMITS::contains)) {
            return;
        }
        List<String> ours = headers.keySet().stream()
                .filter(name -> LIMITS.contains(name) || name.equalsIgnoreCase(HttpHeaders.RETRY_AFTER))
                .toList();
        Fields.append(headers, EXPOSE, ours);
    }
}
