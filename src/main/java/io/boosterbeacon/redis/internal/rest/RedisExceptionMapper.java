package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers with 503 if a resource throws {@link RedisException}. The exception ends here, so it is logged. */
@Priority(ErrorsPart.AFTER_THE_APPLICATION)
public class RedisExceptionMapper implements ExceptionMapper<RedisException> {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final Json json;

    RedisExceptionMapper(Json json) {
        this.json = json;
    }

    @Override
    public Response toResponse(RedisException failure) {
        log(failure);
        String detail = detail(failure.type());
        return failure.type() == RedisErrorType.COMMAND_ERROR
                ? Problem.refused(json, detail)
                : Problem.unavailable(json, detail);
    }

    static void log(RedisException failure) {
        LOG.warn(
                "A request is answered with 503: no code of the application has caught this " + failure.type(),
                failure);
    }

    /** The detail for the client: it names no address and no command. */
    static String detail(RedisErrorType type) {
        return switch (type) {
            case CONNECTION_ERROR, TIMEOUT_ERROR -> "The store does not answer now";
            case COMMAND_ERROR -> "The store has refused a command";
            case UNKNOWN_ERROR -> "The store has failed";
        };
    }
}
