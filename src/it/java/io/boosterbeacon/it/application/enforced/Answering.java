package io.boosterbeacon.it.application.enforced;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers the requests of a client in place of a server, with the number of requests so far. */
public class Answering implements ClientRequestFilter {
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    @Override
    public void filter(ClientRequestContext request) {
        request.abortWith(Response.ok(Integer.toString(REQUESTS.incrementAndGet()), "text/plain")
                .build());
    }
}
