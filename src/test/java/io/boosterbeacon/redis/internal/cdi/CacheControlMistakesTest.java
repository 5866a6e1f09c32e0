package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.boosterbeacon.redis.cache.CacheControlled;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where {@code @CacheControlled} has no effect, the deployment fails. */
class CacheControlMistakesTest {
    private static final String ACCEPTED = "; accepted: a JAX-RS resource method that answers GET or HEAD by a value";

    @ApplicationScoped
    static class Values {
        @Cached
        public String find(String id) {
            return id;
        }
    }

    @ApplicationScoped
    static class NoResource {
        @Cached
        @CacheControlled
        public String find(String id) {
            return id;
        }
    }

    @Path("posts")
    @RequestScoped
    static class Posts {
        @POST
        @CacheControlled
        public String post() {
            return "";
        }
    }

    @Path("nothing")
    @RequestScoped
    static class Nothing {
        @GET
        @CacheControlled
        public void nothing() {}
    }

    @Path("events")
    @RequestScoped
    static class Events {
        @GET
        @CacheControlled
        public void events(@Context SseEventSink to) {}
    }

    @Path("old")
    @RequestScoped
    static class Negative {
        @GET
        @CacheControlled(maxAge = -2)
        public String get() {
            return "";
        }
    }

    @Path("both")
    @RequestScoped
    static class Contradicting {
        @GET
        @CacheControlled(mustRevalidate = true, staleWhileRevalidate = true)
        public String get() {
            return "";
        }
    }

    @Path("vary")
    @RequestScoped
    static class NoField {
        @GET
        @CacheControlled(vary = "Accept Language")
        public String get() {
            return "";
        }
    }

    @Path("class")
    @CacheControlled
    @RequestScoped
    static class NoReads {
        @POST
        public String post() {
            return "";
        }
    }

    interface Described {
        @CacheControlled
        String post();
    }

    @Path("implementing")
    @RequestScoped
    static class Implementing implements Described {
        @POST
        @Override
        public String post() {
            return "";
        }
    }

    @Path("good")
    @CacheControlled
    @RequestScoped
    static class Good {
        @GET
        public String get() {
            return "";
        }

        @GET
        @Path("later")
        @CacheControlled(maxAge = 0)
        public void later(@Suspended AsyncResponse response) {
            response.resume("");
        }

        @POST
        public void post() {}
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        NoResource.class,
                        "@CacheControlled on %s.find() is on a method that JAX-RS does not call for requests"
                                + ACCEPTED),
                arguments(
                        Posts.class,
                        "@CacheControlled on %s.post() is on a method that answers neither GET nor HEAD" + ACCEPTED),
                arguments(
                        Nothing.class,
                        "@CacheControlled on %s.nothing() is on a method that returns no value" + ACCEPTED),
                arguments(
                        Events.class,
                        "@CacheControlled on %s.events() is on a method that returns no value" + ACCEPTED),
                arguments(
                        Negative.class,
                        "@CacheControlled on %s.get(): maxAge is \"-2\"; accepted: seconds from 0 to 316224000, or -1"
                                + " for the value's lifetime"),
                arguments(
                        Contradicting.class,
                        "@CacheControlled on %s.get(): staleWhileRevalidate is \"true\"; accepted: false, because"
                                + " mustRevalidate forbids what it permits"),
                arguments(
                        NoField.class,
                        "@CacheControlled on %s.get(): vary is \"Accept Language\"; accepted: the name of a header"
                                + " field, or *"),
                arguments(
                        NoReads.class,
                        "@CacheControlled on %s has no effect: %s has no such method; accepted: a JAX-RS resource with a"
                                + " method that answers GET or HEAD by a value"),
                arguments(
                        Implementing.class,
                        "@CacheControlled on " + Described.class.getName()
                                + ".post(): %s.post() is a method that answers neither GET nor HEAD" + ACCEPTED));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void deployment_whereItHasNoEffect_failsWithOneMessage(Class<?> bean, String message) {
        Throwable thrown = catchThrowable(() -> new Application(Values.class, bean).close());

        assertThat(thrown).isInstanceOf(DeploymentException.class);
        assertThat(String.valueOf(thrown.getMessage()).strip()).isEqualTo(message.replace("%s", bean.getName()));
    }

    @Test
    void deployment_withoutCachedMethods_fails() {
        Throwable thrown = catchThrowable(() -> new Application(Good.class).close());

        assertThat(thrown)
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("@CacheControlled of " + Good.class.getName() + ".get(), " + Good.class.getName()
                        + ".later() has no effect: the application has no cached methods");
    }

    @Test
    void deployment_ofAClassWithReads_succeeds() {
        try (Application application = new Application(Values.class, Good.class)) {
            assertThat(application.bean(Values.class).find("a")).isEqualTo("a");
        }
    }
}
