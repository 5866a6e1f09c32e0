package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.PolicyKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Computes the subject that a policy counts for, as a hash. */
final class Subjects {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    /** More than a header field of most servers can have. */
    private static final int MAX_TEXT = 8_192;

    private final Resolvers resolvers;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Subjects(Resolvers resolvers) {
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

    /**
     * The subject of a policy in a call. The kind of each part belongs to the hash, so that a user name never equals an
     * address. Each text is preceded by its length, so that different combinations never have the same hash.
     */
    String of(Endpoint endpoint, MethodLimit limit, Caller caller) {
        String scope = limit.scope();
        PolicyKey key = limit.policy().key();
        if (key.resolver().isPresent()) {
            Class<? extends RateLimitKeyResolver> type = key.resolver().get();
            String subject = resolvers.keys().apply(type).resolve(endpoint.method());
            if (subject == null || subject.isEmpty()) {
                warn(endpoint, type);
                return Digest.of(scope, "without resolver", type.getName());
            }
            return Digest.of(scope, "resolver", type.getName(), subject);
        }
        List<PolicyKey.Part> parts = key.parts();
        String[] texts = new String[1 + 2 * parts.size()];
        texts[0] = scope;
        for (int i = 0; i < parts.size(); i++) {
            addPart(texts, 1 + 2 * i, parts.get(i), caller);
        }
        return Digest.of(texts);
    }

    private static void addPart(String[] texts, int at, PolicyKey.Part part, Caller caller) {
        String argument = part.argument();
        switch (part.kind()) {
            case GLOBAL -> add(texts, at, "global", Optional.of(""));
            case CLIENT_IP -> add(texts, at, "address", caller.address());
            case USER -> add(texts, at, "user", caller.user());
            case USER_OR_IP -> {
                Optional<String> user = caller.user();
                add(texts, at, user.isPresent() ? "user" : "address", user.or(caller::address));
            }
            case HEADER -> add(texts, at, "header " + argument, caller.header(argument));
            case CLAIM -> add(texts, at, "claim " + argument, caller.claim(argument));
            case PATH_PARAM -> add(texts, at, "path parameter " + argument, caller.pathParameter(argument));
            case QUERY_PARAM -> add(texts, at, "query parameter " + argument, caller.queryParameter(argument));
        }
    }

    private static void add(String[] texts, int at, String kind, Optional<String> value) {
        String text = value.orElse("");
        if (value.isEmpty()) {
            texts[at] = "without " + kind;
        } else {
            texts[at] = isReadable(text) ? kind : "unreadable " + kind;
        }
        texts[at + 1] = isReadable(text) ? text : "";
    }

    /** Whether a text of a request counts for itself: those that nobody sends in good faith share one count. */
    private static boolean isReadable(String text) {
        return text.length() <= MAX_TEXT
                && text.chars().noneMatch(next -> Character.isISOControl(next) && next != '\t');
    }
}
