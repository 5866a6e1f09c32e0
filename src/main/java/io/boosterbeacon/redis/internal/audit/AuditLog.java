package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs what this node revokes, restores and rejects, one JSON object a line. The time of a line is that of this node's
 * clock. What anybody can cause is logged as often as it is recorded, and else counted. Thread-safe.
 */
public final class AuditLog implements Telemetry {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis.audit");

    private final AuditLines lines;
    private final String node;
    private final InstantSource clock;
    private final AtomicLong unrecordedRevocations = new AtomicLong();
    private final AtomicLong unrecordedRepetitions = new AtomicLong();
    private final AtomicLong unrecordedRejections = new AtomicLong();

    /** @param node the name of this node */
    public AuditLog(AuditLines lines, String node, InstantSource clock) {
        this.lines = lines;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public void revoked(Revocation revocation, boolean recorded) {
        boolean isAgain = revocation.outcome() == Outcome.ALREADY_REVOKED;
        if (!recorded) {
            (isAgain ? unrecordedRepetitions : unrecordedRevocations).incrementAndGet();
            return;
        }
        log(new AuditEntry(
                clock.instant(),
                isAgain ? Action.REVOKED_AGAIN : Action.REVOKED,
                revocation.scope(),
                revocation.id(),
                revocation.reason(),
                revocation.actor(),
                node,
                Optional.empty()));
    }

    @Override
    public void restored(Restoration restoration) {
        log(new AuditEntry(
                clock.instant(),
                Action.RESTORED,
                restoration.scope(),
                restoration.id(),
                restoration.reason(),
                restoration.actor(),
                node,
                Optional.empty()));
    }

    /** Logs one of the rejected requests that are recorded. */
    void rejected(RejectedRequest rejected) {
        log(new AuditEntry(
                clock.instant(),
                Action.REJECTED,
                Scope.TOKEN,
                rejected.token(),
                Optional.empty(),
                Optional.empty(),
                node,
                Optional.of(rejected.request())));
    }

    /** Counts rejected requests that are not recorded. */
    void unrecorded(long count) {
        unrecordedRejections.addAndGet(count);
    }

    /** Whether {@link #logUnrecorded} has something to log. */
    boolean hasUnrecorded() {
        return unrecordedRevocations.get() + unrecordedRepetitions.get() + unrecordedRejections.get() > 0;
    }

    /** Logs how much was not recorded since this was called before. */
    void logUnrecorded() {
        logUnrecorded(Action.REVOKED, unrecordedRevocations.getAndSet(0));
        logUnrecorded(Action.REVOKED_AGAIN, unrecordedRepetitions.getAndSet(0));
        logUnrecorded(Action.REJECTED, unrecordedRejections.getAndSet(0));
    }

    private void logUnrecorded(Action action, long count) {
        if (count > 0 && LOG.isLoggable(Level.INFO)) {
            write(lines.ofUnrecorded(action, count, node));
        }
    }

    private void log(AuditEntry entry) {
        if (LOG.isLoggable(Level.INFO)) {
            write(lines.of(entry));
        }
    }

    /** Without parameters, so that braces stay as they are. */
    private static void write(String line) {
        try {
            LOG.log(Level.INFO, line);
        } catch (RuntimeException handlerFailed) {
            // what is logged has happened, and must not look as if it had failed because of a handler of the
            // application
        }
    }
}
