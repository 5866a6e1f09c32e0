package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers with 503 if a resource waits no longer for a value: the load goes on, and a later request finds it. */
@Priority(ErrorsPart.AFTER_THE_APPLICATION)
public class CacheLoadTimeoutMapper implements ExceptionMapper<CacheLoadTimeoutException> {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final Json json;

    CacheLoadTimeoutMapper(Json json) {
        this.json = json;
    }

    @Override
    public Response toResponse(CacheLoadTimeoutException late) {
        LOG.warn("A request is answered with 503: no code of the application has caught this", late);
        return Problem.unavailable(json, "The value is still being loaded");
    }
}
