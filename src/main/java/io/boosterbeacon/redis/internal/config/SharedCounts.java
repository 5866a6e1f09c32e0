package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the policies of an application that share a count. Used by one thread at a time. */
public final class SharedCounts {
    /** What may differ: it belongs to a call, not to the count. */
    private static final Set<String> OF_CALLS = Set.of("scope", "skip", "cost", "onStoreFailure");

    private static final int MAX_TYPOS = 2;

    private final ApplicationSettings application;
    private final Map<String, Member> members = new HashMap<>();
    private final Map<String, Set<String>> groups = new TreeMap<>();
    private final Set<String> warnings = new TreeSet<>();

    public SharedCounts(ApplicationSettings application) {
        this.application = application;
    }

    /**
     * Adds a policy of a method.
     *
     * @param place the annotation, for messages
     * @param called the implementation of the method
     * @throws ConfigProblem if it does not agree with a policy that shares its count
     */
    public void add(String place, BeanMethod called, RateLimitPolicy policy) {
        add(place, policy.scope().id(application, called, policy.isNamed()), policy);
    }

    /**
     * Adds a policy for paths.
     *
     * @throws ConfigProblem if it does not agree with a policy that shares its count
     */
    public void add(PathPolicy path) {
        RateLimitPolicy policy = path.policy();
        String place = "beacon.ratelimit.\"" + policy.name() + "\"";
        path.methods().forEach(method -> HttpMethods.warning(place + ".methods", method)
                .ifPresent(warnings::add));
        add(place, policy.scope().id(application), policy);
    }

    /**
     * Adds the policies of a JAX-RS application.
     *
     * @throws ConfigProblem if one does not agree with a policy that shares its count
     */
    public void add(Class<?> rest, List<RateLimitPolicy> policies) {
        for (RateLimitPolicy policy : policies) {
            add(Members.place("RateLimit", rest), policy.scope().id(application, rest, policy.isNamed()), policy);
        }
    }

    private void add(String place, String scope, RateLimitPolicy policy) {
        if (!policy.scope().group().isEmpty()) {
            groups.computeIfAbsent(policy.scope().group(), name -> new TreeSet<>())
                    .add(place);
        }
        policy.skip().methods().forEach(method -> HttpMethods.warning(place + ": skipMethods", method)
                .ifPresent(warnings::add));
        String count = scope + policy.name();
        Member first = members.putIfAbsent(count, new Member(place, policy));
        if (first != null) {
            requireAgreement(first, new Member(place, policy));
        }
    }

    private static void requireAgreement(Member first, Member other) {
        for (RecordComponent component : RateLimitPolicy.class.getRecordComponents()) {
            Object expected = value(component, first.policy());
            Object found = value(component, other.policy());
            if (!OF_CALLS.contains(component.getName()) && !expected.equals(found)) {
                throw ConfigProblem.of(
                        other.place() + ": " + (component.getName().equals("limit") ? "value" : component.getName()),
                        found,
                        "\"" + expected + "\", because " + first.place() + " counts together with it ("
                                + other.policy().scope() + ", name \""
                                + other.policy().name() + "\")");
            }
        }
    }

    private static Object value(RecordComponent component, RateLimitPolicy policy) {
        try {
            return component.getAccessor().invoke(policy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Warnings about the policies: what is allowed, but is probably a mistake. */
    public List<String> warnings() {
        Set<String> all = new TreeSet<>(warnings);
        groups.forEach((group, places) -> {
            if (places.size() == 1) {
                similar(group)
                        .ifPresent(nearest -> all.add(places.iterator().next() + " is alone in its group \"" + group
                                + "\"; the nearest group is \"" + nearest + "\""));
            }
        });
        for (String shared : application.sharedGroups()) {
            // JAX-RS shows the groups of resources that are not beans only after the deployment
            if (!shared.equals(ApplicationSettings.ALL) && !groups.containsKey(shared)) {
                similar(shared)
                        .ifPresent(nearest -> all.add(ConfigKeys.RATELIMIT_SHARED_GROUPS + " names the group \""
                                + shared + "\", which no limit of a bean or path has; the nearest group is \"" + nearest
                                + "\""));
            }
        }
        return List.copyOf(all);
    }

    /** Another group whose name is almost the same. */
    private Optional<String> similar(String group) {
        return UnknownProperties.nearest(group, groups.keySet().stream().filter(other -> !other.equals(group)))
                .filter(nearest -> EditDistance.between(group, nearest) <= MAX_TYPOS);
    }

    private record Member(String place, RateLimitPolicy policy) {}
}
