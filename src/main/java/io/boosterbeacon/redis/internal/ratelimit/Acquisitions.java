package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Collects the requests to the store that a call needs. Thread-safe. */
final class Acquisitions {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final ThrottledLog REPEATED_LOG = new ThrottledLog(LOG);

    private final Resolvers resolvers;
    private final Subjects subjects;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Acquisitions(Resolvers resolvers) {
        this.resolvers = resolvers;
        this.subjects = new Subjects(resolvers);
    }

    /**
     * One acquisition for each subject that a call counts for, and one for each policy in shadow mode.
     *
     * @param arguments of the call, for beans that determine its cost
     * @param about the rules about the caller
     */
    List<Acquisition> of(Endpoint endpoint, Caller caller, List<Object> arguments, List<KnownRules.Timed> about) {
        List<Acquisition> acquisitions = new ArrayList<>(1);
        for (MethodLimit limit : endpoint.limits()) {
            if (limit.skips(caller)) {
                continue;
            }
            MethodLimit ofCaller = ofCaller(limit, caller, about);
            if (limit.policy().shadow()) {
                tryAdd(acquisitions, endpoint, ofCaller, caller, arguments);
            } else {
                add(acquisitions, endpoint, ofCaller, caller, arguments);
            }
        }
        return acquisitions;
    }

    private void add(
            List<Acquisition> acquisitions,
            Endpoint endpoint,
            MethodLimit limit,
            Caller caller,
            List<Object> arguments) {
        Optional<Class<? extends RateLimitCostResolver>> resolver =
                limit.policy().cost().resolver();
        ResolvedCost cost = resolver.isEmpty()
                ? null
                : new ResolvedCost(limit, resolvers.costs().apply(resolver.get()), endpoint, arguments);
        if (cost == null || cost.reserve()) {
            String subject = subjects.of(endpoint, limit, caller);
            acquisition(acquisitions, subject, limit.policy().shadow()).add(limit, cost);
        }
    }

    /** Adds a policy in shadow mode, unless a bean of the application fails: no call fails by such a policy. */
    private void tryAdd(
            List<Acquisition> acquisitions,
            Endpoint endpoint,
            MethodLimit limit,
            Caller caller,
            List<Object> arguments) {
        try {
            add(acquisitions, endpoint, limit, caller, arguments);
        } catch (RuntimeException e) {
            REPEATED_LOG.warn(
                    "The policy " + limit.policy().name() + " in shadow mode does not count a call of "
                            + endpoint.name(),
                    e);
        }
    }

    /** The limit of a caller: that of a rule, or else that of its tier. */
    private MethodLimit ofCaller(MethodLimit limit, Caller caller, List<KnownRules.Timed> about) {
        if (!about.isEmpty()) {
            OptionalLong changed = KnownRules.limit(about, limit.policy().name());
            if (changed.isPresent() && admits(limit, changed.getAsLong())) {
                return limit.withLimit(changed.getAsLong());
            }
        }
        return limit.of(caller);
    }

    /** Whether a policy can have the limit of a rule. The node that has made the rule may have another configuration. */
    private boolean admits(MethodLimit limit, long changed) {
        String name = limit.policy().name();
        if (limit.policy().admitsLimit(changed)) {
            return true;
        }
        if (warned.add(name)) {
            LOG.log(
                    Level.WARNING,
                    "a rule of RateLimits gives the policy " + name + " the limit " + changed
                            + ", which it cannot have on this node: the rule has no effect here. This is said once");
        }
        return false;
    }

    /** The acquisition that a policy belongs to; created if there is none. */
    private static Acquisition acquisition(List<Acquisition> acquisitions, String subject, boolean shadow) {
        if (!shadow) {
            for (Acquisition known : acquisitions) {
                if (!known.isShadow() && known.subject().equals(subject)) {
                    return known;
                }
            }
        }
        Acquisition acquisition = new Acquisition(subject, shadow);
        acquisitions.add(acquisition);
        return acquisition;
    }
}
