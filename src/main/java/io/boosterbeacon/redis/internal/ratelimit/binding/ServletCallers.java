package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Makes the callers of servlet requests. */
public final class ServletCallers {
    private final RequestCounts counts;
    private final ClientAddresses addresses;
    private final Caller current;

    /**
     * @param current CDI's proxy of the current request; null on servers without it
     * @param counts CDI's proxy of what the filters of the current request know
     * @param addresses finds the address of a client
     */
    public ServletCallers(@Nullable HttpServletRequest current, RequestCounts counts, ClientAddresses addresses) {
        this.counts = counts;
        this.addresses = addresses;
        this.current = current == null ? Caller.NOBODY : of(current);
    }

    /** The caller of the request that the current thread handles. */
    public Caller current() {
        return current;
    }

    /** The caller of a request. */
    public Caller of(HttpServletRequest request) {
        return new ServletCaller(request, counts, addresses);
    }
}
