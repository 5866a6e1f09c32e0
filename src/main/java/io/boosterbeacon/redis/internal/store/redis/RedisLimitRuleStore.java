package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rules on Redis: one hash for each application, which expires with its last rule. */
final class RedisLimitRuleStore implements LimitRuleStore {
    private static final RedisScript PUT = RedisScript.of("limit-rules-put.lua");
    private static final RedisScript REMOVE = RedisScript.of("limit-rules-remove.lua");
    private static final RedisScript READ = RedisScript.of("limit-rules-read.lua");
    private static final RedisScript END = RedisScript.of("limit-rules-end.lua");

    /** The most rules that one call removes. */
    private static final int MOST_ENDED = 500;

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
        String key = keys.limitRules(application);
        return READ.run(redis, RedisLimitRuleStore::state, List.of(key))
                .thenCompose(state -> state.version().equals(version)
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : readAll(key, state).thenApply(Optional::of));
    }

    private CompletionStage<Rules> readAll(String key, State state) {
        return redis.send(Commands.hgetall(key, reply -> StoredRules.of(reply, state.now(), state.left())))
                .thenApply(read -> {
                    end(key, read.ended());
                    return read.rules();
                });
    }

    /** Removes rules that have ended; those that are left over are removed another time. */
    private void end(String key, List<String> ids) {
        if (!ids.isEmpty()) {
            Object[] some = ids.stream().limit(MOST_ENDED).toArray();
            CompletionStage<Reply> unused = END.run(redis, reply -> reply.sized(0), List.of(key), some);
        }
    }

    private static State state(Reply reply) {
        reply.sized(3);
        return new State(reply.text(0), reply.count(1), Duration.ofMillis(reply.count(2)));
    }

    /**
     * What is read first.
     *
     * @param now ms since 1970 by the clock of the server
     * @param left the time until all rules have ended
     */
    private record State(String version, long now, Duration left) {}

    /** Never the same twice: a number would begin anew after a flush. */
    private static String newVersion() {
        return UUID.randomUUID().toString();
    }
}
