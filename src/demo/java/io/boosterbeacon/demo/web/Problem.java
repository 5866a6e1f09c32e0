package io.boosterbeacon.demo.web;

import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/** Problem documents (RFC 9457) for requests that cannot be answered. */
final class Problem {
    private Problem() {}

    static WebApplicationException badRequest(String detail) {
        return exception(Response.Status.BAD_REQUEST, detail);
    }

    static WebApplicationException notFound(String detail) {
        return exception(Response.Status.NOT_FOUND, detail);
    }

    static Response response(Response.Status status, String detail) {
        String document = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", status.getReasonPhrase())
                .add("status", status.getStatusCode())
                .add("detail", detail)
                .build()
                .toString();
        return Response.status(status)
                .type("application/problem+json")
                .entity(document)
                .build();
    }

    private static WebApplicationException exception(Response.Status status, String detail) {
        return new WebApplicationException(detail, response(status, detail));
    }
}
