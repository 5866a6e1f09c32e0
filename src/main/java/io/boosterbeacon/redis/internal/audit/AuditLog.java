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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Logs what this node revokes, restores and rejects, one JSON object a line. The time of a line is that of this node's
 * clock. Thread-safe.
 */
public final class AuditLog implements Telemetry {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis.audit");

    private final AuditLines lines;
    private final String node;
    private final InstantSource clock;

    /** @param node the name of this node */
    public AuditLog(AuditLines lines, String node, InstantSource clock) {
        this.lines = lines;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public void revoked(Revocation revocation) {
        log(new AuditEntry(
                clock.instant(),
                revocation.outcome() == Outcome.ALREADY_REVOKED ? Action.REVOKED_AGAIN : Action.REVOKED,
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
                restoration.at(),
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
        Instant now = clock.instant();
        log(new AuditEntry(
                now,
                Action.REJECTED,
                Scope.TOKEN,
                rejected.token(),
                Optional.empty(),
                Optional.empty(),
                node,
                Optional.of(rejected.request())));
    }

    /** Logs how many rejected requests were not recorded since this was called before. */
    void unrecorded(long count) {
        if (LOG.isLoggable(Level.INFO)) {
            write(lines.ofUnrecorded(count, node));
        }
    }

    private void log(AuditEntry entry) {
        if (LOG.isLoggable(Level.INFO)) {
            write(lines.of(entry));
        }
    }

    /** Without parameters, so that braces stay as they are. */
    private static void write(String line) {
        LOG.log(Level.INFO, line);
    }
}
