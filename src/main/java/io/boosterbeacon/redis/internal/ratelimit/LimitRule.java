package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.net.IpNetwork;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule as the store keeps it.
 *
 * @param policy empty for a list
 * @param subject null for all callers
 */
record LimitRule(Effect effect, String policy, @Nullable RateLimitSubject subject, long limit) {
    /** The rules of one id replace each other. All rules of an id have the same effect on the same subject. */
    String id() {
        return subject == null
                ? Digest.of("rule", effect.name(), policy)
                : Digest.of("rule", effect.name(), policy, subject.kind().name(), subject.name(), subject.value());
    }

    String text(Json json) {
        return json.text(this);
    }

    /**
     * Reads a rule; what a newer version of the library has added to it has no effect.
     *
     * @return empty if the text is no rule that this version knows
     */
    static Optional<LimitRule> of(Json json, String text) {
        try {
            return json.read(text.getBytes(StandardCharsets.UTF_8), LimitRule.class) instanceof LimitRule rule
                            && rule.isComplete()
                    ? Optional.of(rule)
                    : Optional.empty();
        } catch (UnbindableException e) {
            return Optional.empty();
        }
    }

    /** Texts may lack any member. */
    @SuppressWarnings("ConstantConditions")
    private boolean isComplete() {
        if (effect == null || policy == null || (subject != null && !isRecognizable(subject))) {
            return false;
        }
        return effect == Effect.LIMIT ? !policy.isEmpty() && limit >= 1 && limit <= Members.MAX_COUNT : subject != null;
    }

    /** Whether the subject is no address, or one that can be read. */
    static boolean isRecognizable(RateLimitSubject subject) {
        return subject.kind() != RateLimitSubject.Kind.ADDRESS
                || network(subject.value()).isPresent();
    }

    /**
     * Whether callers are known well enough to tell whether they are the subject: the IPv6 addresses of one network are
     * one caller.
     *
     * @param ipv6Prefix the length of the prefix of the networks by which IPv6 addresses are counted
     */
    static boolean isToldApart(RateLimitSubject subject, int ipv6Prefix) {
        // an address without a prefix stands for its network
        return subject.kind() != RateLimitSubject.Kind.ADDRESS
                || subject.value().indexOf('/') < 0
                || network(subject.value())
                        .filter(network -> network.lowest().isIpv4() || network.prefix() <= ipv6Prefix)
                        .isPresent();
    }

    /** The same subject with the canonical text of its address, so that all ways to write it are one rule. */
    static RateLimitSubject canonical(RateLimitSubject subject) {
        return subject.kind() != RateLimitSubject.Kind.ADDRESS
                ? subject
                : network(subject.value())
                        .map(network -> RateLimitSubject.address(text(network, subject.value())))
                        .orElse(subject);
    }

    private static String text(IpNetwork network, String given) {
        // an IPv6 address without a prefix stands for more than itself
        boolean hasPrefix = given.indexOf('/') >= 0 && !network.lowest().isIpv4();
        return hasPrefix ? network.lowest() + "/" + network.prefix() : network.toString();
    }

    private static Optional<IpNetwork> network(String text) {
        try {
            return Optional.of(IpNetwork.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
