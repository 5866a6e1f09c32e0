package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.server.Claims;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The caller of the current thread's servlet request. Everything is empty outside a request. */
public final class ServletCaller implements Caller {
    private final HttpServletRequest request;

    /** @param request CDI's proxy of the current request */
    public ServletCaller(HttpServletRequest request) {
        this.request = request;
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

    private Optional<String> read(Function<HttpServletRequest, @Nullable String> property) {
        try {
            return Optional.ofNullable(property.apply(request)).filter(text -> !text.isEmpty());
        } catch (RuntimeException e) {
            // outside a request the proxy throws a different exception on each server
            return Optional.empty();
        }
    }
}
