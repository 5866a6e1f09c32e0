package io.boosterbeacon.redis;

/** The kind of failure that a {@link RedisException} reports. Its Javadoc has a table of all failures. */
public enum RedisErrorType {
    /** Redis could not be reached: refused, unknown host, not trusted, connection lost, or not ready to serve. */
    CONNECTION_ERROR,
    /** Redis did not answer within the deadline of the call, or answered no call at all for most of a second. */
    TIMEOUT_ERROR,
    /** Redis answered with an error: wrong type, out of memory, read-only, no permission, or any other. */
    COMMAND_ERROR,
    /** Any other failure; see the cause. */
    UNKNOWN_ERROR
}
