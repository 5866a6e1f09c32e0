package io.boosterbeacon.it.application.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * Uses what the tests of the library use of the server (CDI, JAX-RS, JSON, transactions), and records, as the library
 * does.
 */
@Path("control")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ControlResource {
    @Inject
    UserTransaction transaction;

    private record Key(String name) {}

    @GET
    public List<String> get() throws Exception {
        transaction.begin();
        transaction.commit();
        // the last class loader that compared records is held by JDKs before 21 (MethodHandle.asTypeCache)
        boolean same = new Key("a").equals(new Key("a"));
        // requests at the same time need a thread each
        Thread.sleep(100);
        return List.of("ok " + same);
    }
}
