package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The application's own answer. */
@Provider
@ApplicationScoped
public class LateMapper implements ExceptionMapper<CacheLoadTimeoutException> {
    @Override
    public Response toResponse(CacheLoadTimeoutException late) {
        return Response.status(Response.Status.ACCEPTED).entity("own").build();
    }
}
