package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.testing.Application;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resource with {@code @CacheControlled} that the README shows does what the README says. */
class ReadmeHttpCachesTest {
    @TempDir
    Path output;

    /** A request to the resource, and its response. */
    private static final class Exchange {
        private final Map<String, Object> properties = new HashMap<>();
        private final MultivaluedHashMap<String, Object> fields = new MultivaluedHashMap<>();
        private final String ifNoneMatch;
        private int status = 200;
        private @Nullable Object entity;

        Exchange(String ifNoneMatch) {
            this.ifNoneMatch = ifNoneMatch;
        }

        private @Nullable Object call(String method, Object[] arguments) {
            return switch (method) {
                case "getMethod" -> "GET";
                case "setProperty" -> properties.put((String) arguments[0], arguments[1]);
                case "getProperty" -> properties.get(arguments[0]);
                case "getHeaderString" -> arguments[0].equals("If-None-Match") ? ifNoneMatch : null;
                case "getHeaders" -> fields;
                case "getStatus" -> status;
                case "getEntity" -> entity;
                case "getMediaType" -> MediaType.APPLICATION_JSON_TYPE;
                case "setStatus" -> {
                    status = (int) arguments[0];
                    yield null;
                }
                case "setEntity" -> {
                    entity = arguments[0];
                    yield null;
                }
                default -> null;
            };
        }

        <T> T as(Class<T> context) {
            return context.cast(Proxy.newProxyInstance(
                    context.getClassLoader(),
                    new Class<?>[] {context},
                    (proxy, method, arguments) -> call(method.getName(), arguments)));
        }
    }

    private static Exchange get(Application application, Class<?> resource, String ifNoneMatch) throws Exception {
        BeanMethod called = new BeanMethod(resource, resource.getMethod("get", String.class));
        List<Object> filters = application
                .all(RestPart.class)
                .flatMap(part -> part.filters(called).stream())
                .toList();
        assertThat(filters).hasSize(1);
        Exchange exchange = new Exchange(ifNoneMatch);
        ((ContainerRequestFilter) filters.get(0)).filter(exchange.as(ContainerRequestContext.class));
        exchange.entity = called.method().invoke(application.bean(resource), "1");
        ((ContainerResponseFilter) filters.get(0))
                .filter(exchange.as(ContainerRequestContext.class), exchange.as(ContainerResponseContext.class));
        return exchange;
    }

    @Test
    void articles_thatTheClientHas_areNotSentAgain() throws Exception {
        String code = Snippets.java(Path.of("README.md"))
                .filter(snippet -> snippet.contains("public class ArticleResource "))
                .findFirst()
                .orElseThrow();
        Class<?> resource = Snippets.compiled(code, output);
        Class<?> articles = Class.forName(resource.getName() + "$Articles", false, resource.getClassLoader());

        try (Application application = new Application(resource, articles)) {
            Exchange first = get(application, resource, "");
            assertThat(first.status).isEqualTo(200);
            assertThat(first.fields.getFirst("Cache-Control")).isEqualTo("max-age=10, must-revalidate");

            Exchange second = get(application, resource, String.valueOf(first.fields.getFirst("ETag")));
            assertThat(second.status).isEqualTo(304);
            assertThat(second.entity).isNull();
        }
    }
}
