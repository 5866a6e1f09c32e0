package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExposeHeadersFilterTest {
    private static final String EXPOSE = "Access-Control-Expose-Headers";
    private final MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();

    private List<String> exposed() {
        ExposeHeadersFilter.expose(headers);
        return List.of(String.valueOf(headers.getFirst(EXPOSE)).split(", "));
    }

    @Test
    void fieldsOfALimit_areExposed() {
        headers.putSingle("X-RateLimit-Limit", 3);
        headers.putSingle("X-RateLimit-Remaining", 0);
        headers.putSingle("X-RateLimit-Reset", "2026-03-01T12:00:00Z");
        headers.putSingle("RateLimit", "…");
        headers.putSingle("RateLimit-Policy", "…");
        headers.putSingle("Retry-After", 5);
        headers.putSingle("Cache-Control", "no-store");

        assertThat(exposed())
                .containsExactlyInAnyOrder(
                        "X-RateLimit-Limit",
                        "X-RateLimit-Remaining",
                        "X-RateLimit-Reset",
                        "RateLimit",
                        "RateLimit-Policy",
                        "Retry-After");
    }

    @Test
    void whatTheApplicationExposes_staysExposed_andNothingTwice() {
        headers.putSingle("RateLimit", "…");
        headers.put(EXPOSE, List.of("ETag,X-Total", "ratelimit"));
        headers.putSingle("access-control-expose-headers", "*");

        assertThat(exposed()).containsExactlyInAnyOrder("ETag", "X-Total", "ratelimit", "*");
        assertThat(headers.keySet()).filteredOn(EXPOSE::equalsIgnoreCase).hasSize(1);
    }

    @Test
    void responseWithoutALimit_isLeftAlone() {
        headers.putSingle("Retry-After", 5);
        headers.putSingle(EXPOSE, "ETag");

        assertThat(exposed()).containsExactly("ETag");
    }
}
