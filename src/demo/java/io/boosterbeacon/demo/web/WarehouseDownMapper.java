package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.WarehouseDownException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** There is nothing to serve while the warehouse is down: 503. */
@Provider
public class WarehouseDownMapper implements ExceptionMapper<WarehouseDownException> {
    @Override
    public Response toResponse(WarehouseDownException e) {
        return Problem.response(
                Response.Status.SERVICE_UNAVAILABLE, e.getMessage() + ", and the cache has no such product");
    }
}
