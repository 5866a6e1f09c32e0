package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.net.IpAddress;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.ratelimit.RateLimitRule;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The rules of one version, arranged for decisions. A decision about a caller takes a look-up for its name and one for its
 * address, and a comparison with each rule about a network or a claim. Immutable.
 */
final class KnownRules {
    /** Before the rules were read for the first time. */
    static final KnownRules UNKNOWN = of("", List.of(), () -> 0, IpAddress.IPV6_BITS);

    /** No rules. */
    static final KnownRules NONE = of("", List.of(), () -> 0, IpAddress.IPV6_BITS);

    private final String version;
    private final LongSupplier nanos;
    private final List<Timed> all;
    private final Map<String, List<Timed>> ofUsers = new HashMap<>();
    private final Map<String, List<Timed>> ofAddresses = new HashMap<>();
    private final List<OfNetwork> ofNetworks = new ArrayList<>();
    private final List<Timed> ofClaims = new ArrayList<>();
    private final List<Timed> ofAll = new ArrayList<>();
    /** When the last rule that admits more of a user or a claim ends, for each policy; for a list, without a policy. */
    private final Map<String, Long> endsOfNamed = new HashMap<>();

    /**
     * A rule with its end.
     *
     * @param id in the store
     * @param end of a clock like {@link System#nanoTime}
     */
    record Timed(String id, LimitRule rule, long end) {}

    private record OfNetwork(IpNetworks network, Timed rule) {}

    private KnownRules(String version, List<Timed> all, LongSupplier nanos, int ipv6Prefix) {
        this.version = version;
        this.all = List.copyOf(all);
        this.nanos = nanos;
        for (Timed each : all) {
            RateLimitSubject subject = each.rule().subject();
            if (subject == null) {
                ofAll.add(each);
            } else {
                add(each, subject, ipv6Prefix);
            }
        }
    }

    static KnownRules of(String version, List<Timed> rules, LongSupplier nanos, int ipv6Prefix) {
        return new KnownRules(version, rules, nanos, ipv6Prefix);
    }

    private void add(Timed rule, RateLimitSubject subject, int ipv6Prefix) {
        if (subject.kind() != RateLimitSubject.Kind.ADDRESS && rule.rule().effect() != Effect.DENY) {
            endsOfNamed.merge(rule.rule().policy(), rule.end(), (one, other) -> one - other > 0 ? one : other);
        }
        switch (subject.kind()) {
            case USER ->
                ofUsers.computeIfAbsent(subject.value(), name -> new ArrayList<>())
                        .add(rule);
            case CLAIM -> ofClaims.add(rule);
            case ADDRESS -> {
                Optional<IpAddress> address = IpAddress.parse(subject.value());
                if (address.isPresent()) {
                    ofAddresses
                            .computeIfAbsent(address.get().network(ipv6Prefix), text -> new ArrayList<>())
                            .add(rule);
                } else {
                    ofNetworks.add(new OfNetwork(IpNetworks.parse(List.of(subject.value())), rule));
                }
            }
        }
    }

    String version() {
        return version;
    }

    /** Whether the rules have been read. */
    boolean areRead() {
        return this != UNKNOWN;
    }

    /** The rules by their ids in the store. */
    Map<String, LimitRule> byId() {
        Map<String, LimitRule> byId = new HashMap<>();
        all.forEach(each -> byId.put(each.id(), each.rule()));
        return byId;
    }

    /**
     * Whether policies could deny a call wrongly before the caller is authenticated: rules allow users or claims or set
     * their limits, or have not been read. A limit matters only to its policy, the list of allowed callers to all.
     */
    boolean needIdentity(List<MethodLimit> policies) {
        if (!areRead()) {
            return true;
        }
        return !endsOfNamed.isEmpty()
                && (isLeft("")
                        || policies.stream()
                                .anyMatch(limit -> isLeft(limit.policy().name())));
    }

    private boolean isLeft(String policy) {
        Long end = endsOfNamed.get(policy);
        return end != null && end - nanos.getAsLong() > 0;
    }

    /** The rules about a caller that have not ended. */
    List<Timed> about(Caller caller) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<Timed> about = new ArrayList<>(ofAll);
        if (!ofUsers.isEmpty()) {
            caller.user().ifPresent(user -> about.addAll(ofUsers.getOrDefault(user, List.of())));
        }
        if (!ofAddresses.isEmpty() || !ofNetworks.isEmpty()) {
            caller.address().ifPresent(address -> addAbout(address, about));
        }
        for (Timed rule : ofClaims) {
            RateLimitSubject claim = rule.rule().subject();
            if (claim != null && caller.hasClaim(claim.name(), claim.value())) {
                about.add(rule);
            }
        }
        long now = nanos.getAsLong();
        about.removeIf(rule -> rule.end() - now <= 0);
        return about;
    }

    private void addAbout(String text, List<Timed> about) {
        about.addAll(ofAddresses.getOrDefault(text, List.of()));
        int prefix = text.indexOf('/');
        IpAddress.parse(prefix < 0 ? text : text.substring(0, prefix)).ifPresent(address -> ofNetworks.stream()
                .filter(each -> each.network().contains(address))
                .forEach(each -> about.add(each.rule())));
    }

    /** The longest time that a denial among these rules has left; empty if there is none. */
    Optional<Duration> denied(List<Timed> about) {
        return about.stream()
                .filter(rule -> rule.rule().effect() == Effect.DENY)
                .map(this::left)
                .max(Duration::compareTo);
    }

    static boolean isAllowed(List<Timed> about) {
        return about.stream().anyMatch(rule -> rule.rule().effect() == Effect.ALLOW);
    }

    /** The limit of a policy by these rules: the largest for the caller, or else that for all callers. */
    static OptionalLong limit(List<Timed> about, String policy) {
        OptionalLong own = limit(about, policy, false);
        return own.isPresent() ? own : limit(about, policy, true);
    }

    private static OptionalLong limit(List<Timed> about, String policy, boolean ofAll) {
        return about.stream()
                .map(Timed::rule)
                .filter(rule -> rule.effect() == Effect.LIMIT
                        && rule.policy().equals(policy)
                        && (rule.subject() == null) == ofAll)
                .mapToLong(LimitRule::limit)
                .max();
    }

    private Duration left(Timed rule) {
        return Duration.ofNanos(Math.max(0, rule.end() - nanos.getAsLong()));
    }

    /** All rules that have not ended. */
    List<RateLimitRule> all() {
        return all.stream()
                .filter(each -> !left(each).isZero())
                .map(each -> new RateLimitRule(
                        each.rule().effect(),
                        Optional.of(each.rule().policy()).filter(policy -> !policy.isEmpty()),
                        Optional.ofNullable(each.rule().subject()),
                        each.rule().limit(),
                        left(each)))
                .toList();
    }
}
