package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.log.ThrottledLog;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * An open connection that ends with its token. What the application throws stays here: it must not end the checks of
 * other connections. Compared by identity. Thread-safe.
 */
final class TokenConnection {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final TokenFacts facts;
    private final BooleanSupplier isOpen;
    private final Runnable close;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Creates a connection.
     *
     * @param isOpen says whether it is still open, without waiting
     * @param close closes it; may wait for the client
     */
    TokenConnection(TokenFacts facts, BooleanSupplier isOpen, Runnable close) {
        this.facts = facts;
        this.isOpen = isOpen;
        this.close = close;
    }

    TokenFacts facts() {
        return facts;
    }

    /** Whether it is open, as far as the application can tell. */
    boolean isOpen() {
        try {
            return isOpen.getAsBoolean();
        } catch (Throwable e) {
            return true;
        }
    }

    /** Ends the registration: it is either closed or forgotten, once. Returns false if it has ended before. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    void close() {
        try {
            close.run();
        } catch (Throwable e) {
            LOG.warn("The connection of a token that is not valid any more could not be closed", e);
        }
    }
}
