package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Rules on Redis: one hash for each application, which expires with its last rule. */
final class RedisLimitRuleStore implements LimitRuleStore {
    private static final RedisScript PUT = RedisScript.of("limit-rules-put.lua");
    private static final RedisScript REMOVE = RedisScript.of("limit-rules-remove.lua");
    private static final RedisScript READ = RedisScript.of("limit-rules-read.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;

    RedisLimitRuleStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Boolean> put(String application, String id, String text, Duration lifetime) {
        return PUT.run(
                redis,
                reply -> reply.sized(1).flag(0),
                List.of(keys.limitRules(application)),
                id,
                text,
                lifetime.toMillis(),
                newVersion(),
                (long) MAX_RULES);
    }

    @Override
    public CompletionStage<Void> remove(String application, String id) {
        return REMOVE.run(redis, reply -> reply.sized(0), List.of(keys.limitRules(application)), id, newVersion())
                .thenAccept(removed -> {});
    }

    @Override
    public CompletionStage<Optional<Rules>> read(String application, String version) {
        return READ.run(redis, reply -> rules(reply, version), List.of(keys.limitRules(application)), version);
    }

    private static Optional<Rules> rules(Reply reply, String known) {
        String version = reply.text(0);
        if (version.equals(known)) {
            return Optional.empty();
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 1; i < reply.items().size(); i += 3) {
            rules.add(new Rule(reply.text(i), reply.text(i + 2), Duration.ofMillis(reply.count(i + 1))));
        }
        return Optional.of(new Rules(version, rules));
    }

    /** Never the same twice: a number would begin anew after a flush. */
    private static String newVersion() {
        return UUID.randomUUID().toString();
    }
}
