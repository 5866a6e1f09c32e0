package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import java.util.concurrent.CompletableFuture;

/** A caller that waits for permits. Two callers are never equal. */
final class Waiter {
    private final long deadline;
    private final Request request;
    private final CompletableFuture<Decision> answer = new CompletableFuture<>();

    /** @param deadline when it no longer waits, of a clock like {@link System#nanoTime} */
    Waiter(long deadline, Request request) {
        this.deadline = deadline;
        this.request = request;
    }

    long deadline() {
        return deadline;
    }

    Request request() {
        return request;
    }

    CompletableFuture<Decision> answer() {
        return answer;
    }
}
