package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Sends a heartbeat to the store every second. The answer shows whether the store has lost revocations, and the time of
 * its clock. Thread-safe.
 */
public final class RevocationWatch {
    private static final Logger LOG = System.getLogger(RevocationWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final RevocationStore store;
    private final RevocationSettings settings;
    private final Supplier<Optional<Instant>> lostAt;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final ClockSkew skew;
    private final AtomicBoolean beating = new AtomicBoolean();

    /**
     * Creates a watch that has not been started.
     *
     * @param store adds what this node knows about the store to each heartbeat
     * @param lostAt returns when the store has lost revocations; empty if it has not
     * @param telemetry is notified of the clock skew and of losses every second
     */
    public RevocationWatch(
            RevocationStore store,
            RevocationSettings settings,
            Supplier<Optional<Instant>> lostAt,
            Telemetry telemetry,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.lostAt = lostAt;
        this.telemetry = telemetry;
        this.clock = clock;
        this.skew = new ClockSkew(settings.clockSkew());
    }

    /** Sends a heartbeat now, and then every second until the timer is closed. */
    public void start(Scheduler timer) {
        beat();
        Future<?> unused = timer.every(PERIOD, this::beat);
    }

    /** Sends one heartbeat, unless an answer is still pending. */
    void beat() {
        if (!beating.compareAndSet(false, true)) {
            return;
        }
        Instant sent = clock.instant();
        CompletionStage<?> unused = send(sent).whenComplete((beat, failure) -> {
            // reset first: if something fails below, the next heartbeat must still be sent
            beating.set(false);
            if (failure == null) {
                skew.measured(sent, clock.instant(), beat.time());
                telemetry.revocationStateRead(
                        skew.last().map(Duration::toMillis).orElse(0L),
                        lostAt.get().map(Instant::toEpochMilli).orElse(0L));
            } else {
                // token checks fail as well, and apply their failure policy
                LOG.log(Level.DEBUG, "The store has not answered a beat", failure);
            }
        });
    }

    /** Whether no answer is pending. */
    boolean isIdle() {
        return !beating.get();
    }

    private CompletionStage<Beat> send(Instant now) {
        try {
            return store.beat(Known.nothing(now, settings.groupRetention()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
