package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.binding.CountedCalls;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What the features build their filters of. A CDI bean, looked up by the features: JAX-RS creates those through the
 * ServiceLoader, without injection.
 *
 * @param counted told of what the filters count
 * @param caller the caller of the servlet request, for what JAX-RS does not tell
 */
public record RestServices(
        Settings settings,
        RateLimitPolicies policies,
        RateLimitDecider decider,
        TokenCheck tokenCheck,
        Caller caller,
        CountedCalls counted,
        RestRegistration registration,
        Json json,
        Consumer<Object> events,
        InstantSource clock) {}
