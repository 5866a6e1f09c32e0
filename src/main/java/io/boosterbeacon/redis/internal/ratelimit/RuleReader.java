package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rules;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Reads the texts of rules. A text that this version of the library cannot read leaves the others in force: a node keeps
 * the rule that it knew before, because all rules of an id have the same effect on the same subject, so that a denied
 * subject stays denied. A node that has not known it goes without. Thread-safe.
 */
final class RuleReader {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Json json;
    private final LongSupplier nanos;
    private final int ipv6Prefix;
    private final AtomicReference<Set<String>> unreadable = new AtomicReference<>(Set.of());

    /**
     * @param nanos a clock like {@link System#nanoTime}
     * @param ipv6Prefix the length of the prefix of the networks by which IPv6 addresses are counted
     */
    RuleReader(Json json, LongSupplier nanos, int ipv6Prefix) {
        this.json = json;
        this.nanos = nanos;
        this.ipv6Prefix = ipv6Prefix;
    }

    Json json() {
        return json;
    }

    int ipv6Prefix() {
        return ipv6Prefix;
    }

    /** @param before the rules in force until now, by their ids */
    KnownRules read(Rules rules, Map<String, LimitRule> before) {
        long now = nanos.getAsLong();
        List<KnownRules.Timed> all = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            LimitRule read =
                    LimitRule.of(json, rule.text()).filter(this::isToldApart).orElse(null);
            if (read == null) {
                failed.add(rule.id());
                read = before.get(rule.id());
            }
            if (read != null) {
                all.add(new KnownRules.Timed(rule.id(), read, now + left(rule).toNanos()));
            }
        }
        warn(failed);
        return KnownRules.of(rules.version(), all, nanos, ipv6Prefix);
    }

    private boolean isToldApart(LimitRule rule) {
        return rule.subject() == null || LimitRule.isToldApart(rule.subject(), ipv6Prefix);
    }

    private static Duration left(Rule rule) {
        return rule.left().compareTo(RateLimits.LONGEST) < 0 ? rule.left() : RateLimits.LONGEST;
    }

    /** Warns of the rules that could be read before. Ids are hashes: nobody is named. */
    private void warn(List<String> failed) {
        Set<String> known = unreadable.getAndSet(Set.copyOf(failed));
        List<String> added = failed.stream().filter(id -> !known.contains(id)).toList();
        if (!added.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    added.size() + " of the rules of RateLimits cannot be read: a newer version of the library has"
                            + " written them, a node with a longer " + ConfigKeys.RATELIMIT_IPV6_PREFIX
                            + " has, or they were changed by hand. This node keeps to those that they have"
                            + " replaced, if it knew them, and to all other rules. Their ids: "
                            + added.stream().limit(3).collect(Collectors.joining(", "))
                            + (added.size() > 3 ? ", …" : "") + ". This is said once");
        }
    }
}
