package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import jakarta.ws.rs.core.Application;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each count of a request is one, whoever has the policy: the method, its class, the path or the application; and
 * whichever filters decide.
 */
class CountedOnceTest extends RequestLimitsFixture {
    @SuppressWarnings("UnusedMethod") // named by reflection
    static class Orders {
        @RateLimit
        public void unnamed() {}

        @RateLimit(name = "p")
        public void named() {}

        @RateLimit(name = "p", key = RateLimitKey.USER)
        public void ofUsers() {}

        @RateLimit(name = "p", scope = RateLimitScope.CLASS)
        public void ofClass() {}

        @RateLimit(name = "p", group = "g")
        public void ofGroup() {}

        @RateLimit(name = "q", group = "g")
        public void otherOfGroup() {}

        @RateLimit(name = "p", scope = RateLimitScope.APPLICATION)
        public void ofApplication() {}

        @RateLimit(name = "p", group = "g")
        @RateLimit(name = "q", group = "g")
        @RateLimit
        public void several() {}

        public void none() {}
    }

    @RateLimit(name = "p")
    static class Annotated {
        public void inherited() {}
    }

    @RateLimit(name = "p")
    static class OneName extends Application {}

    @RateLimit(name = "p", group = "g")
    static class OneGroup extends Application {}

    @RateLimit(name = "p", group = "g")
    static class SameGroup extends Application {}

    @RateLimit(name = "p", scope = RateLimitScope.APPLICATION)
    static class WholeApplication extends Application {}

    private static final Map<Class<?>, String> OF_APPLICATIONS = Map.of(
            OneName.class, "p of OneName",
            OneGroup.class, "p of g",
            SameGroup.class, "p of g",
            WholeApplication.class, "p of shop");

    /** The counts of each method. */
    private static final Map<String, Set<String>> OF_METHODS = Map.of(
            "unnamed", Set.of("default of unnamed"),
            "named", Set.of("p of named"),
            "ofUsers", Set.of("p of ofUsers"),
            "ofClass", Set.of("p of Orders"),
            "ofGroup", Set.of("p of g"),
            "otherOfGroup", Set.of("q of g"),
            "ofApplication", Set.of("p of shop"),
            "several", Set.of("p of g", "q of g", "default of several"),
            "none", Set.of(),
            "inherited", Set.of("p of inherited"));

    /** The properties of policies of paths, and their counts. */
    private record Paths(Map<String, String> properties, Set<String> counts) {}

    private static final List<Paths> PATHS = List.of(
            new Paths(Map.of(), Set.of()),
            new Paths(Map.of("beacon.ratelimit.\"p\".paths", "/**"), Set.of("p of shop")),
            new Paths(Map.of("beacon.ratelimit.\"other\".paths", "/**"), Set.of("other of shop")),
            new Paths(
                    Map.of("beacon.ratelimit.\"q\".paths", "/**", "beacon.ratelimit.\"q\".group", "g"),
                    Set.of("q of g")),
            new Paths(
                    Map.of("beacon.ratelimit.\"p\".paths", "/**", "beacon.ratelimit.\"other\".paths", "/orders"),
                    Set.of("p of shop", "other of shop")));

    private static final List<List<Class<?>>> APPLICATIONS = List.of(
            List.of(),
            List.of(OneName.class),
            List.of(OneGroup.class),
            List.of(WholeApplication.class),
            // the servlet does not tell which of them
            List.of(OneGroup.class, SameGroup.class, OneName.class));

    static Stream<Arguments> cases() {
        return OF_METHODS.keySet().stream().sorted().flatMap(method -> PATHS.stream()
                .flatMap(
                        paths -> APPLICATIONS.stream().map(applications -> Arguments.of(method, paths, applications))));
    }

    private static BeanMethod method(String name) {
        return Stream.of(Orders.class, Annotated.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()).map(each -> new BeanMethod(type, each)))
                .filter(each -> each.method().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static final Caller CALLER = new Caller() {
        @Override
        public Optional<String> address() {
            return Optional.of("192.0.2.1");
        }

        @Override
        public Optional<String> user() {
            return Optional.of("ada");
        }

        @Override
        public Optional<String> httpMethod() {
            return Optional.of("GET");
        }

        @Override
        public List<String> path() {
            return List.of("orders");
        }
    };

    /** Decides a request as the filters do. */
    private Verdict request(RequestLimits limits, String method, boolean servlet, boolean early) {
        counts = new RequestCounts();
        if (servlet) {
            assertThat(limits.decideEarly(counts, CALLER, false).admitted()).isTrue();
        }
        Optional<RequestLimits.Limit> limit = limits.of(method(method));
        if (limit.isEmpty()) {
            return Verdict.NONE;
        }
        Verdict before = early ? limit.get().decideEarly(CALLER, false).orElse(null) : null;
        return limit.get().decide(CALLER, false, before);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void request_isCountedOnceByEachCount(String method, Paths paths, List<Class<?>> applications) {
        properties.putAll(paths.properties());
        Set<String> expected = Stream.of(
                        OF_METHODS.getOrDefault(method, Set.of()).stream(),
                        paths.counts().stream(),
                        applications.stream().map(type -> OF_APPLICATIONS.getOrDefault(type, "none")))
                .flatMap(each -> each)
                .collect(Collectors.toSet());
        List<String> names = expected.stream()
                .map(count -> count.replaceFirst(" .*", ""))
                .sorted()
                .toList();
        RequestLimits limits = limits(policies(applications));

        for (int i = 1; i <= 8; i++) {
            boolean servlet = i % 2 == 0;
            boolean early = i % 4 > 1;
            Verdict verdict = request(limits, method, servlet, early);

            assertThat(verdict.results())
                    .as("request %s, servlet filter %s, early filter %s, counts %s", i, servlet, early, expected)
                    .extracting(Verdict.Result::policy)
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(verdict.results())
                    .as("request %s, servlet filter %s, early filter %s", i, servlet, early)
                    .extracting(result -> result.decision().count())
                    .allMatch(Long.valueOf(i)::equals);
        }
    }

    /** A user cannot get around the limit of a method by many addresses, because the path has one of that name. */
    @Test
    void policyOfAPath_leavesTheOneOfTheSameNameOfTheMethodInForce() {
        properties.put("beacon.ratelimit.\"p\".paths", "/**");
        properties.put(Orders.class.getName() + "/ofUsers/RateLimit/p/value", "2");
        RequestLimits limits = limits(policies(List.of()));

        assertThat(request(limits, "ofUsers", true, false).admitted()).isTrue();
        assertThat(request(limits, "ofUsers", false, true).admitted()).isTrue();
        assertThat(request(limits, "ofUsers", true, false).admitted()).isFalse();
        assertThat(request(limits, "ofUsers", false, true).admitted()).isFalse();
    }

    /** Whether a resource matches is known only when the response is filtered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void request_thatNoMethodAnswers_isCountedOnceByItsPath(boolean matched) {
        properties.put("beacon.ratelimit.\"p\".paths", "/**");
        properties.put("beacon.ratelimit.\"nothing\".paths", "/**");
        properties.put("beacon.ratelimit.\"nothing\".unmatched", "true");
        RequestLimits limits = limits(policies(List.of(WholeApplication.class)));
        RequestLimits.Limit limit = matched ? limits.ofRefused() : limits.ofUnmatched();
        for (int i = 1; i <= 4; i++) {
            counts = new RequestCounts();
            if (i % 2 == 0) {
                assertThat(limits.decideEarly(counts, CALLER, false).admitted()).isTrue();
            }
            assertThat(limit.decide(CALLER, false, null).results())
                    .extracting(
                            result -> result.policy() + " " + result.decision().count())
                    .containsExactlyInAnyOrderElementsOf(
                            matched ? List.of("p " + i) : List.of("p " + i, "nothing " + i));
        }
    }

    /** What the policy of the path skips is left to the other policy of the same count. */
    @Test
    void policyOfAPath_thatSkipsTheRequest_leavesItsCountToTheMethod() {
        properties.put("beacon.ratelimit.\"p\".paths", "/**");
        properties.put("beacon.ratelimit.\"p\".group", "g");
        properties.put("beacon.ratelimit.\"p\".skipMethods", "GET");
        properties.put(Orders.class.getName() + "/ofGroup/RateLimit/p/skipMethods", "DELETE");
        RequestLimits limits = limits(policies(List.of()));

        for (int i = 1; i <= 4; i++) {
            assertThat(request(limits, "ofGroup", i % 2 == 0, i > 2).results())
                    .extracting(result -> result.decision().count())
                    .containsExactly((long) i);
        }
    }
}
