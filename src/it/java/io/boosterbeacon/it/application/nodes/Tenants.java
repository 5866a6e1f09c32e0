package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Counts for the tenant that the current request names. */
@ApplicationScoped
public class Tenants implements RateLimitKeyResolver {
    @Inject
    HttpServletRequest request;

    @Override
    public @Nullable String resolve(Method endpoint) {
        return request.getHeader("X-Tenant");
    }
}
