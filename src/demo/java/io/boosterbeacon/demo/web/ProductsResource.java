package io.boosterbeacon.demo.web;

import io.boosterbeacon.demo.catalogue.Catalogue;
import io.boosterbeacon.demo.catalogue.Product;
import io.boosterbeacon.demo.catalogue.Staleness;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Several products at once. */
@Path("products")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ProductsResource {
    private static final int MOST = 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    @Inject
    Catalogue catalogue;

    @Inject
    Staleness staleness;

    /**
     * The products with these numbers, in this order and as often as they are named. Numbers without a product are left
     * out, as in a search. If one of the others has to be loaded and the warehouse is down, there is no answer: half a
     * list looks like a whole one.
     *
     * @param ids numbers with commas between them
     */
    @GET
    @PermitAll
    public List<Product> find(@QueryParam("ids") @DefaultValue("") String ids) {
        List<String> wanted = List.of(ids.split(",", -1));
        if (wanted.size() > MOST
                || !wanted.stream().allMatch(id -> NUMBER.matcher(id).matches())) {
            throw Problem.badRequest(
                    "\"ids\" must be 1 to " + MOST + " numbers of products with commas between them, such as 1,2,3");
        }
        Map<String, Product> found = catalogue.findAll(wanted);
        return staleness.mark(
                wanted.stream().map(found::get).filter(Objects::nonNull).toList());
    }

    /** Forgets the products of a kind; each is loaded again when it is next read. */
    @DELETE
    @RolesAllowed(Roles.ADMIN)
    public void forget(@QueryParam("tag") @DefaultValue("") String tag) {
        if (!catalogue.tags().contains(tag)) {
            throw Problem.badRequest("\"tag\" must be one of " + catalogue.tags());
        }
        catalogue.forget(tag);
    }
}
