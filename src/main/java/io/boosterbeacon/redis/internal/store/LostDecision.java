package io.boosterbeacon.redis.internal.store;

import java.util.List;

/**
 * The failure of a decision whose answer never comes, because its connection is lost or the command has timed out. The
 * store may have decided all the same, or may still do so, such as a server that was frozen.
 */
public final class LostDecision extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient List<Receipt> permits;

    /** @param permits of running calls that the store may have taken */
    public LostDecision(StoreException failure, List<Receipt> permits) {
        super(failure.type(), String.valueOf(failure.getMessage()), failure);
        this.permits = List.copyOf(permits);
    }

    /** The permits of running calls that the store may have taken. No call will end them. */
    public List<Receipt> permits() {
        return permits;
    }
}
