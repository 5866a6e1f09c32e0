package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.LostDecision;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreReceipt;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.lettuce.core.protocol.CommandType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rate limits on Redis. Each policy of a subject has one key, which expires when it counts nothing any more. All keys of
 * a subject are in the same slot, so that one script decides all policies.
 */
final class RedisRateLimitStore implements RateLimitStore {
    private static final int ARGS_PER_POLICY = 5;
    private static final int REPLIES_PER_POLICY = 5;
    private static final String NO_RECEIPT = "";

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final InstantSource clock;

    /**
     * The prefix of the ids of windows and permits. They have the id of the call that began them: the node, at random,
     * and a counter.
     */
    private final String node = Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), Character.MAX_RADIX) + "-";

    private final AtomicLong calls = new AtomicLong();

    /** @param clock only to find the days of calendars; the time within them is that of Redis */
    RedisRateLimitStore(RedisConnection redis, RedisKeys keys, InstantSource clock) {
        this.redis = redis;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        List<String> counters = new ArrayList<>(requests.size());
        Object[] args = new Object[1 + ARGS_PER_POLICY * requests.size()];
        int next = 0;
        int combination = 0;
        String id = newId();
        args[next++] = id;
        for (Request request : requests) {
            Algorithm algorithm = request.algorithm();
            LimitAlgorithm kind = LimitAlgorithm.of(algorithm);
            combination |= kind.bit;
            counters.add(keys.rateLimit(kind.keyKind, subject, request.policyId()));
            args[next++] = kind.scriptName;
            args[next++] = request.cost();
            args[next++] = limit(algorithm);
            args[next++] = length(algorithm);
            args[next++] = extra(algorithm);
        }
        CompletableFuture<List<Decision>> decisions = LimitAlgorithm.acquire(combination)
                .run(redis, reply -> decisions(reply, subject, counters, requests), counters, args);
        return (combination & LimitAlgorithm.CONCURRENCY.bit) == 0
                ? decisions
                : decisions.exceptionally(failure -> {
                    throw lost(
                            StoreException.of("ratelimit", Duration.ZERO, failure),
                            permits(subject, counters, requests, id));
                });
    }

    private static StoreException lost(StoreException failure, List<Receipt> permits) {
        return failure.isWithoutEffect() ? failure : new LostDecision(failure, permits);
    }

    /** The receipts that a call has if it is admitted, as far as they are known before: those of running calls. */
    private static List<Receipt> permits(String subject, List<String> counters, List<Request> requests, String id) {
        List<Receipt> permits = new ArrayList<>(1);
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i).algorithm().endsWithCall()) {
                permits.add(new RedisReceipt(subject, counters.get(i), requests.get(i), id, Duration.ZERO));
            }
        }
        return permits;
    }

    private static List<Decision> decisions(
            Reply reply, String subject, List<String> counters, List<Request> requests) {
        reply.sized(requests.size() * REPLIES_PER_POLICY);
        List<Decision> decisions = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int first = i * REPLIES_PER_POLICY;
            Request request = requests.get(i);
            String receipt = reply.text(first + 4);
            Duration wait = Duration.ofMillis(reply.count(first + 3));
            decisions.add(Decision.counted(
                    request.algorithm(),
                    reply.flag(first),
                    reply.number(first + 1),
                    Duration.ofMillis(reply.count(first + 2)),
                    wait,
                    receipt.isEmpty()
                            ? Receipt.NONE
                            : new RedisReceipt(subject, counters.get(i), request, receipt, wait)));
        }
        return decisions;
    }

    private static long limit(Algorithm algorithm) {
        return algorithm instanceof TokenBucket bucket ? bucket.limit() : algorithm.capacity();
    }

    /** The length in ms. A window of whole days has the length 0: it ends when the next one begins. */
    private static long length(Algorithm algorithm) {
        return algorithm instanceof CalendarWindow window && window.isOfWholeDays()
                ? 0
                : algorithm.length().toMillis();
    }

    private Object extra(Algorithm algorithm) {
        if (algorithm instanceof TokenBucket bucket) {
            return bucket.burst();
        }
        return algorithm instanceof CalendarWindow window ? days(window) : "";
    }

    /** Moments around now at which windows begin. They cover clocks that are wrong by a day. */
    private String days(CalendarWindow window) {
        StringBuilder days = new StringBuilder();
        for (long day : window.daysAround(clock.millis())) {
            days.append(day).append(' ');
        }
        return days.toString();
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        if (!(receipt instanceof RedisReceipt taken)) {
            return CompletableFuture.completedFuture(null);
        }
        Request request = taken.request();
        if (request.algorithm() instanceof Concurrency) {
            return cost > 0
                    ? CompletableFuture.completedFuture(null)
                    : concurrency(taken.counter(), "end", taken.id(), request.algorithm())
                            .thenApply(usage -> null);
        }
        return adjust(taken.counter(), request.algorithm(), cost - request.cost(), taken.id())
                .thenApply(usage -> null);
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return receipt instanceof RedisReceipt taken && taken.request().algorithm() instanceof Concurrency algorithm
                ? concurrency(taken.counter(), "renew", taken.id(), algorithm).thenApply(usage -> null)
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        String counter = counter(subject, policyId, algorithm);
        return algorithm instanceof Concurrency
                ? concurrency(counter, "read", NO_RECEIPT, algorithm)
                : adjust(counter, algorithm, amount, NO_RECEIPT);
    }

    private CompletionStage<Usage> adjust(String counter, Algorithm algorithm, long amount, String receipt) {
        return LimitAlgorithm.of(algorithm)
                .adjust()
                .run(
                        redis,
                        RedisRateLimitStore::usage,
                        List.of(counter),
                        amount,
                        receipt,
                        limit(algorithm),
                        length(algorithm),
                        extra(algorithm),
                        newId());
    }

    private CompletionStage<Usage> concurrency(String counter, String action, String permit, Algorithm algorithm) {
        return LimitAlgorithm.CONCURRENCY
                .adjust()
                .run(
                        redis,
                        RedisRateLimitStore::usage,
                        List.of(counter),
                        action,
                        permit,
                        length(algorithm),
                        limit(algorithm));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return LimitAlgorithm.of(algorithm)
                .block()
                .run(
                        redis,
                        reply -> reply.sized(1).flag(0),
                        List.of(counter(subject, policyId, algorithm)),
                        time.toMillis())
                .thenAccept(blocked -> {});
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return redis.send(Commands.number(CommandType.DEL, counter(subject, policyId, algorithm)))
                .thenAccept(deleted -> {});
    }

    private String counter(String subject, String policyId, Algorithm algorithm) {
        return keys.rateLimit(LimitAlgorithm.of(algorithm).keyKind, subject, policyId);
    }

    private String newId() {
        return node + Long.toString(calls.incrementAndGet(), Character.MAX_RADIX);
    }

    private static Usage usage(Reply reply) {
        reply.sized(2);
        return new Usage(reply.number(0), Duration.ofMillis(reply.count(1)));
    }

    /**
     * The receipt for permits.
     *
     * @param counter the key
     * @param id what the algorithm's script calls the receipt
     * @param window the time until a sliding window ends, zero if the reset of the decision tells it
     */
    private record RedisReceipt(String subject, String counter, Request request, String id, Duration window)
            implements StoreReceipt {
        @Override
        public Optional<Duration> windowLeft() {
            return request.algorithm() instanceof SlidingWindow && !window.isZero()
                    ? Optional.of(window)
                    : Optional.empty();
        }
    }
}
