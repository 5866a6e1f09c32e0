package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Limits requests, and tells clients where they stand. */
public final class LimitingPart implements RestPart {
    private final RequestLimits limits;
    private final Caller servlet;
    private final RateLimitSettings settings;
    private final RateLimitAnswer answer;

    /** @param servlet the caller of the servlet request, for what JAX-RS does not know */
    public LimitingPart(
            RequestLimits limits, Caller servlet, RateLimitSettings settings, Json json, InstantSource clock) {
        this.limits = limits;
        this.servlet = servlet;
        this.settings = settings;
        this.answer = new RateLimitAnswer(json, settings, clock);
    }

    @Override
    public List<Object> components() {
        List<Object> components = new ArrayList<>();
        if (settings.enabled() && RestRegistration.passesBySubResources()) {
            components.add(new SubResourceFilter(this::limit));
        }
        if (settings.exposeHeaders()) {
            components.add(new ExposedFields());
        }
        components.add(new RateLimitExceededMapper(answer));
        return components;
    }

    @Override
    public Optional<Object> filter(BeanMethod called) {
        return settings.enabled() ? limit(called).map(filter -> filter) : Optional.empty();
    }

    private Optional<RateLimitFilter> limit(BeanMethod called) {
        return limits.of(called).map(limit -> new RateLimitFilter(limit, servlet, answer));
    }
}
