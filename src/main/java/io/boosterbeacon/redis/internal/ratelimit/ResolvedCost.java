package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** The cost of one call for one policy, which a bean of the application determines. Thread-safe. */
final class ResolvedCost implements RateLimitCall {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private static final long NOT_CHARGED = -1;

    private final MethodLimit limit;
    private final RateLimitCostResolver resolver;
    private final Endpoint endpoint;
    private final List<Object> arguments;
    private final AtomicLong charged = new AtomicLong(NOT_CHARGED);
    private volatile long reserved;

    /** @param limit of the caller */
    ResolvedCost(MethodLimit limit, RateLimitCostResolver resolver, Endpoint endpoint, List<Object> arguments) {
        this.limit = limit;
        this.resolver = resolver;
        this.endpoint = endpoint;
        this.arguments = arguments;
    }

    /** Asks the bean what to reserve. False if the policy does not count the call. */
    boolean reserve() {
        reserved = Math.min(accepted("cost", resolver.cost(this)), capacity());
        return reserved > 0;
    }

    /** The request to the store. */
    Request request() {
        return limit.request().withCost(reserved);
    }

    /** Asks the bean what the call has really cost. To be called once. Does not wait for the store. */
    void settle(RateLimitStore store, Receipt receipt, RateLimitOutcome outcome) {
        long cost;
        try {
            cost = accepted("settle", resolver.settle(this, outcome));
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "The cost of a call of " + endpoint.name() + " stays as reserved: "
                            + resolver.getClass().getName() + " could not settle it",
                    e);
            return;
        }
        CompletionStage<Void> unused = settle(store, receipt, cost);
    }

    /** Settles the call without the bean, for which too many calls wait: by what it was charged. To be called once. */
    CompletionStage<Void> settleUnasked(RateLimitStore store, Receipt receipt) {
        String kind = "The cost of a call of " + endpoint.name()
                + " is what it was charged, or else what was reserved: "
                + resolver.getClass().getName() + " could not be asked, because it takes too long to settle others, or"
                + " because the application ends";
        boolean unused = LOG.warn(kind, kind);
        return settle(store, receipt, charged().orElse(reserved));
    }

    private CompletionStage<Void> settle(RateLimitStore store, Receipt receipt, long real) {
        long cost = Math.min(real, capacity());
        return cost == reserved ? CompletableFuture.completedFuture(null) : store.settle(receipt, cost);
    }

    private long accepted(String what, long cost) {
        if (cost < 0) {
            throw new IllegalStateException(resolver.getClass().getName() + "." + what + "() for " + endpoint.name()
                    + ", policy \"" + policy() + "\", returned " + cost + "; accepted: 0 and more");
        }
        return cost;
    }

    @Override
    public String policy() {
        return limit.policy().name();
    }

    @Override
    public Optional<Method> method() {
        return endpoint.calledMethod();
    }

    @Override
    public List<Object> arguments() {
        return arguments;
    }

    @Override
    public long capacity() {
        return limit.request().algorithm().capacity();
    }

    @Override
    public long reserved() {
        return reserved;
    }

    @Override
    public void charge(long cost) {
        if (cost < 0) {
            throw new IllegalArgumentException("cost is " + cost + "; accepted: 0 and more");
        }
        charged.updateAndGet(before -> {
            long sum = Math.max(0, before) + cost;
            return sum < 0 ? Long.MAX_VALUE : sum;
        });
    }

    @Override
    public OptionalLong charged() {
        long sum = charged.get();
        return sum == NOT_CHARGED ? OptionalLong.empty() : OptionalLong.of(sum);
    }
}
