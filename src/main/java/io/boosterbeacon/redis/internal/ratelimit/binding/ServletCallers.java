package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Makes the callers of servlet requests. */
public final class ServletCallers {
    private final @Nullable HttpServletRequest request;
    private final ClientAddresses addresses;
    private final ServletFilters filters;
    private final Caller current;

    /**
     * @param current CDI's proxy of the current request; null on servers without it
     * @param addresses finds the address of a client
     * @param filters that requests should have passed
     */
    public ServletCallers(@Nullable HttpServletRequest current, ClientAddresses addresses, ServletFilters filters) {
        this.request = current;
        this.addresses = addresses;
        this.filters = filters;
        this.current = current == null ? Caller.NOBODY : of(current);
    }

    /** The caller of the request that the current thread handles. */
    public Caller current() {
        return current;
    }

    /** The counts of the request that the current thread handles; outside a request, those of no request. */
    public RequestCounts counts() {
        if (request == null) {
            return new RequestCounts();
        }
        filters.check(request);
        try {
            return RequestCounts.of(request);
        } catch (RuntimeException e) {
            // outside a request the proxy throws a different exception on each server
            return new RequestCounts();
        }
    }

    /** The caller of a request. */
    public Caller of(HttpServletRequest request) {
        return new ServletCaller(request, addresses);
    }
}
