package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reserves 4, and settles what a call was charged. */
@ApplicationScoped
public class Spending implements RateLimitCostResolver {
    private final Queue<String> settled = new ConcurrentLinkedQueue<>();

    @Override
    public long cost(RateLimitCall call) {
        return 4;
    }

    @Override
    public long settle(RateLimitCall call, RateLimitOutcome outcome) {
        settled.add(call.method().map(Method::getName).orElse("") + " " + outcome.kind() + " "
                + outcome.status().orElse(0));
        return RateLimitCostResolver.super.settle(call, outcome);
    }

    /** A line for each call that was settled: method, outcome, status. */
    public List<String> settled() {
        return List.copyOf(settled);
    }
}
