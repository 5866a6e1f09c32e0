package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** One key a policy, whose lifetime is its window. All keys of a subject share a slot, so one script decides them. */
final class RedisRateLimitStore implements RateLimitStore {
    private static final RedisScript ACQUIRE = RedisScript.of("rate-limit.lua");
    private static final RedisScript PENALIZE = RedisScript.of("rate-limit-penalize.lua");
    private static final RedisScript REFUND = RedisScript.of("rate-limit-refund.lua");
    private static final int REPLIES_PER_POLICY = 4;
    private static final String ANY_WINDOW = "*";

    private final RedisConnection redis;
    private final RedisKeys keys;
    /** Windows are named by the call that begins them: unique by their node, and counted there. */
    private final String node = UUID.randomUUID() + "-";

    private final AtomicLong calls = new AtomicLong();

    RedisRateLimitStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Policy> policies) {
        List<String> counters = new ArrayList<>();
        List<Object> args = new ArrayList<>(List.of(newWindow()));
        for (Policy policy : policies) {
            counters.add(keys.rateLimit(subject, policy.id()));
            args.addAll(List.of(policy.limit(), policy.window().toMillis(), policy.cost()));
        }
        return ACQUIRE.run(redis, reply -> decisions(reply, policies.size()), counters, args.toArray());
    }

    private static List<Decision> decisions(Reply reply, int policies) {
        reply.sized(policies * REPLIES_PER_POLICY);
        return IntStream.range(0, policies)
                .map(i -> i * REPLIES_PER_POLICY)
                .mapToObj(i -> new Decision(
                        reply.flag(i), reply.number(i + 1), Duration.ofMillis(reply.count(i + 2)), reply.text(i + 3)))
                .toList();
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, long amount, Duration window) {
        return PENALIZE.run(
                redis,
                RedisRateLimitStore::usage,
                List.of(keys.rateLimit(subject, policyId)),
                amount,
                window.toMillis(),
                newWindow());
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return takeBack(subject, policyId, amount, ANY_WINDOW);
    }

    @Override
    public CompletionStage<Usage> giveBack(String subject, String policyId, long amount, String window) {
        return takeBack(subject, policyId, amount, window);
    }

    private CompletionStage<Usage> takeBack(String subject, String policyId, long amount, String window) {
        return REFUND.run(
                redis, RedisRateLimitStore::usage, List.of(keys.rateLimit(subject, policyId)), amount, window);
    }

    @Override
    public CompletionStage<Usage> usage(String subject, String policyId) {
        return refund(subject, policyId, 0);
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId) {
        return redis.send(Commands.number(CommandType.DEL, keys.rateLimit(subject, policyId)))
                .thenAccept(deleted -> {});
    }

    private String newWindow() {
        return node + Long.toString(calls.incrementAndGet(), Character.MAX_RADIX);
    }

    private static Usage usage(Reply reply) {
        reply.sized(2);
        return new Usage(reply.number(0), Duration.ofMillis(reply.count(1)));
    }
}
