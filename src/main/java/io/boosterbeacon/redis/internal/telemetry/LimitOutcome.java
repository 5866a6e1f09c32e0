package io.boosterbeacon.redis.internal.telemetry;

/** The decision of a policy about a call. */
public enum LimitOutcome {
    /** The store has counted the call: it is within the limit. */
    ADMITTED,
    /** The store has not counted the call: it is over the limit. */
    DENIED,
    /** The store did not answer; this JVM has counted the call, and it is within the limit. */
    ADMITTED_LOCALLY,
    /** The store did not answer; this JVM has not counted the call, because it is over the limit. */
    DENIED_LOCALLY,
    /** The store did not answer, and the policy admits calls then. */
    FAILED_OPEN,
    /** The store did not answer, and the policy denies calls then. */
    FAILED_CLOSED;

    /** The outcome of a call that the store or this JVM has decided by its count. */
    public static LimitOutcome counted(boolean admitted, boolean locally) {
        if (locally) {
            return admitted ? ADMITTED_LOCALLY : DENIED_LOCALLY;
        }
        return admitted ? ADMITTED : DENIED;
    }
}
