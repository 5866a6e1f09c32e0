package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.UriText;
import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The caller of the current thread's servlet request. Everything is empty outside a request. */
public final class ServletCaller implements Caller {
    private final HttpServletRequest request;
    private final RequestCounts counts;

    /**
     * @param request CDI's proxy of the current request
     * @param counts CDI's proxy of what the filters of the current request know
     */
    public ServletCaller(HttpServletRequest request, RequestCounts counts) {
        this.request = request;
        this.counts = counts;
    }

    @Override
    public Optional<String> address() {
        return read(HttpServletRequest::getRemoteAddr);
    }

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
        try {
            return UriText.pathParameter(counts.pathParameters(), name);
        } catch (ContextNotActiveException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return read(current ->
                UriText.queryParameter(current.getQueryString(), name).orElse(null));
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
