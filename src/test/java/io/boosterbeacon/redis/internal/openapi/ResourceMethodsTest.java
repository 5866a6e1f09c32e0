package io.boosterbeacon.redis.internal.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceMethodsTest {
    private static List<String> operations(Class<?> type) {
        return new ResourceMethods(called -> called.carrier(RateLimit.class).isPresent(), called -> true)
                .of(type).stream()
                        .map(each -> each.httpMethod() + " " + each.path() + (each.limited() ? " limited" : "")
                                + (each.secured() ? " secured" : ""))
                        .toList();
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @HttpMethod("PURGE")
    @interface Purge {}

    @Path("orders/")
    public static class Orders {
        @GET
        @RateLimit(1)
        public void list() {}

        @POST
        @Path("/{id: [0-9]{1,3}}/items")
        public void add() {}

        @Purge
        @Path("{id}/{name: a|b}")
        public void purge() {}

        public void unrelated() {}
    }

    @Test
    void methods_ofAResource_haveTheirPathsAndHttpMethods() {
        assertThat(operations(Orders.class))
                .containsExactlyInAnyOrder("GET /orders limited", "POST /orders/{}/items", "PURGE /orders/{}/{}");
    }

    @Path("stock")
    public interface Contract<T> {
        @GET
        @RateLimit(1)
        @Path("{id}")
        T find(T id);
    }

    public static class Stock implements Contract<String> {
        @Override
        public String find(String id) {
            return id;
        }
    }

    @Test
    void annotationsOfAnInterface_areThoseOfTheResource() {
        assertThat(operations(Stock.class)).containsExactly("GET /stock/{} limited");
    }

    public abstract static class Base {
        @GET
        @Path("base")
        public void inherited() {}

        @GET
        @Path("old")
        public void replaced() {}
    }

    @Path("derived")
    public static class Derived extends Base {
        @Override
        @DELETE
        @Path("new")
        public void replaced() {}
    }

    @Test
    void annotationsOfASuperclass_areInheritedAndReplaced() {
        assertThat(operations(Derived.class)).containsExactlyInAnyOrder("GET /derived/base", "DELETE /derived/new");
    }

    @Path("/")
    public static class Root {
        @Path("parts/{part}")
        public Part part() {
            return new Part();
        }

        @Path("types")
        public Class<Part> type() {
            return Part.class;
        }

        @Path("unknown")
        public Object unknown() {
            return new Part();
        }
    }

    public static class Part {
        @GET
        @RateLimit(1)
        public void get() {}

        @Path("next")
        public Part next() {
            return this;
        }
    }

    @Test
    void subResources_haveThePathsOfTheirLocators() {
        assertThat(operations(Root.class))
                .contains("GET /parts/{} limited", "GET /types limited", "GET /parts/{}/next limited")
                .noneMatch(each -> each.contains("unknown"))
                .hasSizeLessThan(30);
    }

    @Path("secured")
    @RolesAllowed("user")
    public static class Secured {
        @GET
        public void closed() {}

        @GET
        @Path("open")
        @PermitAll
        public void open() {}
    }

    @Test
    void roles_areThoseOfTheMethodOrElseOfItsClass() {
        assertThat(operations(Secured.class)).containsExactlyInAnyOrder("GET /secured secured", "GET /secured/open");
    }

    @Test
    void classWithoutAPath_isNoRootResource() {
        assertThat(operations(Part.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | /a",
                "/a/ | /a",
                "//a//b/ | /a/b",
                "/ | /",
                "/{id} | /{}",
                "/{ id : [a-z]{2,3}/x }/y | /{}/y",
                "/a{b}c{d: .*} | /a{}c{}",
                "/{unclosed | /{",
                "/} | /}",
            })
    void normal_ofEachNotation_isTheSame(String path, String normal) {
        assertThat(PathTemplates.normal(path)).isEqualTo(normal);
    }
}
