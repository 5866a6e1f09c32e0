package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths a pattern matches. */
class PathPatternTest {
    private static List<String> segments(String path) {
        return Stream.of(path.split("/", -1)).filter(each -> !each.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /api, false",
        "/**, /, true",
        "/**, /api/orders, true",
        "/api/orders, /api/orders, true",
        "/api/orders/, /api/orders, true",
        "/api/orders, /api/Orders, false",
        "/api/orders, /api/orders/1, false",
        "/api/orders, /api, false",
        "/api/orders/*, /api/orders/1, true",
        "/api/orders/{id}, /api/orders/1, true",
        "/api/orders/*, /api/orders, false",
        "/api/orders/*, /api/orders/1/parts, false",
        "/api/*/parts, /api/orders/parts, true",
        "/api/*/parts, /api/orders/items, false",
        "/api/**, /api, true",
        "/api/**, /api/orders/1/parts, true",
        "/api/**, /apis, false",
        "/a b/\u00e4, /a b/\u00e4, true",
    })
    void pattern_andPath_matchSegmentBySegment(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse("p", pattern).matches(segments(path))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/orders",
                "",
                "**",
                "/api/**/parts",
                "/api/o*",
                "/api//orders",
                "/api/***",
                "/api/{id",
                "/api/{}",
                "/api/{id}.json",
                "/api?x=1",
                "/api#top",
                "/api;v=1",
                "/api/%20",
                "/api/./orders",
                "/api/../orders",
                "http://host/api",
            })
    void pattern_thatIsNone_isRefusedWithExamples(String pattern) {
        assertThatThrownBy(() -> PathPattern.parse("beacon.ratelimit.\"p\".paths", pattern))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith("beacon.ratelimit.\"p\".paths is \"" + pattern
                        + "\"; accepted: a path within the application, not encoded, such as /api/orders,");
    }
}
