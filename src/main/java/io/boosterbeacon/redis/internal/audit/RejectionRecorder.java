package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts rejected requests, and records some of them: a limited number a second, because a caller with a revoked token
 * may send any number. A request only adds to a counter; batches are sent in the background. A batch that the store has
 * not answered is sent again until it is, so that the count is exact. Thread-safe.
 */
public final class RejectionRecorder implements Telemetry {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration LAST_WAIT = Duration.ofMillis(500);

    private final RevocationAuditStore store;
    private final AuditSettings settings;
    private final AuditTrail trail;
    private final AuditLog log;
    private final String instance = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final RejectionSample sample;

    /** The batch that the store has not confirmed. */
    private @Nullable RejectedRequests unconfirmed;

    private long lastNumber;
    private boolean sending;

    /** @param nanos a clock like {@link System#nanoTime} */
    public RejectionRecorder(RevocationAuditStore store, AuditSettings settings, AuditLog log, LongSupplier nanos) {
        this.store = store;
        this.settings = settings;
        this.trail = new AuditTrail(settings.node(), List.of(), settings.maxEntries(), settings.retention());
        this.log = log;
        this.sample = new RejectionSample(settings.rejectionsPerSecond(), nanos);
    }

    /** Sends what has gathered twice a second, until the timer is closed. */
    public void start(Scheduler timers) {
        Future<?> unused = timers.every(PERIOD, this::flush);
    }

    @Override
    public void tokenRejected(String id, List<String> foundBy, String method, String path) {
        RejectedRequest request = new RejectedRequest(id, foundBy, method + " " + path);
        if (sample.add(request)) {
            log.rejected(request);
        }
    }

    /** Sends what has gathered, unless an answer is still pending. Does not wait. */
    CompletionStage<?> flush() {
        RejectedRequests batch = next();
        if (batch == null) {
            return CompletableFuture.completedFuture(null);
        }
        return send(batch).handle((counted, failure) -> {
            ended(batch, failure);
            return batch;
        });
    }

    private @Nullable RejectedRequests next() {
        lock.lock();
        try {
            if (sending) {
                return null;
            }
            if (unconfirmed == null) {
                RejectionSample.Taken taken = sample.take();
                if (taken.count() == 0) {
                    return null;
                }
                if (taken.unrecorded() > 0) {
                    log.unrecorded(taken.unrecorded());
                }
                lastNumber++;
                unconfirmed = new RejectedRequests(instance, lastNumber, taken.count(), taken.recorded());
            }
            sending = true;
            return unconfirmed;
        } finally {
            lock.unlock();
        }
    }

    private CompletionStage<Boolean> send(RejectedRequests batch) {
        try {
            return store.reject(batch, trail);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(RejectedRequests batch, @Nullable Throwable failure) {
        lock.lock();
        try {
            sending = false;
            if (failure == null) {
                unconfirmed = null;
            } else if (isRefusal(failure)) {
                // the entries may have been written before the count was refused; the count is sent until it is not
                unconfirmed = new RejectedRequests(batch.instance(), batch.number(), batch.count(), List.of());
            }
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            LOG.log(Level.DEBUG, "Rejected requests are not recorded yet", failure);
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StoreException refused && refused.type() == RedisErrorType.COMMAND_ERROR;
    }

    /** Sends what has gathered when the application ends, and waits half a second at most. */
    public void close() {
        if (settings.enabled()) {
            Answers.awaitAll(List.of(flush().toCompletableFuture()), LAST_WAIT);
        }
    }
}
