package io.boosterbeacon.it.application.guarded;

import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.security.Principal;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A stream of events that ends with its token, and a resource that needs no token. */
@Path("guarded")
@ApplicationScoped
public class GuardedStreamResource {
    @Inject
    TokenRevocationChecker checker;

    @GET
    @Path("stream")
    @RolesAllowed("user")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context SseEventSink sink, @Context Sse sse, @Context SecurityContext security) {
        var unusedSent = sink.send(sse.newEvent("open"));
        if (security.getUserPrincipal() instanceof JsonWebToken token) {
            var unused = checker.closeWithToken(token, () -> !sink.isClosed(), sink::close);
        }
    }

    @GET
    @Path("optional")
    @PermitAll
    @Produces(MediaType.TEXT_PLAIN)
    public String optional(@Context SecurityContext security) {
        return caller(security) instanceof JsonWebToken token && token.getRawToken() != null
                ? "token " + (checker.check(token) == Status.ACCEPTED)
                : "none";
    }

    private static Principal caller(SecurityContext security) {
        try {
            return security.getUserPrincipal();
        } catch (RuntimeException e) {
            // TomEE throws where there is no token
            return () -> "nobody";
        }
    }
}
