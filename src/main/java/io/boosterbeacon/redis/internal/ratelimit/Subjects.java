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

/** Names whom a policy counts for, as a hash. */
final class Subjects {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Subjects(Function<Class<? extends RateLimitKeyResolver>, RateLimitKeyResolver> resolvers) {
        this.resolvers = resolvers;
    }

    private void warn(Endpoint endpoint, Class<?> resolver) {
        if (warned.add(endpoint.signature() + resolver.getName())) {
            LOG.log(
                    Level.WARNING,
                    resolver.getName() + " has named no subject for a call of " + endpoint.name()
                            + ": such calls share one count. This is said once");
        }
    }

    String of(Endpoint endpoint, RateLimitPolicy policy, Caller caller) {
        String id = endpoint.id(policy);
        if (policy.keyResolver().isPresent()) {
            Class<? extends RateLimitKeyResolver> type = policy.keyResolver().get();
            String subject = resolvers.apply(type).resolve(endpoint.method());
            if (subject == null || subject.isEmpty()) {
                warn(endpoint, type);
                return Digest.of(id, "without resolver", type.getName());
            }
            return Digest.of(id, "resolver", type.getName(), subject);
        }
        // the kind is part of the name: nobody can choose a user name that is another's address
        return switch (policy.key()) {
            case GLOBAL -> Digest.of(id, "global");
            case CLIENT_IP -> named(id, "address", caller.address());
            case USER -> named(id, "user", caller.user());
            case USER_OR_IP ->
                caller.user().isPresent() ? named(id, "user", caller.user()) : named(id, "address", caller.address());
            case HEADER -> named(id, "header " + policy.keyArgument(), caller.header(policy.keyArgument()));
            case CLAIM -> named(id, "claim " + policy.keyArgument(), caller.claim(policy.keyArgument()));
        };
    }

    private static String named(String id, String kind, Optional<String> value) {
        return value.map(text -> Digest.of(id, kind, text)).orElseGet(() -> Digest.of(id, "without " + kind));
    }
}
