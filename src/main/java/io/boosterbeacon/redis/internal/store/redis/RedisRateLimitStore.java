package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.redis.RedisScript.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** One counter a policy, whose lifetime is its window. All counters of a subject share a slot, so one script decides them. */
final class RedisRateLimitStore implements RateLimitStore {
    private static final RedisScript ACQUIRE = RedisScript.of("rate-limit.lua");
    private static final RedisScript PENALIZE = RedisScript.of("rate-limit-penalize.lua");
    private static final RedisScript REFUND = RedisScript.of("rate-limit-refund.lua");
    private static final int REPLIES_PER_POLICY = 3;

    private final RedisConnection redis;
    private final RedisKeys keys;

    RedisRateLimitStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies) {
        List<String> counters = new ArrayList<>();
        List<Object> args = new ArrayList<>();
        for (Policy policy : policies) {
            counters.add(keys.rateLimit(subject, policy.id()));
            args.addAll(List.of(policy.limit(), policy.window().toMillis(), policy.cost()));
        }
        return ACQUIRE.run(redis, counters, args.toArray()).thenApply(reply -> IntStream.range(0, policies.size())
                .map(i -> i * REPLIES_PER_POLICY)
                .mapToObj(i ->
                        new Decision(reply.number(i) == 1, reply.number(i + 1), Duration.ofMillis(reply.number(i + 2))))
                .toList());
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, long amount, Duration window) {
        return PENALIZE.run(redis, List.of(keys.rateLimit(subject, policyId)), amount, window.toMillis())
                .thenApply(RedisRateLimitStore::usage);
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return takeBack(subject, policyId, amount, "");
    }

    @Override
    public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, Duration left) {
        return takeBack(subject, policyId, amount, left.toMillis());
    }

    private CompletionStage<Usage> takeBack(String subject, String policyId, long amount, Object atMostLeft) {
        return REFUND.run(redis, List.of(keys.rateLimit(subject, policyId)), amount, atMostLeft)
                .thenApply(RedisRateLimitStore::usage);
    }

    @Override
    public CompletionStage<Usage> usage(String subject, String policyId) {
        return refund(subject, policyId, 0);
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        return redis.send(commands -> commands.del(keys.rateLimit(subject, policyId)))
                .thenAccept(deleted -> {});
    }

    private static Usage usage(Reply reply) {
        return new Usage(reply.number(0), Duration.ofMillis(reply.number(1)));
    }
}
