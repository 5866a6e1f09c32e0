package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The filters of rate limits, and the mapper of the exception that limited beans throw. */
public final class LimitingPart implements RestPart {
    private final RequestLimits limits;
    private final Caller servlet;
    private final RateLimitSettings settings;
    private final RateLimitResponses answer;

    /** @param servlet the caller of the servlet request, because JAX-RS does not know the client's address */
    public LimitingPart(
            RequestLimits limits, Caller servlet, RateLimitSettings settings, Json json, InstantSource clock) {
        this.limits = limits;
        this.servlet = servlet;
        this.settings = settings;
        this.answer = new RateLimitResponses(json, settings, clock);
    }

    @Override
    public List<Object> components() {
        List<Object> components = new ArrayList<>();
        if (settings.enabled() && RestRegistration.skipsSubResources()) {
            components.add(new SubResourceFilter(called -> limits.of(called).map(limit -> filter(called, limit))));
        }
        if (settings.enabled() && limits.needPath()) {
            components.add(new RequestPathFilter(limits));
        }
        if (settings.enabled()) {
            components.add(new UnansweredRequestFilter(limits.ofUnmatched(), limits.ofRefused(), servlet, answer));
        }
        if (settings.exposeHeaders()) {
            components.add(new ExposeHeadersFilter());
        }
        components.add(new RateLimitExceededMapper(answer));
        return components;
    }

    /**
     * The filter of requests before JAX-RS, and of those of other servlets.
     *
     * @param callers makes the caller of a request
     */
    public ServletLimitFilter servletFilter(Function<HttpServletRequest, Caller> callers) {
        return new ServletLimitFilter(limits, callers, answer);
    }

    @Override
    public List<Object> filters(BeanMethod called) {
        List<Object> filters = new ArrayList<>();
        if (settings.enabled()) {
            limits.of(called).ifPresent(limit -> {
                if (limit.mayDecideEarly()) {
                    filters.add(new EarlyLimitFilter(limit, servlet, answer));
                }
                filters.add(filter(called, limit));
            });
        }
        return filters;
    }

    private RateLimitFilter filter(BeanMethod called, RequestLimits.Limit limit) {
        return new RateLimitFilter(limit, Resources.sendsEvents(called.method()), servlet, answer);
    }
}
