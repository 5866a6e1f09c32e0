package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Says once that a part of the audit is not written, and once that it is written again: the revocations are in force, so
 * that no caller notices it. The parts are told apart, because the server may permit one and refuse another. Thread-safe.
 */
final class AuditFailures implements BiConsumer<AuditStream, String> {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Runnable refused;
    private final Set<AuditStream> failing = ConcurrentHashMap.newKeySet();

    /** @param refused called when the server begins to refuse a part of the audit */
    AuditFailures(Runnable refused) {
        this.refused = refused;
    }

    /**
     * Receives the result of each attempt to write to the audit.
     *
     * @param stream the part of the audit
     * @param failure why an entry was not written; empty if it was
     */
    @Override
    public void accept(AuditStream stream, String failure) {
        if (failure.isEmpty()) {
            if (failing.remove(stream)) {
                log(Level.INFO, "The audit of revocations is written again ({0})", stream.text());
            }
        } else if (failing.add(stream)) {
            refused.run();
            log(
                    Level.WARNING,
                    "Revocations are in force, but they are not audited until further notice ({0}): {1}",
                    stream.text(),
                    failure);
        }
    }

    private static void log(Level level, String message, Object... parameters) {
        try {
            LOG.log(level, message, parameters);
        } catch (RuntimeException handlerFailed) {
            // the answer of the store must not fail because of a handler of the application
        }
    }
}
