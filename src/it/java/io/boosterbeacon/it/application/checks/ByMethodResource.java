package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;

/** Has no scope: RESTEasy gives it one, elsewhere it is no CDI bean. */
@Path("by-method")
public class ByMethodResource {
    @GET
    @Path("off")
    @RevocationCheck(mode = RevocationMode.OFF)
    public String off() {
        return "ok";
    }

    @GET
    @Path("strict")
    @RevocationCheck(mode = RevocationMode.STRICT)
    public String strict() {
        return "ok";
    }

    /** To a method that is checked. */
    @GET
    @Path("forwarding")
    @RevocationCheck(mode = RevocationMode.OFF)
    public void forward(@Context HttpServletRequest request, @Context HttpServletResponse response)
            throws ServletException, IOException {
        request.getRequestDispatcher("/checked/by-method/unannotated").forward(request, response);
    }

    @GET
    @Path("unannotated")
    public String unannotated() {
        return "ok";
    }

    @DELETE
    public void revoke(@HeaderParam("X-Stub-Token") String token) {
        CDI.current().select(TokenBlacklistService.class).get().revokeToken(token, "logout");
    }
}
