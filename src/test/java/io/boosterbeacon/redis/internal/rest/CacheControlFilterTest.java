package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheControlled;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.HttpCacheScope;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.cdi.LibraryNode;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheControlPolicy;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filter makes of the response to a request that has read a cached value. */
class CacheControlFilterTest {
    private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;

    @Produces("application/json")
    static class Things {
        @GET
        @Cached(ttl = 60, staleTtl = 600)
        @CacheControlled
        public List<String> plain() {
            return List.of();
        }

        @GET
        @CacheControlled(scope = HttpCacheScope.PRIVATE, maxAge = 10, mustRevalidate = true)
        public List<String> own() {
            return List.of();
        }

        @GET
        @CacheControlled(scope = HttpCacheScope.PUBLIC, staleWhileRevalidate = true, vary = "Accept-Language")
        public List<String> open() {
            return List.of();
        }

        @GET
        @CacheControlled(vary = "*")
        public List<String> any() {
            return List.of();
        }

        @GET
        @CacheControlled(maxAge = 0)
        @Produces({"application/json", "text/plain"})
        public List<String> negotiated() {
            return List.of();
        }
    }

    private final Map<String, String> properties = new HashMap<>();
    private final AtomicLong later = new AtomicLong();
    private final Map<String, Object> request = new HashMap<>();
    private final MultivaluedHashMap<String, Object> headers = new MultivaluedHashMap<>();
    private final LibraryNode node = new LibraryNode(
            new EmbeddedStore(InstantSource.system()),
            new ApplicationSettings("shop", Set.of(), false, Set.of()),
            Settings.read(name -> Optional.empty(), problem -> {
                        throw problem;
                    })
                    .cache(),
            Map.of(),
            event -> {},
            Transactions.NONE,
            System::nanoTime);

    /** The nanoseconds that pass during a request. */
    private long passes;

    /** Whether the resource returns its value in a {@code GenericEntity}. */
    private boolean generic;

    private String httpMethod = "GET";
    private @Nullable String user;
    private @Nullable String scheme;
    /** Whether the server throws instead of telling the caller. */
    private boolean throwing;

    private int status = 200;
    private @Nullable Object entity;
    private @Nullable MediaType type = JSON;
    private @Nullable Locale language;

    @AfterEach
    void close() {
        node.close();
    }

    private static Method method(String name) {
        return Stream.of(Things.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ContainerRequestContext request() {
        return (ContainerRequestContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "setProperty" -> request.put("property " + arguments[0], arguments[1]);
                    case "getProperty" -> request.get("property " + arguments[0]);
                    case "getHeaderString" -> request.get(arguments[0]);
                    case "getMethod" -> httpMethod;
                    case "getSecurityContext" -> security();
                    default -> throw new AssertionError(called.getName());
                });
    }

    private SecurityContext security() {
        Principal principal = user == null ? null : () -> user;
        return (SecurityContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {SecurityContext.class}, (proxy, called, arguments) -> {
                    if (throwing) {
                        throw new IllegalStateException("no token");
                    }
                    return called.getName().equals("getAuthenticationScheme") ? scheme : principal;
                });
    }

    private ContainerResponseContext response() {
        return (ContainerResponseContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ContainerResponseContext.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getHeaders" -> headers;
                    case "getStatus" -> status;
                    case "getEntity" -> entity;
                    case "getMediaType" -> type;
                    case "getLanguage" -> language;
                    case "setStatus" -> {
                        status = (int) arguments[0];
                        yield null;
                    }
                    case "setEntity" -> {
                        entity = arguments[0];
                        yield null;
                    }
                    default -> throw new AssertionError(called.getName());
                });
    }

    /** Reads a value as a resource does, and returns it. */
    private void call(String policy) throws Throwable {
        call(policy, true);
    }

    private void call(String policy, boolean returned) throws Throwable {
        CacheControlFilter filter = new CacheControlFilter(
                CacheControlPolicy.of(
                                new BeanMethod(Things.class, method(policy)),
                                name -> Optional.ofNullable(properties.get(name)))
                        .orElseThrow(),
                false,
                () -> System.nanoTime() + later.get());
        filter.filter(request());
        Object read = node.methods()
                .read(new BeanMethod(Things.class, method("plain")), new Object[0], changed -> List.of("a", "b"));
        entity = returned ? read : new ArrayList<>(List.of("a", "b"));
        if (generic) {
            entity = new GenericEntity<>(entity, List.class);
        }
        headers.clear();
        request.entrySet().stream()
                .filter(each -> each.getKey().startsWith("response "))
                .forEach(each -> headers.putSingle(each.getKey().substring("response ".length()), each.getValue()));
        later.addAndGet(passes);
        filter.filter(request(), response());
    }

    private String header(String name) {
        return String.valueOf(headers.getFirst(name));
    }

    private long maxAge() {
        return Long.parseLong(header("Cache-Control").replaceAll(".*max-age=(\\d+).*", "$1"));
    }

    @Test
    void returnedValue_hasATagAndTheRestOfItsLifetime() throws Throwable {
        call("plain");

        assertThat(status).isEqualTo(200);
        assertThat(entity).isEqualTo(List.of("a", "b"));
        assertThat(header("ETag")).startsWith("W/\"");
        assertThat(header("Cache-Control")).matches("max-age=\\d+");
        assertThat(maxAge()).isBetween(50L, 60L);
        assertThat(header("Vary")).isEqualTo("Authorization, Cookie");
    }

    @Test
    void anotherObject_hasNoFields() throws Throwable {
        call("plain", false);

        assertThat(headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 203, 206, 404, 500})
    void otherStatus_hasNoFields(int answered) throws Throwable {
        status = answered;
        call("plain");

        assertThat(headers).isEmpty();
        assertThat(status).isEqualTo(answered);
    }

    @Test
    void otherMethodThanGetAndHead_hasNoFields() throws Throwable {
        httpMethod = "OPTIONS";
        call("plain");

        assertThat(headers).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET, tag", "HEAD, tag", "GET, *"})
    void knownTag_isAnsweredBy304WithoutContent(String sent, String named) throws Throwable {
        call("plain");
        String tag = header("ETag");
        httpMethod = sent;
        request.put("If-None-Match", named.equals("*") ? "*" : "\"x\", " + tag);
        request.put("response Content-Type", "application/json");
        request.put("response content-length", 9);
        request.put("response X-Mine", "1");
        call("plain");

        assertThat(status).isEqualTo(304);
        assertThat(entity).isNull();
        assertThat(header("ETag")).isEqualTo(tag);
        assertThat(header("Cache-Control")).startsWith("max-age=");
        assertThat(headers).containsOnlyKeys("ETag", "Cache-Control", "Vary", "X-Mine");
    }

    @Test
    void tagOfAnotherValue_isAnsweredByTheContent() throws Throwable {
        request.put("If-None-Match", "W/\"x\"");
        call("plain");

        assertThat(status).isEqualTo(200);
        assertThat(entity).isNotNull();
    }

    @Test
    void ownTag_isKept_andDecidesByItself() throws Throwable {
        request.put("response etag", "\"mine\"");
        request.put("If-None-Match", "*");
        call("plain");

        assertThat(status).isEqualTo(200);
        assertThat(headers).containsKeys("etag", "Cache-Control").doesNotContainKey("ETag");
    }

    @Test
    void ownCacheControl_isKept_besideTheTag() throws Throwable {
        request.put("response cache-control", "no-store");
        call("plain");

        assertThat(headers).containsKeys("cache-control", "ETag").doesNotContainKey("Cache-Control");
    }

    @Test
    void authenticatedCaller_hasAPrivateResponse_unlessItIsPublic() throws Throwable {
        user = "ada";
        call("plain");
        assertThat(header("Cache-Control")).startsWith("private, max-age=");
        call("open");
        assertThat(header("Cache-Control")).startsWith("public, max-age=");
        user = "anonymous";
        call("plain");
        assertThat(header("Cache-Control")).startsWith("max-age=");
        for (String field : List.of("Authorization", "Cookie")) {
            request.put(field, "x=y");
            call("plain");
            assertThat(header("Cache-Control")).startsWith("private, max-age=");
            request.remove(field);
        }
        request.put("response set-cookie", "x=y");
        call("plain");
        assertThat(header("Cache-Control")).startsWith("private, max-age=");
        request.remove("response set-cookie");
        scheme = "CLIENT_CERT";
        call("plain");
        assertThat(header("Cache-Control")).startsWith("private, max-age=");
        scheme = null;
        throwing = true;
        call("plain");
        assertThat(header("Cache-Control")).startsWith("private, max-age=");
    }

    @Test
    void members_areDirectives() throws Throwable {
        call("own");
        assertThat(header("Cache-Control")).isEqualTo("private, max-age=10, must-revalidate");
        request.put("response vary", "Origin");
        call("open");
        assertThat(header("Cache-Control")).matches("public, max-age=\\d+, stale-while-revalidate=600");
        assertThat(header("Vary")).isEqualTo("Origin, Accept-Language");
        call("negotiated");
        assertThat(header("Cache-Control")).isEqualTo("max-age=0");
        assertThat(header("Vary")).isEqualTo("Origin, Accept, Authorization, Cookie");
    }

    @Test
    void properties_overrideMembers() throws Throwable {
        String method = Things.class.getName() + "/plain/CacheControlled/";
        properties.put(method + "maxAge", "7");
        properties.put(method + "scope", "PUBLIC");
        properties.put("CacheControlled/mustRevalidate", "true");
        call("plain");

        assertThat(header("Cache-Control")).isEqualTo("public, max-age=7, must-revalidate");
        properties.put(method + "enabled", "false");
        assertThat(CacheControlPolicy.of(
                        new BeanMethod(Things.class, method("plain")),
                        name -> Optional.ofNullable(properties.get(name))))
                .isEmpty();
    }

    @Test
    void genericEntity_ofAValue_isTheValue() throws Throwable {
        generic = true;
        call("plain");

        assertThat(header("ETag")).startsWith("W/");
    }

    @Test
    void valueThatBecomesStaleMeanwhile_mustBeAskedFor() throws Throwable {
        passes = 3_600_000_000_000L;
        call("open");

        assertThat(header("Cache-Control")).isEqualTo("public, max-age=0");
    }

    @Test
    void requestsThatDifferInAFieldOfVary_haveTagsOfTheirOwn() throws Throwable {
        request.put("Accept-Language", "de");
        call("open");
        String german = header("ETag");
        request.put("Accept-Language", "fr");
        request.put("If-None-Match", german);
        call("open");

        assertThat(status).isEqualTo(200);
        assertThat(header("ETag")).startsWith("W/").isNotEqualTo(german);
    }

    @Test
    void responseThatDependsOnAnything_hasNoTag() throws Throwable {
        request.put("If-None-Match", "*");
        call("any");

        assertThat(status).isEqualTo(200);
        assertThat(headers).containsKey("Cache-Control").doesNotContainKey("ETag");
    }

    @Test
    void representations_haveTagsOfTheirOwn() throws Throwable {
        call("plain");
        String json = header("ETag");
        type = MediaType.TEXT_PLAIN_TYPE;
        call("plain");
        String text = header("ETag");
        language = Locale.GERMAN;
        call("plain");
        String german = header("ETag");
        type = null;
        language = null;
        request.put("Accept", "text/plain");
        call("plain");
        String unknown = header("ETag");
        request.put("Accept", "application/json");
        call("plain");

        assertThat(Stream.of(json, text, german, unknown, header("ETag"))).doesNotHaveDuplicates();
        type = JSON;
        call("plain");
        assertThat(header("ETag")).isEqualTo(json);
    }
}
