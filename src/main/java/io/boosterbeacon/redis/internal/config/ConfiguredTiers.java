package io.boosterbeacon.redis.internal.config;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tiers of callers that the configuration defines: {@code beacon.ratelimit.tiers."<name>"}. */
final class ConfiguredTiers {
    private static final Pattern TIER =
            Pattern.compile("beacon\\.ratelimit\\.tiers\\.\"([^\"]+)\"\\.(?:role|claim|claim-value|factor|value)");

    private final Values values;
    private final Set<String> listed;

    /** @param names the names of all configured properties */
    ConfiguredTiers(Function<String, Optional<String>> properties, Set<String> names) {
        this.values = new Values(properties);
        this.listed = names.stream()
                .map(TIER::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Checks all tiers, used or not. */
    void check(Consumer<ConfigProblem> problems) {
        for (String name : listed) {
            try {
                PolicyTier unused = tier(Members.policyName("name of the tier in " + prefix(name), name), "", 1);
            } catch (ConfigProblem problem) {
                problems.accept(problem);
            }
        }
    }

    /**
     * The tiers of a policy, the largest limit first.
     *
     * @param policy its name; empty if it has none
     * @param limit of callers without a tier
     * @throws ConfigProblem for a tier that is not defined, and for a limit out of range
     */
    List<PolicyTier> of(String place, String policy, long limit, List<String> names) {
        if (new HashSet<>(names).size() < names.size()) {
            throw ConfigProblem.of(place + ": tiers", String.join(", ", names), "each tier once");
        }
        for (String name : names) {
            if (!listed.contains(name)
                    && value(name, "role").isEmpty()
                    && value(name, "claim").isEmpty()) {
                throw ConfigProblem.of(place + ": tiers", name, accepted(name));
            }
        }
        return names.stream()
                .map(name -> tier(name, policy, limit))
                .sorted(Comparator.comparingLong(PolicyTier::limit).reversed())
                .toList();
    }

    private String accepted(String name) {
        Optional<String> nearest = UnknownProperties.nearest(name, listed.stream());
        return "the name of a tier with beacon.ratelimit.tiers.\"<name>\".role or .claim"
                + nearest.map(known ->
                                "; defined are " + String.join(", ", listed) + ", and the nearest is \"" + known + "\"")
                        .orElse("; none is defined");
    }

    private static String prefix(String tier) {
        return "beacon.ratelimit.tiers.\"" + tier + "\".";
    }

    private Optional<String> value(String tier, String member) {
        return values.text(prefix(tier) + member);
    }

    private PolicyTier tier(String name, String policy, long limit) {
        String role = value(name, "role").orElse("");
        String claim = value(name, "claim").orElse("");
        String claimValue = value(name, "claim-value").orElse("");
        if (!role.isEmpty() && !claim.isEmpty()) {
            throw ConfigProblem.of(prefix(name) + "claim", claim, "nothing, because the tier has a role");
        }
        if (role.isEmpty() && claim.isEmpty()) {
            throw new ConfigProblem(
                    prefix(name) + "role is missing; accepted: the name of a role, or " + prefix(name) + "claim");
        }
        if (claim.isEmpty() && !claimValue.isEmpty()) {
            throw ConfigProblem.of(prefix(name) + "claim-value", claimValue, "nothing, because the tier has no claim");
        }
        return new PolicyTier(name, role, claim, claimValue, limit(name, policy, limit));
    }

    private long limit(String name, String policy, long limit) {
        Optional<Long> general = limit(prefix(name), limit);
        Optional<Long> own = policy.isEmpty()
                ? Optional.empty()
                : limit(Overrides.limitPrefix(policy) + "tiers.\"" + name + "\".", limit);
        return own.or(() -> general)
                .orElseThrow(() -> new ConfigProblem(prefix(name)
                        + "factor is missing; accepted: a whole number from 1, or " + prefix(name) + "value"));
    }

    private Optional<Long> limit(String prefix, long limit) {
        Optional<String> factor = values.text(prefix + "factor");
        Optional<String> value = values.text(prefix + "value");
        if (factor.isPresent() && value.isPresent()) {
            throw ConfigProblem.of(prefix + "factor", factor.get(), "nothing, because " + prefix + "value is set");
        }
        return factor.isPresent()
                ? factor.map(text -> limit * Values.numberOf(prefix + "factor", text, 1, Members.MAX_COUNT / limit))
                : value.map(text -> Values.numberOf(prefix + "value", text, 1, Members.MAX_COUNT));
    }
}
