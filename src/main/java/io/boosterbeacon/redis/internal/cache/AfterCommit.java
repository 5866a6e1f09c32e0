package io.boosterbeacon.redis.internal.cache;

/** Runs an action when the caller's transaction has committed: at once if there is none, never if it rolls back. */
@FunctionalInterface
public interface AfterCommit {
    /** Runs the action now or later; on the thread that commits. */
    void run(Runnable action);
}
