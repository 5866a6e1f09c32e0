package io.boosterbeacon.it.application.enforced;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.ExecutionException;

/** Calls enterprise beans by each of their views, where the server has such beans. */
@Path("views")
@RequestScoped
public class Views {
    @Inject
    Instance<Quotes> quotes;

    @Inject
    Instance<LimitedQuotes> limitedQuotes;

    @Inject
    Instance<Stock> stock;

    @GET
    @Path("local")
    public String local() {
        return quotes.get().quote();
    }

    @GET
    @Path("limited-local")
    public String limitedLocal() {
        return limitedQuotes.get().limitedQuote();
    }

    @GET
    @Path("singleton")
    public String singleton() {
        return stock.get().take();
    }

    @GET
    @Path("asynchronous")
    public String asynchronous() throws Exception {
        try {
            return stock.get().takeLater().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
