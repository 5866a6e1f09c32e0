package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads servlet requests, and writes what endpoints answer. Parameters are read from the body alone: those in an
 * address get into logs. Thread-safe.
 */
public final class EndpointDispatch {
    private static final String FORM = "application/x-www-form-urlencoded";
    /** Twice the longest token that is accepted. */
    private static final int MAX_BYTES = 128 * 1024;

    private final Endpoints endpoints;

    public EndpointDispatch(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    /** Answers a request. */
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Endpoint> endpoint = endpoints.at(request.getServletPath());
        if (endpoint.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        write(answer(endpoint.get(), request), response);
    }

    private static Answer answer(Endpoint endpoint, HttpServletRequest request) throws IOException {
        if (!request.getMethod().equals("POST")) {
            return Answer.wrongMethod();
        }
        if (!isForm(request.getContentType())) {
            return Answer.wrongMediaType();
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            return Answer.tooLarge();
        }
        try {
            return endpoint.answer(new ServletRequester(request), form(body, request));
        } catch (InvalidRequestException e) {
            return e.answer();
        }
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals(FORM);
    }

    /**
     * If a filter, or the server, has read the parameters, the body is empty; then they include those of the address.
     */
    private static Form form(byte[] body, HttpServletRequest request) throws InvalidRequestException {
        if (body.length > 0) {
            return Form.of(new String(body, StandardCharsets.UTF_8));
        }
        String query = request.getQueryString();
        if (query != null && !query.isEmpty()) {
            throw new InvalidRequestException("the parameters belong into the body, not into the address");
        }
        return Form.of(request.getParameterMap());
    }

    private void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        for (Map.Entry<String, String> field : answer.fields().entrySet()) {
            response.setHeader(field.getKey(), field.getValue());
        }
        if (answer.body().isEmpty()) {
            response.setContentLength(0);
            return;
        }
        byte[] json = endpoints.text(answer).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }

    private record ServletRequester(HttpServletRequest request) implements Requester {
        @Override
        public Optional<String> authorization() {
            List<String> fields = Collections.list(request.getHeaders("Authorization"));
            return fields.size() == 1 ? Optional.of(fields.get(0)) : Optional.empty();
        }

        @Override
        public Optional<Principal> principal() {
            try {
                return Optional.ofNullable(request.getUserPrincipal())
                        .filter(caller -> Claims.name(caller).isPresent());
            } catch (RuntimeException e) {
                // some servers throw where there is no token, or an invalid one, and some principals throw when they
                // are read
                return Optional.empty();
            }
        }

        @Override
        public boolean hasRole(String role) {
            try {
                return request.isUserInRole(role);
            } catch (RuntimeException e) {
                // as for the principal
                return false;
            }
        }
    }
}
