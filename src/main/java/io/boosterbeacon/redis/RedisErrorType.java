package io.boosterbeacon.redis;

/** What kind of failure a {@link RedisException} reports; its Javadoc has the table. */
public enum RedisErrorType {
    /** Redis could not be reached: refused, unknown host, not trusted, connection lost, or not ready to serve. */
    CONNECTION_ERROR,
    /** Redis did not answer within the deadline of the call, or answered nobody for most of a second. */
    TIMEOUT_ERROR,
    /** Redis answered with an error: wrong type, out of memory, read-only, no permission, or any other. */
    COMMAND_ERROR,
    /** Anything else; the cause tells. */
    UNKNOWN_ERROR
}
