package io.boosterbeacon.redis.internal.telemetry;

/** How a policy has decided a call. */
public enum LimitOutcome {
    /** The store has counted the call: it is within the limit. */
    ADMITTED,
    /** The store has counted the call: it is over the limit. */
    DENIED,
    /** The store did not answer; this JVM has counted the call, and it is within the limit. */
    ADMITTED_LOCALLY,
    /** The store did not answer; this JVM has counted the call, and it is over the limit. */
    DENIED_LOCALLY,
    /** The store did not answer, and the policy lets calls through then. */
    FAILED_OPEN,
    /** The store did not answer, and the policy refuses calls then. */
    FAILED_CLOSED;

    /** What follows from a count. */
    public static LimitOutcome counted(boolean admitted, boolean locally) {
        if (locally) {
            return admitted ? ADMITTED_LOCALLY : DENIED_LOCALLY;
        }
        return admitted ? ADMITTED : DENIED;
    }
}
