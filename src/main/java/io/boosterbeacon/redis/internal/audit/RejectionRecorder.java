package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts rejected requests, and records some of them: a limited number a second, because a caller with a revoked token
 * may send any number. A request only adds to a counter; batches are sent in the background. A batch that the store has
 * not confirmed is sent again until it is, so that the count is exact. What was rejected in the last half second, or since
 * the store has failed, is lost if the node is killed. Thread-safe.
 */
public final class RejectionRecorder implements Telemetry {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** When a batch without an answer is sent again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration LAST_WAIT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final RevocationAuditStore store;
    private final AuditTrail trail;
    private final AuditLog log;
    private final LongSupplier nanos;
    private final String instance = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final RejectionSample sample;
    private final AtomicBoolean flushing = new AtomicBoolean();

    /** The batch that the store has not confirmed. */
    private @Nullable RejectedRequests unconfirmed;

    /** The last attempt to send it that has no answer. */
    private @Nullable Attempt pending;

    private long lastNumber;

    /**
     * Creates a recorder that sends nothing by itself.
     *
     * @param store without a guard: this must not open the circuit of what callers wait for
     * @param nanos a clock like {@link System#nanoTime}
     */
    public RejectionRecorder(RevocationAuditStore store, AuditSettings settings, AuditLog log, LongSupplier nanos) {
        this.store = store;
        this.trail = new AuditTrail(
                AuditStream.REJECTIONS, settings.node(), List.of(), settings.maxEntries(), settings.retention());
        this.log = log;
        this.nanos = nanos;
        this.sample = new RejectionSample(settings.rejectionsPerSecond(), nanos);
    }

    /** @param ended completes when the store has answered or failed */
    private record Attempt(RejectedRequests batch, long began, CompletableFuture<Void> ended) {}

    /** Sends what has gathered twice a second, until the timer is closed. */
    public void start(Scheduler timers) {
        Future<?> unused = timers.every(PERIOD, () -> {
            if (hasUnsent() || log.hasUnrecorded()) {
                flushOnce(timers);
            }
        });
    }

    /** Writing to a log may take long: one thread at most waits for it. */
    private void flushOnce(Scheduler timers) {
        if (flushing.compareAndSet(false, true)) {
            timers.offload(() -> {
                try {
                    CompletableFuture<?> unused = flush();
                } finally {
                    flushing.set(false);
                }
            });
        }
    }

    @Override
    public void tokenRejected(String id, Supplier<List<String>> foundBy, String method, String path) {
        if (sample.admits(id)) {
            RejectedRequest request = new RejectedRequest(id, foundBy.get(), method + " " + path);
            sample.record(request);
            log.rejected(request);
        }
    }

    /**
     * Sends what has gathered, unless an answer is still pending. Does not wait.
     *
     * @return completes, never with a failure, when the store has answered or failed
     */
    CompletableFuture<?> flush() {
        Attempt attempt;
        lock.lock();
        try {
            long now = nanos.getAsLong();
            if (pending != null && now - pending.began() < PATIENCE.toNanos()) {
                return pending.ended();
            }
            RejectedRequests batch = unconfirmed == null ? gathered() : unconfirmed;
            unconfirmed = batch;
            attempt = batch == null ? null : new Attempt(batch, now, new CompletableFuture<>());
            pending = attempt;
        } finally {
            lock.unlock();
        }
        if (attempt != null) {
            CompletionStage<?> unused =
                    send(attempt.batch()).whenComplete((counted, failure) -> ended(attempt, failure));
        }
        log.logUnrecorded();
        return attempt == null ? CompletableFuture.completedFuture(null) : attempt.ended();
    }

    private @Nullable RejectedRequests gathered() {
        RejectionSample.Taken taken = sample.take();
        if (taken.isEmpty()) {
            return null;
        }
        log.unrecorded(taken.unrecorded());
        lastNumber++;
        return new RejectedRequests(instance, lastNumber, taken.count(), taken.recorded());
    }

    private CompletionStage<Boolean> send(RejectedRequests batch) {
        try {
            return store.reject(batch, trail);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(Attempt attempt, @Nullable Throwable failure) {
        lock.lock();
        try {
            // the answer to an earlier attempt may be late
            if (failure == null
                    && unconfirmed != null
                    && unconfirmed.number() == attempt.batch().number()) {
                unconfirmed = null;
            }
            if (attempt.equals(pending)) {
                pending = null;
            }
        } finally {
            lock.unlock();
        }
        attempt.ended().complete(null);
        if (failure != null) {
            LOG.log(Level.DEBUG, "Rejected requests are not recorded yet", failure);
        }
    }

    private boolean hasUnsent() {
        lock.lock();
        try {
            return unconfirmed != null || !sample.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what has gathered when the application ends, and waits half a second at most. */
    public void close() {
        close(LAST_WAIT);
    }

    void close(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos();
                left > 0 && hasUnsent() && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            Answers.awaitAll(List.of(flush()), Duration.ofNanos(left));
            if (hasUnsent()) {
                // a store that fails at once must not be called all the time
                LockSupport.parkNanos(Math.min(left, PAUSE.toNanos()));
            }
        }
    }
}
