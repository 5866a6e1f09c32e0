package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.RateLimitPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Computes the subject that a policy counts for, as a hash. */
final class Subjects {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Subjects(Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers) {
        this.resolvers = resolvers;
    }

    private void warn(Endpoint endpoint, Class<?> resolver) {
        if (warned.add(endpoint.method() + resolver.getName())) {
            LOG.log(
                    Level.WARNING,
                    resolver.getName() + " has named no subject for a call of " + endpoint.name()
                            + ": such calls share one count. This is said once");
        }
    }

    /** The subject of a policy in a call. The kind is part of the hash, so that a user name never equals an address. */
    String of(Endpoint endpoint, MethodLimit limit, Caller caller) {
        String scope = limit.scope();
        RateLimitPolicy policy = limit.policy();
        if (policy.keyResolver().isPresent()) {
            Class<? extends RateLimitKeyResolver> type = policy.keyResolver().get();
            String subject = resolvers.apply(type).resolve(endpoint.method());
            if (subject == null || subject.isEmpty()) {
                warn(endpoint, type);
                return Digest.of(scope, "without resolver", type.getName());
            }
            return Digest.of(scope, "resolver", type.getName(), subject);
        }
        return switch (policy.key()) {
            case GLOBAL -> Digest.of(scope, "global");
            case CLIENT_IP -> named(scope, "address", caller.address());
            case USER -> named(scope, "user", caller.user());
            case USER_OR_IP -> {
                Optional<String> user = caller.user();
                yield user.isPresent() ? named(scope, "user", user) : named(scope, "address", caller.address());
            }
            case HEADER -> named(scope, "header " + policy.keyArgument(), caller.header(policy.keyArgument()));
            case CLAIM -> named(scope, "claim " + policy.keyArgument(), caller.claim(policy.keyArgument()));
        };
    }

    private static String named(String scope, String kind, Optional<String> value) {
        return value.isPresent() ? Digest.of(scope, kind, value.get()) : Digest.of(scope, "without " + kind);
    }
}
