package io.boosterbeacon.redis.internal.cache;

/** Waits for the end of the caller's transaction, if there is one. */
@FunctionalInterface
public interface AfterCommit {
    /**
     * Runs one of two actions: now without a transaction, else on the thread that ends it.
     *
     * @param committed for a transaction that has committed, or none
     * @param undone for one that has been rolled back: what was loaded within it may be what never was
     */
    void run(Runnable committed, Runnable undone);
}
