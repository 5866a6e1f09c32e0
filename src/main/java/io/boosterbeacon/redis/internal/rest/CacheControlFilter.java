package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.cache.HttpCacheScope;
import io.boosterbeacon.redis.internal.cache.read.CachedRead;
import io.boosterbeacon.redis.internal.cache.read.RequestReads;
import io.boosterbeacon.redis.internal.config.CacheControlPolicy;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sets the fields of HTTP caches on the responses of one resource method that return a cached value, and answers 304 to
 * clients that have the value.
 *
 * <p>Its response filter comes right before that of {@link RateLimitFilter}, which looks at the entity, and after those
 * of the application: it keeps their fields, and a 304 has no entity for them.
 */
@Priority(Priorities.AUTHENTICATION + 22)
public class CacheControlFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String READS = CacheControlFilter.class.getName();

    private final CacheControlPolicy policy;
    private final boolean cached;
    private final LongSupplier nanos;

    /**
     * @param cached whether the method is cached itself
     * @param nanos the node's clock, like {@link System#nanoTime}
     */
    CacheControlFilter(CacheControlPolicy policy, boolean cached, LongSupplier nanos) {
        this.policy = policy;
        this.cached = cached;
        this.nanos = nanos;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.GET) || request.getMethod().equals(HttpMethod.HEAD)) {
            RequestReads reads = new RequestReads(nanos);
            request.setProperty(READS, reads);
            reads.begin();
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(READS) instanceof RequestReads reads) {
            reads.end();
            Object entity = response.getEntity() instanceof GenericEntity<?> generic
                    ? generic.getEntity()
                    : response.getEntity();
            if (entity != null && response.getStatus() == Response.Status.OK.getStatusCode()) {
                reads.of(entity, cached).ifPresent(read -> answer(request, response, read));
            }
        }
    }

    private void answer(ContainerRequestContext request, ContainerResponseContext response, CachedRead read) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        if (!Fields.has(headers, HttpHeaders.CACHE_CONTROL)) {
            headers.putSingle(HttpHeaders.CACHE_CONTROL, cacheControl(request, response, read));
        }
        Fields.append(headers, HttpHeaders.VARY, policy.vary());
        if (policy.scope() != HttpCacheScope.PUBLIC) {
            Fields.append(headers, HttpHeaders.VARY, OneCaller.FIELDS);
        }
        if (Fields.has(headers, HttpHeaders.ETAG) || policy.vary().contains("*")) {
            return;
        }
        read.digest().ifPresent(digest -> {
            EntityTag tag = EntityTag.of(digest, representation(request, response));
            headers.putSingle(HttpHeaders.ETAG, tag.toString());
            if (tag.isIn(request.getHeaderString(HttpHeaders.IF_NONE_MATCH))) {
                response.setStatus(Response.Status.NOT_MODIFIED.getStatusCode());
                response.setEntity(null);
                // they describe the content that is not sent (RFC 9110 §15.4.5)
                headers.keySet().removeIf(Fields::isOfContent);
            }
        });
    }

    /**
     * What tells the representations of a value apart: the media type, the language, and the fields that the response
     * depends on. Some servers choose the media type after the filters. Then the client's wish stands for it.
     */
    private String[] representation(ContainerRequestContext request, ContainerResponseContext response) {
        List<String> parts = new ArrayList<>();
        parts.add(
                response.getMediaType() == null
                        ? field(request, HttpHeaders.ACCEPT)
                        : response.getMediaType().toString());
        parts.add(response.getLanguage() == null ? "" : response.getLanguage().toLanguageTag());
        policy.vary().stream()
                .filter(name -> !name.equalsIgnoreCase(HttpHeaders.ACCEPT))
                .forEach(name -> parts.add(field(request, name)));
        return parts.toArray(String[]::new);
    }

    /** A field of a request, as it is or its absence. */
    private static String field(ContainerRequestContext request, String name) {
        String value = request.getHeaderString(name);
        return value == null ? "none" : "is " + value;
    }

    private String cacheControl(ContainerRequestContext request, ContainerResponseContext response, CachedRead read) {
        List<String> directives = new ArrayList<>();
        if (policy.scope() == HttpCacheScope.PUBLIC) {
            directives.add("public");
        } else if (policy.scope() == HttpCacheScope.PRIVATE || OneCaller.mayHave(request, response)) {
            directives.add("private");
        }
        long fresh = read.freshFor(nanos.getAsLong()).toSeconds();
        directives.add("max-age=" + Math.min(fresh, policy.maxAge().orElse(fresh)));
        if (policy.mustRevalidate()) {
            directives.add("must-revalidate");
        }
        if (policy.staleWhileRevalidate() && fresh > 0 && read.staleTtl().toSeconds() > 0) {
            directives.add("stale-while-revalidate=" + read.staleTtl().toSeconds());
        }
        return String.join(", ", directives);
    }
}
