package io.boosterbeacon.it.application.library;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Calls a limited enterprise bean, where the server has such beans. */
@Path("ledger")
@RequestScoped
public class LedgerResource {
    @Inject
    Instance<Ledger> ledger;

    @GET
    public String book() {
        return ledger.get().book();
    }
}
