package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.identity.Logins;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Renewing a login. */
@Path("token")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokenResource {
    private static final int LONGEST_TOKEN = 1024;

    @Inject
    Logins logins;

    /**
     * Exchanges a refresh token for an access token and the next refresh token. Whatever is wrong with the token, the
     * answer is the same.
     */
    @POST
    @PermitAll
    public Response renew(InputStream body) throws IOException {
        String presented = JsonInput.read(body, Set.of("refreshToken")).text("refreshToken", LONGEST_TOKEN);
        return logins.renew(presented)
                .map(issued ->
                        Response.ok(issued).header("Cache-Control", "no-store").build())
                .orElseGet(() -> Problem.response(Response.Status.UNAUTHORIZED, "The refresh token is refused"));
    }
}
