package io.boosterbeacon.demo.web;

import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditPage;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;

/** What was revoked, restored and refused, for administrators. */
@Path("audit")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    /** An entry, newest first. What is absent is an empty text. */
    @JsonbPropertyOrder({"at", "action", "scope", "id", "reason", "actor", "node", "request"})
    public record Entry(
            Instant at,
            String action,
            String scope,
            String id,
            String reason,
            String actor,
            String node,
            String request) {
        static Entry of(AuditEntry entry) {
            return new Entry(
                    entry.at(),
                    entry.action().name(),
                    entry.scope().name(),
                    entry.id(),
                    entry.reason().orElse(""),
                    entry.actor().orElse(""),
                    entry.node(),
                    entry.request().orElse(""));
        }
    }

    @Inject
    RevocationAudit audit;

    /** What concerns a user, or everything. The header {@code Link} has the next page. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    public Response entries(
            @QueryParam("user") @DefaultValue("") String user,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @Context UriInfo uri) {
        AuditPage page = find(user, after, limit);
        List<Entry> entries = page.entries().stream().map(Entry::of).toList();
        Response.ResponseBuilder response = Response.ok(entries.toArray(Entry[]::new));
        page.next()
                .ifPresent(next -> response.link(
                        uri.getRequestUriBuilder()
                                .replaceQueryParam("after", next)
                                .build(),
                        "next"));
        return response.build();
    }

    private AuditPage find(String user, String after, int limit) {
        try {
            AuditQuery query = AuditQuery.all().limit(limit);
            if (!user.isEmpty()) {
                query = query.user(user);
            }
            return audit.find(after.isEmpty() ? query : query.after(after));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The query is wrong: " + e.getMessage());
        }
    }
}
