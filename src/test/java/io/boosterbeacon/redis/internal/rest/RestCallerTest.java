package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.ratelimit.Caller;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import org.junit.jupiter.api.Test;

/** What a limit reads of a JAX-RS request, however the request and the server are. */
class RestCallerTest {
    private static Caller caller(PathLimitFixture.Answers answers) {
        return new RestCaller(PathLimitFixture.stub(ContainerRequestContext.class, answers), Caller.NOBODY);
    }

    /** Some servers throw where the request has nothing that they can read. */
    @Test
    void texts_thatTheServerCannotRead_areMissing() {
        Caller caller = caller((method, arguments) -> {
            throw new IllegalArgumentException("malformed");
        });

        assertThat(caller.user()).isEmpty();
        assertThat(caller.header("X-Tenant")).isEmpty();
        assertThat(caller.claim("sub")).isEmpty();
        assertThat(caller.pathParameter("id")).isEmpty();
        assertThat(caller.queryParameter("q")).isEmpty();
        assertThat(caller.hasClaim("plan", "gold")).isFalse();
        assertThat(caller.isInRole("admin")).isFalse();
    }

    @Test
    void header_withSeveralValues_isTheFirst() {
        MultivaluedHashMap<String, String> headers = new MultivaluedHashMap<>();
        headers.add("X-Tenant", "a");
        headers.add("X-Tenant", "b");
        headers.add("X-Empty", "");
        Caller caller = caller((method, arguments) -> headers);

        assertThat(caller.header("X-Tenant")).contains("a");
        assertThat(caller.header("X-Empty")).isEmpty();
        assertThat(caller.header("X-Other")).isEmpty();
    }
}
