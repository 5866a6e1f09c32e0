package io.boosterbeacon.redis.internal.rest;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sends the responses of this library to the clients of servlets. */
final class ServletAnswers {
    private ServletAnswers() {}

    /**
     * Sends a response with an entity.
     *
     * @param fields further header fields
     */
    static void send(HttpServletResponse response, Response denied, Map<String, Object> fields) throws IOException {
        response.setStatus(denied.getStatus());
        denied.getStringHeaders().forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        fields.forEach((name, value) -> response.setHeader(name, value.toString()));
        byte[] body = denied.getEntity().toString().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
