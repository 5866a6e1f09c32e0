package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;

/**
 * Lets requests with {@code Cache-Control: no-cache} read fresh values (RFC 9111 §5.2.1.4). It comes after the filters
 * that limit, authenticate and authorize.
 */
@Priority(Priorities.AUTHORIZATION + 100)
public class NoCacheFilter implements ContainerRequestFilter {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final CacheBypass bypass;

    NoCacheFilter(CacheBypass bypass) {
        this.bypass = bypass;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        List<String> control = request.getHeaders().get("Cache-Control");
        if (control != null && control.stream().anyMatch(NoCacheFilter::hasNoCache)) {
            try {
                bypass.forRequest();
            } catch (IllegalStateException e) {
                // the request is answered all the same
                LOG.warn("A request with Cache-Control: no-cache cannot read fresh values", e);
            }
        }
    }

    /** Whether one of the directives, which commas separate, is {@code no-cache}. Quoted texts may contain commas. */
    private static boolean hasNoCache(String field) {
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < field.length(); i++) {
            char each = field.charAt(i);
            if (quoted && each == '\\') {
                i++;
            } else if (each == '"') {
                quoted = !quoted;
            } else if (each == ',' && !quoted) {
                if (isNoCache(field.substring(begin, i))) {
                    return true;
                }
                begin = i + 1;
            }
        }
        return isNoCache(field.substring(begin));
    }

    private static boolean isNoCache(String directive) {
        return directive.strip().equalsIgnoreCase("no-cache");
    }
}
