package io.boosterbeacon.redis.internal.rest;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Set;
import java.util.TreeSet;

/**
 * A response that has header fields of limits before it is written. JAX-RS may add its limits: it then reports all of
 * them, in place of the earlier fields. Some servers add the fields of JAX-RS to those of the servlet.
 */
final class LimitedResponse extends HttpServletResponseWrapper {
    private final Set<String> replaceable = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param fields the names of the header fields that it has */
    LimitedResponse(HttpServletResponse response, Set<String> fields) {
        super(response);
        replaceable.addAll(fields);
    }

    @Override
    public void addHeader(String name, String value) {
        if (replaceable.remove(name)) {
            setHeader(name, value);
        } else {
            super.addHeader(name, value);
        }
    }
}
