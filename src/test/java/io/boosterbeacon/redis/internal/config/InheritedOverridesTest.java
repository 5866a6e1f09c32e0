package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose name a property overrides an inherited annotation by: the bean's first, then those of its parents. */
class InheritedOverridesTest {
    interface Creates<T> {
        @RateLimit(1)
        Object create(T argument);
    }

    static class OfInterface implements Creates<String> {
        @Override
        public String create(String argument) {
            return argument;
        }
    }

    static class Top<T> {
        @RateLimit(1)
        public Object create(T argument) {
            return argument;
        }
    }

    static class Middle extends Top<String> {}

    static class OfTop extends Middle {
        @Override
        public String create(String argument) {
            return argument;
        }
    }

    @Stereotype
    @RateLimit(1)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Costly {}

    @Costly
    static class OfStereotype {
        public void create() {}
    }

    static class HeirOfStereotype extends OfStereotype {}

    @RateLimit(1)
    interface Limited {
        void create();
    }

    static class OfLimited implements Limited {
        @Override
        public void create() {}
    }

    @ParameterizedTest
    @CsvSource({
        "OfInterface, OfInterface/create",
        "OfInterface, OfInterface",
        "OfInterface, Creates/create",
        "OfInterface, Creates",
        "OfTop, OfTop/create",
        "OfTop, OfTop",
        "OfTop, Middle/create",
        "OfTop, Middle",
        "OfTop, Top/create",
        "OfTop, Top",
        "OfStereotype, OfStereotype",
        "OfStereotype, Costly",
        "HeirOfStereotype, HeirOfStereotype",
        "HeirOfStereotype, OfStereotype",
        "HeirOfStereotype, Costly",
        "OfLimited, OfLimited",
        "OfLimited, Limited",
    })
    void override_byTheNameOfAnyClassThatHasTheAnnotation_counts(String bean, String name) throws Exception {
        assertThat(limit(bean, Map.of(name, 7))).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "OfInterface, OfInterface, Creates/create, 2",
        "OfInterface, OfInterface/create, OfInterface, 1",
        "OfTop, OfTop/create, Middle/create, 1",
        "OfTop, Middle/create, Top/create, 1",
        "OfTop, OfTop, Top, 1",
        "HeirOfStereotype, HeirOfStereotype, OfStereotype, 1",
        "HeirOfStereotype, OfStereotype, Costly, 1",
    })
    void overrides_bySeveralNames_theNearestWins(String bean, String one, String other, int winner) throws Exception {
        assertThat(limit(bean, Map.of(one, 1, other, 2))).isEqualTo(winner);
    }

    private static long limit(String bean, Map<String, Integer> values) throws ClassNotFoundException {
        Map<String, String> properties = new HashMap<>();
        values.forEach((name, value) -> properties.put(type(name) + "/RateLimit/value", value.toString()));
        Class<?> type = Class.forName(type(bean));
        return Stream.of(type.getMethods())
                .filter(method -> method.getName().equals("create") && !method.isSynthetic())
                .flatMap(method -> new RateLimitPolicies(name -> Optional.ofNullable(properties.get(name)))
                        .of(type, method).stream())
                .findFirst()
                .orElseThrow()
                .limit();
    }

    private static String type(String name) {
        return InheritedOverridesTest.class.getName() + "$" + name;
    }
}
