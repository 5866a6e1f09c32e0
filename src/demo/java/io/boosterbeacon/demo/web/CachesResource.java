package io.boosterbeacon.demo.web;

import io.boosterbeacon.redis.cache.CacheStatistics;
import io.boosterbeacon.redis.cache.Caches;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.TreeMap;

/** What this instance has counted of each cache. */
@Path("caches")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class CachesResource {
    /** The counts of one cache, see {@link CacheStatistics}. */
    @JsonbPropertyOrder({"nearHits", "remoteHits", "misses", "loads", "staleServes", "errors"})
    public record Counts(long nearHits, long remoteHits, long misses, long loads, long staleServes, long errors) {
        static Counts of(CacheStatistics counted) {
            return new Counts(
                    counted.nearHits(),
                    counted.remoteHits(),
                    counted.misses(),
                    counted.loads(),
                    counted.staleServes(),
                    counted.errors());
        }
    }

    @Inject
    Caches caches;

    /** The counts by the name of the cache. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    public Map<String, Counts> counts() {
        Map<String, Counts> counts = new TreeMap<>();
        caches.statistics().forEach((name, counted) -> counts.put(name, Counts.of(counted)));
        return counts;
    }
}
