package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which applications rely on the JAX-RS filters, and are not ready without them. */
class FilterNeedTest {
    @ParameterizedTest
    @CsvSource({"Limited, true", "Revoking, true", "SubResource, true", "Caching, false", "LimitedBean, false"})
    void application_reliesOnTheFilters_ifItsResourcesAreLimitedOrItRevokes(String bean, boolean needed)
            throws ClassNotFoundException {
        try (Application application = new Application(Class.forName(FilterNeedTest.class.getName() + "$" + bean))) {
            assertThat(application.bean(BeaconExtension.class).needsFilters()).isEqualTo(needed);
        }
    }

    @Path("limited")
    @ApplicationScoped
    static class Limited {
        @GET
        @RateLimit(1)
        public String get() {
            return "";
        }
    }

    @ApplicationScoped
    static class Revoking {
        @Inject
        TokenBlacklistService blacklist;
    }

    @ApplicationScoped
    static class SubResource {
        @GET
        @RateLimit(1)
        public String get() {
            return "";
        }
    }

    @Path("caching")
    @ApplicationScoped
    static class Caching {
        @GET
        @Cached
        public String get() {
            return "";
        }
    }

    @ApplicationScoped
    static class LimitedBean {
        @RateLimit(1)
        public void call() {}
    }
}
