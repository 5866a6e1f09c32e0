package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.UriText;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The caller of the current thread's servlet request. Everything is empty outside a request. */
public final class ServletCaller implements Caller {
    private static final String ADDRESS = ServletCaller.class.getName() + ".address";

    private final HttpServletRequest request;
    private final ClientAddresses addresses;

    /**
     * @param request may be CDI's proxy of the current request
     * @param addresses finds the client's address
     */
    public ServletCaller(HttpServletRequest request, ClientAddresses addresses) {
        this.request = request;
        this.addresses = addresses;
    }

    /** Read once for each request, however many policies and methods need it. */
    @Override
    public Optional<String> address() {
        return read(current -> {
            if (current.getAttribute(ADDRESS) instanceof Address known) {
                return known.text();
            }
            String peer = current.getRemoteAddr();
            if (peer == null || peer.isEmpty()) {
                return null;
            }
            String client = addresses.client(peer, header -> lines(current, header));
            current.setAttribute(ADDRESS, new Address(client));
            return client;
        });
    }

    private static List<String> lines(HttpServletRequest request, String header) {
        // null if the container does not allow access to headers
        Enumeration<String> lines = request.getHeaders(header);
        return lines == null || !lines.hasMoreElements() ? List.of() : Collections.list(lines);
    }

    /** A type of its own, because some connectors take attributes of a well-known type from the peer. */
    private record Address(String text) {}

    @Override
    public Optional<String> user() {
        return read(current -> Claims.name(current.getUserPrincipal()).orElse(null));
    }

    @Override
    public Optional<String> header(String name) {
        return read(current -> current.getHeader(name));
    }

    @Override
    public Optional<String> claim(String name) {
        return read(current -> Claims.text(current.getUserPrincipal(), name).orElse(null));
    }

    @Override
    public Optional<String> pathParameter(String name) {
        return read(current -> {
            RequestCounts counts = RequestCounts.find(current);
            return counts == null
                    ? null
                    : UriText.pathParameter(counts.pathParameters(), name).orElse(null);
        });
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return read(current ->
                UriText.queryParameter(current.getQueryString(), name).orElse(null));
    }

    @Override
    public Optional<String> httpMethod() {
        return read(HttpServletRequest::getMethod);
    }

    @Override
    public Optional<String> servletName() {
        return read(current -> current.getHttpServletMapping().getServletName());
    }

    @Override
    public List<String> path() {
        try {
            return UriText.segments(request.getContextPath(), request.getRequestURI());
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    @Override
    public boolean hasClaim(String name, String value) {
        return test(current -> Claims.has(current.getUserPrincipal(), name, value));
    }

    @Override
    public boolean isInRole(String role) {
        return test(current -> current.isUserInRole(role));
    }

    private boolean test(Predicate<HttpServletRequest> property) {
        try {
            return property.test(request);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private Optional<String> read(Function<HttpServletRequest, @Nullable String> property) {
        try {
            return Optional.ofNullable(property.apply(request)).filter(text -> !text.isEmpty());
        } catch (RuntimeException e) {
            // outside a request the proxy throws a different exception on each server
            return Optional.empty();
        }
    }
}
