package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters that a resource's path has. */
class PathTemplateTest {
    @Path("orders/{id}/")
    interface Orders {
        @GET
        void all();

        @GET
        @Path("/parts/{part: [a-z]{2}(?:-{0,1})}.{kind}")
        void part();

        void notARequest();
    }

    static class OrderResource implements Orders {
        @Override
        public void all() {}

        @Override
        public void part() {}

        @Override
        public void notARequest() {}
    }

    static class SubResource {
        @GET
        @Path("{name}")
        public void get() {}
    }

    private static Optional<PathTemplate> template(Class<?> type, String method) {
        return PathTemplate.of(
                type,
                Stream.of(type.getDeclaredMethods())
                        .filter(each -> each.getName().equals(method))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void template_ofAResource_joinsThePathsOfClassAndMethodWhereverTheyStand() {
        assertThat(template(OrderResource.class, "all")).contains(new PathTemplate("/orders/{id}", Set.of("id")));
        assertThat(template(OrderResource.class, "part"))
                .map(PathTemplate::parameters)
                .contains(Set.of("id", "part", "kind"));
    }

    @Test
    void template_thatCannotBeKnown_isEmpty() {
        assertThat(template(SubResource.class, "get")).isEmpty();
        assertThat(template(OrderResource.class, "notARequest")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/, ''", "/{a}/{b}, a b", "/{ a }, a", "/{a:\\d{3}}/{b}, a b", "/{a, ''", "/a}/{b}, b"})
    void parse_anyText_namesItsParameters(String text, String names) {
        Set<String> expected = names == null || names.isEmpty() ? Set.of() : Set.of(names.split(" "));
        assertThat(PathTemplate.parse(text).parameters()).isEqualTo(expected);
    }

    @Test
    void key_withAParameterThatThePathLacks_isRefusedWithThoseThatItHas() {
        PathTemplate orders = PathTemplate.parse("/orders/{id}");
        PolicyKey right = PolicyKey.of(RateLimitKey.PATH_PARAM, "id");
        PolicyKey wrong = PolicyKey.of(RateLimitKey.PATH_PARAM, "idd");

        assertThatCode(() -> right.requireParameters("here", orders)).doesNotThrowAnyException();
        assertThatThrownBy(() -> wrong.requireParameters("here", orders))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("here: keyArgument is \"idd\"; accepted: a parameter of the path \"/orders/{id}\": id");
        assertThatThrownBy(() -> right.requireParameters("here", PathTemplate.parse("/orders")))
                .hasMessage("here: keyArgument is \"id\"; accepted: no path parameter, because the path \"/orders\""
                        + " has none");
    }
}
