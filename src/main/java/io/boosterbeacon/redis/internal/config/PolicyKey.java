package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The subject that a policy counts for.
 *
 * @param parts one or more; the subject is their combination
 * @param resolver determines the subject instead, if present
 */
public record PolicyKey(List<Part> parts, Optional<Class<? extends RateLimitKeyResolver>> resolver) {
    /**
     * One part of a subject.
     *
     * @param argument the name of the header, claim or parameter; empty for other kinds. Names of headers are in lower
     *     case
     */
    public record Part(RateLimitKey kind, String argument) {
        @Override
        public String toString() {
            return argument.isEmpty() ? kind.name() : kind + " " + argument;
        }
    }

    private static final int MAX_PARTS = 8;

    /** RFC 9110 §5.1. No request has a header with another name: all requests would share one count. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Set<RateLimitKey> OF_IDENTITY =
            EnumSet.of(RateLimitKey.USER, RateLimitKey.USER_OR_IP, RateLimitKey.CLAIM);
    private static final Set<RateLimitKey> LATE =
            EnumSet.of(RateLimitKey.USER, RateLimitKey.USER_OR_IP, RateLimitKey.CLAIM, RateLimitKey.PATH_PARAM);
    private static final Map<RateLimitKey, String> ARGUMENTS = Map.of(
            RateLimitKey.HEADER, "header",
            RateLimitKey.CLAIM, "claim",
            RateLimitKey.PATH_PARAM, "path parameter",
            RateLimitKey.QUERY_PARAM, "query parameter");

    /** A key of one part. */
    public static PolicyKey of(RateLimitKey kind, String argument) {
        return new PolicyKey(
                List.of(new Part(kind, kind == RateLimitKey.HEADER ? argument.toLowerCase(Locale.ROOT) : argument)),
                Optional.empty());
    }

    /** Merges the members of an annotation with their overrides. */
    static PolicyKey of(String place, RateLimit own, Overrides overrides) {
        RateLimitKey key = overrides.member("key", own.key(), PolicyKey::kind);
        List<RateLimitKey> keys =
                overrides.member("keys", List.of(own.keys()), (property, text) -> Values.listOf(text).stream()
                        .map(each -> kind(property, each))
                        .toList());
        List<String> arguments = overrides.member(
                "keyArgument", Arrays.asList(own.keyArgument()), (property, text) -> Values.listOf(text));
        String replacement = own.keyResolver() != RateLimitKeyResolver.class ? "keyResolver" : "keys";
        if (replacement.equals("keyResolver") && !keys.isEmpty()) {
            throw ConfigProblem.of(place + ": keys", names(keys), "nothing, because keyResolver replaces it");
        }
        if ((replacement.equals("keyResolver") || !keys.isEmpty()) && key != RateLimitKey.CLIENT_IP) {
            throw ConfigProblem.of(place + ": key", key, "nothing, because " + replacement + " replaces it");
        }
        if (replacement.equals("keyResolver") && !arguments.isEmpty()) {
            throw ConfigProblem.of(
                    place + ": keyArgument", String.join(", ", arguments), "nothing, because keyResolver replaces it");
        }
        checkKeys(place, keys);
        List<Part> parts = parts(place, keys.isEmpty() ? List.of(key) : keys, arguments);
        return new PolicyKey(
                parts, replacement.equals("keyResolver") ? Optional.of(own.keyResolver()) : Optional.empty());
    }

    private static RateLimitKey kind(String property, String text) {
        return Values.choiceOf(property, text, RateLimitKey.class);
    }

    private static void checkKeys(String place, List<RateLimitKey> keys) {
        if (keys.size() > MAX_PARTS) {
            throw ConfigProblem.of(place + ": keys", names(keys), "at most " + MAX_PARTS + " keys");
        }
        if (keys.contains(RateLimitKey.GLOBAL)) {
            throw ConfigProblem.of(
                    place + ": keys", names(keys), "keys without GLOBAL; all callers share a count with key = GLOBAL");
        }
    }

    private static List<Part> parts(String place, List<RateLimitKey> keys, List<String> arguments) {
        List<RateLimitKey> named = keys.stream().filter(ARGUMENTS::containsKey).toList();
        if (named.size() != arguments.size() || arguments.stream().anyMatch(String::isBlank)) {
            throw ConfigProblem.of(place + ": keyArgument", String.join(", ", arguments), accepted(keys, named));
        }
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i) == RateLimitKey.HEADER
                    && !HEADER_NAME.matcher(arguments.get(i)).matches()) {
                throw ConfigProblem.of(
                        place + ": keyArgument", arguments.get(i), "the name of a header, such as X-Tenant");
            }
        }
        List<Part> parts = new ArrayList<>();
        for (RateLimitKey kind : keys) {
            String argument = ARGUMENTS.containsKey(kind) ? arguments.get(namedCount(parts)) : "";
            parts.add(of(kind, argument).parts().get(0));
        }
        if (new HashSet<>(parts).size() < parts.size()) {
            throw ConfigProblem.of(place + ": keys", names(keys), "each key once, or with a keyArgument of its own");
        }
        return List.copyOf(parts);
    }

    private static int namedCount(List<Part> parts) {
        return (int) parts.stream()
                .filter(part -> ARGUMENTS.containsKey(part.kind()))
                .count();
    }

    private static String accepted(List<RateLimitKey> keys, List<RateLimitKey> named) {
        if (named.isEmpty()) {
            return "nothing, because " + (keys.size() == 1 ? "key is " : "keys are ") + names(keys);
        }
        String names = named.stream()
                .map(kind -> "the name of the " + ARGUMENTS.get(kind))
                .collect(Collectors.joining(", then "));
        return named.size() == 1 ? names : "one name for each of these keys: " + names;
    }

    private static String names(List<RateLimitKey> keys) {
        return keys.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    /** How messages name the key. */
    @Override
    public String toString() {
        return resolver.map(Class::getName)
                .orElseGet(() -> parts.stream().map(Part::toString).collect(Collectors.joining(", ")));
    }

    /** Whether the subject is known before the caller is authenticated and before a resource is found. */
    public boolean isKnownEarly() {
        return resolver.isEmpty() && parts.stream().noneMatch(part -> LATE.contains(part.kind()));
    }

    /**
     * Whether the subject is a client's address, alone or with what else is known before the caller is authenticated.
     * Any client could use up a count without an address, and authenticated callers would find it used up.
     */
    public boolean isOfAddress() {
        return reads(RateLimitKey.CLIENT_IP) && parts.stream().noneMatch(part -> OF_IDENTITY.contains(part.kind()));
    }

    /** Whether a part of the subject is of a kind. */
    public boolean reads(RateLimitKey kind) {
        return resolver.isEmpty() && parts.stream().anyMatch(part -> part.kind() == kind);
    }

    /**
     * Checks the names of path parameters against the {@code @Path} of a resource method.
     *
     * @throws ConfigProblem if the path is known and lacks a parameter
     */
    public void requireParameters(String place, PathTemplate template) {
        for (Part part : parts) {
            if (part.kind() == RateLimitKey.PATH_PARAM && !template.parameters().contains(part.argument())) {
                throw ConfigProblem.of(
                        place + ": keyArgument",
                        part.argument(),
                        template.parameters().isEmpty()
                                ? "no path parameter, because the path \"" + template.text() + "\" has none"
                                : "a parameter of the path \"" + template.text() + "\": "
                                        + template.parameters().stream()
                                                .sorted()
                                                .collect(Collectors.joining(", ")));
            }
        }
    }
}
