package io.boosterbeacon.redis.internal.store.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says once that the audit of revocations is not written, and once that it is written again: the revocations are in
 * force, so that no caller notices it. Thread-safe.
 */
final class AuditFailures implements Consumer<String> {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Runnable refused;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param refused called when the server begins to refuse the audit */
    AuditFailures(Runnable refused) {
        this.refused = refused;
    }

    /** @param failure why an entry was not written; empty if it was */
    @Override
    public void accept(String failure) {
        if (failure.isEmpty()) {
            if (failing.get() && failing.compareAndSet(true, false)) {
                LOG.log(Level.INFO, "The audit of revocations is written again");
            }
        } else if (failing.compareAndSet(false, true)) {
            refused.run();
            LOG.log(
                    Level.WARNING,
                    "Revocations are in force, but they are not audited until further notice: the server has refused {0}",
                    failure);
        }
    }
}
