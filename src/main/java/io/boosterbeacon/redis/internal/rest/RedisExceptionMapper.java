package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.RedisException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** A programmatic call has failed because of the store, and the resource has let it through: that is no reason for a 500. */
public class RedisExceptionMapper implements ExceptionMapper<RedisException> {
    private final RestServices services;

    RedisExceptionMapper(RestServices services) {
        this.services = services;
    }

    @Override
    public Response toResponse(RedisException failure) {
        return Problem.unavailable(services.json(), "The store does not answer now");
    }
}
