package io.boosterbeacon.redis.ratelimit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A call whose cost a {@link RateLimitCostResolver} determines, for one policy. Safe for use by many threads. */
public interface RateLimitCall {
    /**
     * Returns the name of the policy that counts the call.
     *
     * @return the policy's name
     */
    String policy();

    /**
     * Returns the called method.
     *
     * @return the method; empty for a request that the policy of a path counts before its resource is known, or that has
     *     none
     */
    Optional<Method> method();

    /**
     * Returns the arguments of the call of a bean.
     *
     * @return the arguments, which may be null, in an unmodifiable list; empty for a request, whose arguments are not
     *     read before it is admitted
     */
    List<Object> arguments();

    /**
     * Returns the largest cost that the policy can admit at once, for this caller.
     *
     * @return the limit, or the burst of a token bucket
     */
    long capacity();

    /**
     * Returns the cost that was reserved.
     *
     * @return the cost, at most {@link #capacity()}; 0 before it is known
     */
    long reserved();

    /**
     * Adds to the cost of the call. The first charge replaces what was reserved, so that the sum of all charges is what
     * the call has cost, unless {@link RateLimitCostResolver#settle} decides otherwise. Counted when the call ends. Has
     * no effect afterwards.
     *
     * @param cost the amount to add, at least 0
     */
    void charge(long cost);

    /**
     * Returns the sum of all charges.
     *
     * @return the sum; empty if there was none
     */
    OptionalLong charged();
}
