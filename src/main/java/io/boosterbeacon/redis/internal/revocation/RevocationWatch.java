package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.revocation.RevocationEpoch.Seen;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the store every second whether it is the one that it was, and what time it is. A store that has lost revocations must not
 * be believed when it calls a token good that was issued before. Thread-safe.
 */
public final class RevocationWatch {
    private static final Logger LOG = System.getLogger(RevocationWatch.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final RevocationStore store;
    private final RevocationSettings settings;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final RevocationEpoch epoch;
    private final ClockSkew skew;
    private final AtomicBoolean beating = new AtomicBoolean();

    /** @param telemetry hears of lost revocations, and of the state of the store every second */
    public RevocationWatch(
            RevocationStore store, RevocationSettings settings, Telemetry telemetry, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.telemetry = telemetry;
        this.clock = clock;
        this.epoch = new RevocationEpoch(telemetry::revocationsLost);
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
        Seen before = epoch.latest();
        Instant asked = clock.instant();
        CompletionStage<?> unused = ask(before).whenComplete((beat, failure) -> {
            try {
                if (failure == null) {
                    skew.measured(asked, clock.instant(), beat.time());
                    saw(before, beat);
                    tellState();
                } else {
                    // the checks find out, too, and follow their policy
                    LOG.log(Level.DEBUG, "The store has not told its state", failure);
                }
            } finally {
                // whatever goes wrong here: a watch that asks no more would never notice a loss
                beating.set(false);
            }
        });
    }

    /** Whether no beat is under way. */
    boolean isIdle() {
        return !beating.get();
    }

    private CompletionStage<Beat> ask(Seen before) {
        try {
            return store.beat(known(before));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Known known(Seen before) {
        return new Known(before.epoch(), before.atMillis(), clock.instant(), settings.retention());
    }

    private void saw(Seen before, Beat beat) {
        epoch.saw(before, beat.epoch(), beat.time().toEpochMilli());
    }

    private void tellState() {
        telemetry.revocationsWatched(
                skew.last().map(Duration::toMillis).orElse(0L), epoch.latest().lostAtMillis());
    }

    /** To be handed back with the answer to a question that is asked now. */
    Seen before() {
        return epoch.latest();
    }

    /** A revoking call has been answered. */
    void revoked(Seen before, Optional<Epoch> answer) {
        if (!before.isContradictedBy(answer)) {
            answer.ifPresent(told -> epoch.saw(before, told, 0));
        }
    }

    /**
     * Up to when tokens were issued that an answer cannot vouch for; empty if it can for all. One more round trip where the store
     * turns out not to be the one that it was.
     *
     * @throws StoreException if that is not answered
     */
    OptionalLong lostAtMillis(Seen before, Optional<Epoch> answer, StoreGuard guard) throws StoreException {
        if (before.isContradictedBy(answer)) {
            saw(before, guard.await(() -> store.beat(known(before))));
        } else {
            answer.ifPresent(told -> epoch.saw(before, told, 0));
        }
        long lostAt = epoch.latest().lostAtMillis();
        return lostAt == 0 ? OptionalLong.empty() : OptionalLong.of(lostAt);
    }

    void acknowledgeLoss(StoreGuard guard) throws StoreException {
        Seen before = epoch.latest();
        saw(before, guard.await(() -> store.acknowledgeLoss(known(before))));
        tellState();
    }

    /** What an operator would want to know, by name. */
    public Map<String, String> state() {
        Map<String, String> state = new LinkedHashMap<>();
        skew.last().ifPresent(ahead -> state.put("clockSkewMillis", Long.toString(ahead.toMillis())));
        long lostAt = epoch.latest().lostAtMillis();
        if (lostAt != 0) {
            state.put("revocationsLostAt", Instant.ofEpochMilli(lostAt).toString());
        }
        return state;
    }
}
