package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows what the keys and the names of caches consist of. */
@Path("cached")
@ApplicationScoped
public class CachedResource {
    private final AtomicInteger calls = new AtomicInteger();

    @Inject
    First first;

    @Inject
    Second second;

    @Inject
    Settings settings;

    /** The number of calls so far, at the first call for the id, whatever the request. */
    @GET
    @Path("call/{id}")
    @Cached
    public String call(@PathParam("id") String id, @Context UriInfo uri) {
        return calls.incrementAndGet() + uri.getPath().replaceAll(".*/", " ");
    }

    @GET
    @Path("heirs")
    public String heirs() {
        return String.join(" ", List.of(first.name("7"), second.name("7"), first.name("7"), second.name("7")));
    }

    @GET
    @Path("application")
    public String application() {
        return settings.application().name();
    }

    /** Has a cached method that subclasses inherit. */
    public abstract static class Parent {
        @Cached
        public String name(String id) {
            return self();
        }

        abstract String self();
    }

    /** Has entries of its own. */
    @ApplicationScoped
    public static class First extends Parent {
        @Override
        String self() {
            return "first";
        }
    }

    /** Has entries of its own, too. */
    @ApplicationScoped
    public static class Second extends Parent {
        @Override
        String self() {
            return "second";
        }
    }
}
