package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the audit says of a request. */
class RequestTemplateTest {
    /** A resource with several forms of paths. */
    @Path("/users/{id: [a-z]{1,8}}/")
    public static class Users {
        /** The parameter has no expression. */
        @GET
        @Path("orders/{ order }")
        public String order(@PathParam("id") String id, @PathParam("order") String order) {
            return id + order;
        }

        /** The path of the class. */
        @GET
        public String all() {
            return "";
        }

        /** Two parameters in a segment. */
        @GET
        @Path("/{from : \\d{4}}-{to}/report{suffix: (\\.pdf)?}")
        public String report() {
            return "";
        }
    }

    /** A sub-resource. */
    public static class Part {
        /** Found by a locator. */
        @GET
        @Path("{name}")
        public String one() {
            return "";
        }
    }

    private final RequestTemplate templates = new RequestTemplate();

    private record Called(Class<?> getResourceClass, Method getResourceMethod) implements ResourceInfo {}

    private static Method method(Class<?> type, String name) {
        return Stream.of(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "order, /users/{id}/orders/{order}",
        "all, /users/{id}",
        "report, /users/{id}/{from}-{to}/report{suffix}"
    })
    void template_ofARootResource_hasTheNamesOfItsParameters(String method, String template) {
        assertThat(templates.of(new Called(Users.class, method(Users.class, method))))
                .isEqualTo(template);
    }

    @Test
    void template_ofASubResource_isItsMethod() {
        assertThat(templates.of(new Called(Part.class, method(Part.class, "one"))))
                .isEqualTo(Part.class.getName() + "/one");
    }

    /** Whoever has a revoked token may send any number of requests. */
    @Test
    void template_ofAMethod_isFoundOnce() {
        Called order = new Called(Users.class, method(Users.class, "order"));

        assertThat(templates.of(new Called(Users.class, method(Users.class, "order"))))
                .isSameAs(templates.of(order));
    }

    @Test
    void template_ofNothingKnown_isNotThePath() {
        assertThat(templates.of(null)).isEqualTo("unknown");
    }
}
