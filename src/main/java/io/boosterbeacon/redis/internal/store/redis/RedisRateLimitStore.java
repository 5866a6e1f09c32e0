package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.protocol.CommandType;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rate limits on Redis. Each policy of a subject has one key, which expires with its window. All keys of a subject are
 * in the same slot, so that one script decides all policies.
 */
final class RedisRateLimitStore implements RateLimitStore {
    private static final RedisScript ACQUIRE = RedisScript.of("rate-limit-fixed-window.lua", "rate-limit.lua");
    private static final RedisScript PENALIZE = RedisScript.of("rate-limit-penalize.lua");
    private static final RedisScript REFUND = RedisScript.of("rate-limit-refund.lua");
    private static final String FIXED_WINDOW = "fixed-window";
    private static final int ARGS_PER_POLICY = 4;
    private static final int REPLIES_PER_POLICY = 4;
    private static final String ANY_WINDOW = "*";

    private final RedisConnection redis;
    private final RedisKeys keys;
    /** The prefix of window ids. A window has the id of the call that began it: the node, at random, and a counter. */
    private final String node = Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), Character.MAX_RADIX) + "-";

    private final AtomicLong calls = new AtomicLong();

    RedisRateLimitStore(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        List<String> counters = new ArrayList<>(requests.size());
        Object[] args = new Object[1 + ARGS_PER_POLICY * requests.size()];
        int next = 0;
        args[next++] = newWindow();
        for (Request request : requests) {
            FixedWindow window = (FixedWindow) request.algorithm();
            counters.add(keys.rateLimit(subject, request.policyId()));
            args[next++] = FIXED_WINDOW;
            args[next++] = request.cost();
            args[next++] = window.limit();
            args[next++] = window.length().toMillis();
        }
        return ACQUIRE.run(redis, reply -> decisions(reply, subject, counters, requests), counters, args);
    }

    private static List<Decision> decisions(
            Reply reply, String subject, List<String> counters, List<Request> requests) {
        reply.sized(requests.size() * REPLIES_PER_POLICY);
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int first = i * REPLIES_PER_POLICY;
            Request request = requests.get(i);
            String window = reply.text(first + 3);
            Receipt receipt = window.isEmpty()
                    ? Receipt.NONE
                    : new WindowReceipt(subject, counters.get(i), window, request.cost());
            decisions.add(((FixedWindow) request.algorithm())
                    .decision(
                            reply.flag(first),
                            reply.number(first + 1),
                            Duration.ofMillis(reply.count(first + 2)),
                            receipt));
        }
        return decisions;
    }

    @Override
    public CompletionStage<Void> giveBack(Receipt receipt) {
        return receipt instanceof WindowReceipt taken
                ? takeBack(taken.counter(), taken.cost(), taken.window()).thenApply(usage -> null)
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Usage> penalize(String subject, String policyId, Algorithm algorithm, long amount) {
        return PENALIZE.run(
                redis,
                RedisRateLimitStore::usage,
                List.of(keys.rateLimit(subject, policyId)),
                amount,
                ((FixedWindow) algorithm).length().toMillis(),
                newWindow());
    }

    @Override
    public CompletionStage<Usage> refund(String subject, String policyId, long amount) {
        return takeBack(keys.rateLimit(subject, policyId), amount, ANY_WINDOW);
    }

    private CompletionStage<Usage> takeBack(String counter, long amount, String window) {
        return REFUND.run(redis, RedisRateLimitStore::usage, List.of(counter), amount, window);
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

    /**
     * The receipt for permits of a window.
     *
     * @param counter the key
     * @param window the unique id of the window
     */
    private record WindowReceipt(String subject, String counter, String window, long cost) implements Receipt {}
}
