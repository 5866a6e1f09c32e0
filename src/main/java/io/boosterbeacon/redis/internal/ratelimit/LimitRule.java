package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
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
    /** The rules of one id replace each other. */
    String id() {
        return subject == null
                ? Digest.of("rule", effect.name(), policy)
                : Digest.of("rule", effect.name(), policy, subject.kind().name(), subject.name(), subject.value());
    }

    String text(Json json) {
        return json.text(this);
    }

    /** Empty if another version of the library has written the text. */
    static Optional<LimitRule> of(Json json, String text) {
        try {
            return json.read(text.getBytes(StandardCharsets.UTF_8), LimitRule.class) instanceof LimitRule rule
                    ? Optional.of(rule)
                    : Optional.empty();
        } catch (UnbindableException e) {
            return Optional.empty();
        }
    }
}
