package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Calls the methods of the vault. */
@Path("vault")
@RequestScoped
public class VaultResource {
    @Inject
    Vault vault;

    @Inject
    Visitor visitor;

    @GET
    public String content(@QueryParam("role") String role) {
        visitor.enterAs(role);
        return vault.content();
    }

    @GET
    @Path("price")
    public String price() {
        return vault.goldPrice("today");
    }
}
