package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A store behind a network: it decides some time after a question, and its answer arrives some time after that. */
final class SlowRateLimitStore implements RateLimitStore {
    private final RateLimitStore store;
    private final Timers timers;
    private final Supplier<Duration> oneWay;
    private int asked;
    private int mostAsked;
    private int questions;

    /** @param oneWay the time of a message */
    SlowRateLimitStore(RateLimitStore store, Timers timers, Supplier<Duration> oneWay) {
        this.store = store;
        this.timers = timers;
        this.oneWay = oneWay;
    }

    /** The most questions that were open at a time. */
    int mostAsked() {
        return mostAsked;
    }

    int questions() {
        return questions;
    }

    private <T> CompletionStage<T> slow(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Future<?> unused = timers.once(oneWay.get(), () -> {
            T result = call.get().toCompletableFuture().join();
            Future<?> unusedToo = timers.once(oneWay.get(), () -> answer.complete(result));
        });
        return answer;
    }

    @Override
    public CompletionStage<List<Decision>> tryAcquire(String subject, List<Request> requests) {
        questions++;
        asked++;
        mostAsked = Math.max(mostAsked, asked);
        return this.<List<Decision>>slow(() -> store.tryAcquire(subject, requests))
                .thenApply(decisions -> {
                    asked--;
                    return decisions;
                });
    }

    @Override
    public CompletionStage<Void> settle(Receipt receipt, long cost) {
        return slow(() -> store.settle(receipt, cost));
    }

    @Override
    public CompletionStage<Void> renew(Receipt receipt) {
        return slow(() -> store.renew(receipt));
    }

    @Override
    public CompletionStage<Usage> adjust(String subject, String policyId, Algorithm algorithm, long amount) {
        return slow(() -> store.adjust(subject, policyId, algorithm, amount));
    }

    @Override
    public CompletionStage<Void> block(String subject, String policyId, Algorithm algorithm, Duration time) {
        return slow(() -> store.block(subject, policyId, algorithm, time));
    }

    @Override
    public CompletionStage<Void> reset(String subject, String policyId, Algorithm algorithm) {
        return slow(() -> store.reset(subject, policyId, algorithm));
    }
}
