package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.server.ServletFilters;
import io.boosterbeacon.redis.internal.server.ServletFilters.Needed;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet filters are there where the configuration asks for them, and nowhere else. */
class ServletFilterRegistrationTest {
    private static final String PATTERNS = "beacon.ratelimit.servlet-patterns";
    private static final Needed ENDS = new Needed(true, List.of(), List.of(), List.of());
    private static final List<String> OF_ENDS = List.of(
            "addFilter EndOfRequest",
            "setAsyncSupported[true]",
            "addMappingForUrlPatterns"
                    + List.of(
                            EnumSet.of(
                                    DispatcherType.REQUEST,
                                    DispatcherType.FORWARD,
                                    DispatcherType.ASYNC,
                                    DispatcherType.ERROR),
                            false,
                            List.of("/*")));

    private final List<String> calls = new ArrayList<>();
    private final Map<String, Object> attributes = new HashMap<>();

    private void start(@Nullable String patterns, boolean registered) {
        FilterRegistration.Dynamic registration = proxy(FilterRegistration.Dynamic.class, (method, arguments) -> {
            calls.add(method + List.of(arguments));
            return null;
        });
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> {
            if (method.equals("setAttribute")) {
                return attributes.put(arguments[0].toString(), arguments[1]);
            }
            calls.add(method + " " + arguments[1].getClass().getSimpleName());
            return registered ? null : registration;
        });
        if (patterns != null) {
            System.setProperty(PATTERNS, patterns);
        }
        try {
            new ServletFilterRegistration().onStartup(null, context);
        } finally {
            System.clearProperty(PATTERNS);
        }
    }

    private interface Answer {
        @Nullable
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), flat(arguments))));
    }

    private static Object[] flat(Object @Nullable [] arguments) {
        if (arguments == null) {
            return new Object[0];
        }
        int last = arguments.length - 1;
        if (arguments[last] instanceof String[] texts) {
            arguments[last] = List.of(texts);
        }
        return arguments;
    }

    @Test
    void initializer_isFoundByContainers() {
        assertThat(ServiceLoader.load(ServletContainerInitializer.class).stream())
                .extracting(provider -> (Object) provider.type())
                .contains(ServletFilterRegistration.class, AnnotatedClassScan.class);
    }

    @Test
    void patterns_ofTheConfiguration_haveAFilterBeforeOthers() {
        start(" /plain/* , *.jsp", false);

        assertThat(calls.subList(0, 3)).isEqualTo(OF_ENDS);
        assertThat(calls.subList(3, calls.size()))
                .containsExactly(
                        "addFilter FirstServletFilter",
                        "setAsyncSupported[true]",
                        "addMappingForUrlPatterns"
                                + List.of(Set.of(DispatcherType.REQUEST), false, List.of("/plain/*", "*.jsp")));
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void requests_ofAContextWithoutTheFilters_areReported(boolean registered, boolean reported) {
        if (registered) {
            start("/*", false);
        }
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> attributes.get(arguments[0]));
        HttpServletRequest request = proxy(HttpServletRequest.class, (method, arguments) -> context);
        RestRegistration registration = new RestRegistration(false);
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            for (Needed needed : List.of(new Needed(true, List.of("/*"), List.of(), List.of()), ENDS)) {
                ServletFilters filters = new ServletFilters(needed, registration);
                filters.check(request);
                filters.check(request);
            }
            new ServletFilters(new Needed(false, List.of(), List.of(), List.of()), registration).check(request);

            assertThat(lines.all()).hasSize(reported ? 2 : 0).allMatch(line -> line.contains("add <others/> to it"));
        }
        assertThat(registration.problem().filter(problem -> problem.contains("servlets are NOT limited")))
                .as("what readiness says")
                .matches(problem -> problem.isPresent() == reported);
    }

    /** Else what the application answers there, such as its start page, would be taken for success. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void endpoints_ofAContextWithoutThem_areReported(boolean registered, boolean reported) {
        Map<String, String> properties = Map.of(
                "beacon.ratelimit.enabled", "false",
                "beacon.revocation.endpoints.revoke.path", "/oauth/revoke",
                "beacon.revocation.endpoints.revoke.roles", "admin");
        if (registered) {
            properties.forEach(System::setProperty);
            try {
                start(null, true);
            } finally {
                properties.keySet().forEach(System::clearProperty);
            }
        }
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> attributes.get(arguments[0]));
        RestRegistration registration = new RestRegistration(false);
        Settings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
            throw problem;
        });

        ServletFilterCheck.filters(settings, registration).check(context);

        assertThat(registration
                        .problem()
                        .filter(problem -> problem.contains("add <others/> to it")
                                && problem.endsWith(
                                        "NOTHING is revoked by requests to /oauth/revoke, whatever their answers say")))
                .matches(problem -> problem.isPresent() == reported);
        assertThat(registration.problem().isPresent()).isEqualTo(reported);
    }

    /** The servlet container may read another configuration than CDI: that of another class loader. */
    @Test
    void patterns_thatTheContainerHasNotFound_areReported() {
        start("/*", false);
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> attributes.get(arguments[0]));
        RestRegistration registration = new RestRegistration(false);

        new ServletFilters(new Needed(true, List.of("/*"), List.of("/*", "/reports/*"), List.of()), registration)
                .check(context);

        assertThat(registration.problem().orElseThrow())
                .contains("configuration when it started: tokens of /*, tokens of /reports/*. Until then")
                .contains("their tokens NOT checked");
    }

    /** Applications without resources have no limited requests that would show it. */
    @ParameterizedTest
    @CsvSource({"true, true, 1", "false, true, 0", "true, false, 0"})
    void application_thatHasStartedWithoutTheFilters_isReported(boolean servlets, boolean running, int reports) {
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> attributes.get(arguments[0]));
        List<Runnable> alarms = new ArrayList<>();
        Timers timers = proxy(Timers.class, (method, arguments) -> switch (method) {
            case "once" -> {
                alarms.add((Runnable) arguments[1]);
                yield null;
            }
            case "isClosed" -> !running;
            default -> throw new AssertionError(method);
        });
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            ServletFilterCheck.start(
                    servlets ? context : "Weld SE", timers, new ServletFilters(ENDS, new RestRegistration(false)));
            alarms.forEach(Runnable::run);

            assertThat(lines.all()).hasSize(reports);
        }
    }

    @Test
    void check_outsideARequest_isRepeatedInTheNext() {
        ServletFilters filters = new ServletFilters(ENDS, new RestRegistration(false));
        ServletContext context = proxy(ServletContext.class, (method, arguments) -> null);
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            filters.check(proxy(HttpServletRequest.class, (method, arguments) -> {
                throw new IllegalStateException("no request");
            }));
            assertThat(lines.all()).isEmpty();
            filters.check(proxy(HttpServletRequest.class, (method, arguments) -> context));
            assertThat(lines.all()).hasSize(1);
        }
    }

    /** The filter of limits comes first: it costs less. Each is there without the other. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void patternsOfRevocation_haveAFilterOfTheirOwn(boolean limited, boolean enabled) {
        System.setProperty("beacon.revocation.servlet-patterns", "/plain/*");
        System.setProperty("beacon.revocation.enabled", String.valueOf(enabled));
        System.setProperty("beacon.ratelimit.enabled", String.valueOf(limited));
        try {
            start(null, false);
        } finally {
            System.clearProperty("beacon.revocation.servlet-patterns");
            System.clearProperty("beacon.revocation.enabled");
            System.clearProperty("beacon.ratelimit.enabled");
        }

        List<String> expected = new ArrayList<>(limited ? OF_ENDS : List.of());
        if (enabled) {
            expected.addAll(List.of(
                    "addFilter FirstServletFilter",
                    "setAsyncSupported[true]",
                    "addMappingForUrlPatterns"
                            + List.of(
                                    EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC),
                                    false,
                                    List.of("/plain/*"))));
        }
        assertThat(calls).isEqualTo(expected);
        assertThat(attributes).hasSize(1);
    }

    @Test
    void filter_thatIsThereAlready_isNotRegisteredTwice() {
        start("/*", true);

        assertThat(calls).containsExactly("addFilter EndOfRequest", "addFilter FirstServletFilter");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "")
    void configuration_withoutPatterns_hasTheFilterOfEndsOnly(@Nullable String patterns) {
        start(patterns, false);

        assertThat(calls).isEqualTo(OF_ENDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-pattern", "/a/*,b"})
    void configuration_withAMistake_hasNoFilter(String patterns) {
        start(patterns, false);

        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"beacon.ratelimit.enabled, false", "beacon.ratelimit.ipv6-prefix, 0"})
    void limits_thatAreOffOrWrong_haveNoFilter(String property, String value) {
        System.setProperty(property, value);
        try {
            start("/*", false);
        } finally {
            System.clearProperty(property);
        }

        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/plain/**, false", "'', true"})
    void patterns_thatNoPolicyNeeds_areReportedAtDeployment(String paths, boolean reported) {
        Map<String, String> properties = new HashMap<>(Map.of(PATTERNS, "/plain/*"));
        if (!paths.isEmpty()) {
            properties.put("beacon.ratelimit.\"plain\".paths", paths);
        }
        // the configuration of an earlier test knows the names of the properties that were set then
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(properties, Plain.class)) {
            assertThat(application.bean(Plain.class)).isNotNull();
            assertThat(lines.all().stream().anyMatch(line -> line.contains(PATTERNS + " has no effect")))
                    .isEqualTo(reported);
        }
    }

    @ApplicationScoped
    static class Plain {}
}
