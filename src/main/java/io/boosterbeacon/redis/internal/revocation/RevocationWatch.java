package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
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
 * Asks the store every second whether it is still the same, so that a loss is noticed, and what time it has. Thread-safe.
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
     * Makes a watch that has not begun.
     *
     * @param store remembers what it has been asked before
     * @param lostAt tells when the store has lost revocations, if it has
     * @param telemetry hears of the state of the store every second
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

    /** Asks now, and from now on every second until the timer is closed. */
    public void start(Deadlines timer) {
        beat();
        Future<?> unused = timer.every(PERIOD, this::beat);
    }

    /** Asks once; not while an answer is outstanding. */
    void beat() {
        if (!beating.compareAndSet(false, true)) {
            return;
        }
        Instant sent = clock.instant();
        CompletionStage<?> unused = ask(sent).whenComplete((beat, failure) -> {
            // whatever goes wrong afterwards: a watch that asks no more would never notice a loss
            beating.set(false);
            if (failure == null) {
                skew.measured(sent, clock.instant(), beat.time());
                telemetry.revocationsWatched(
                        skew.last().map(Duration::toMillis).orElse(0L),
                        lostAt.get().map(Instant::toEpochMilli).orElse(0L));
            } else {
                // the checks find out, too, and follow their policy
                LOG.log(Level.DEBUG, "The store has not answered a beat", failure);
            }
        });
    }

    /** Whether no beat is under way. */
    boolean isIdle() {
        return !beating.get();
    }

    private CompletionStage<Beat> ask(Instant now) {
        try {
            return store.beat(Known.nothing(now, settings.retention()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
