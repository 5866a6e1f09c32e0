package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.event.RevokedTokenRejected;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationFailurePolicy;
import io.boosterbeacon.redis.revocation.RevocationMode;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.Ports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filters of JAX-RS and of servlets do with a request. */
class RevocationFilterTest {
    static class Resource {
        public void unannotated() {}

        @RevocationCheck(mode = RevocationMode.OFF)
        public void off() {}

        @RevocationCheck(onStoreFailure = RevocationFailurePolicy.OPEN)
        public void open() {}

        @RevocationCheck(mode = RevocationMode.STRICT, onStoreFailure = RevocationFailurePolicy.CLOSED)
        public void closed() {}
    }

    private static <T> T stub(Class<T> type, BiFunction<String, Object[], @Nullable Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answer.apply(method.getName(), arguments == null ? new Object[0] : arguments)));
    }

    private static JsonWebToken token() {
        long now = Instant.now().getEpochSecond();
        return Tokens.verified(Tokens.sign(Map.of(
                "iss",
                "https://issuer.test",
                "sub",
                "ada",
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                now - 5,
                "exp",
                now + 900)));
    }

    /** The answer of the filters to a request of a method; empty if the request passes. */
    private static Optional<Response> request(Application application, String method, Supplier<Principal> caller)
            throws Exception {
        return request(application, method, caller, new HashMap<>());
    }

    /** @param properties of the request */
    private static Optional<Response> request(
            Application application, String method, Supplier<Principal> caller, Map<String, Object> properties)
            throws Exception {
        BeanMethod called = new BeanMethod(Resource.class, Resource.class.getMethod(method));
        AtomicReference<Response> aborted = new AtomicReference<>();
        SecurityContext security = stub(SecurityContext.class, (name, arguments) -> caller.get());
        ContainerRequestContext request = stub(ContainerRequestContext.class, (name, arguments) -> switch (name) {
            case "setProperty" -> properties.put((String) arguments[0], arguments[1]);
            case "getProperty" -> properties.get((String) arguments[0]);
            case "removeProperty" -> properties.remove((String) arguments[0]);
            case "getSecurityContext" -> security;
            case "getMethod" -> "GET";
            case "abortWith" -> {
                aborted.set((Response) arguments[0]);
                yield null;
            }
            default -> throw new AssertionError(name);
        });
        for (ContainerRequestFilter filter : application
                .all(RestPart.class)
                .filter(RevokingPart.class::isInstance)
                .flatMap(part -> Stream.concat(part.filters(called).stream(), part.components().stream()))
                .filter(ContainerRequestFilter.class::isInstance)
                .map(ContainerRequestFilter.class::cast)
                .sorted(Comparator.comparing(each -> each instanceof RevocationFilter))
                .toList()) {
            filter.filter(request);
        }
        return Optional.ofNullable(aborted.get());
    }

    private static int status(Application application, String method, JsonWebToken token) throws Exception {
        return request(application, method, () -> token)
                .map(Response::getStatus)
                .orElse(200);
    }

    @Test
    void revokedToken_isRefusedUnlessTheMethodIsNotChecked() throws Exception {
        try (Application application = new Application()) {
            JsonWebToken token = token();
            for (String method : new String[] {"unannotated", "off", "open", "closed"}) {
                assertThat(status(application, method, token)).as(method).isEqualTo(200);
            }
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            assertThat(status(application, "off", token)).isEqualTo(200);
            for (String method : new String[] {"unannotated", "open", "closed"}) {
                Response refused = request(application, method, () -> token).orElseThrow();
                assertThat(refused.getStatus()).as(method).isEqualTo(401);
                assertThat(refused.getHeaderString("WWW-Authenticate"))
                        .isEqualTo("Bearer error=\"invalid_token\", error_description=\"Token has been revoked\"");
                assertThat(refused.getMediaType()).hasToString("application/problem+json;charset=UTF-8");
            }
            assertThat(request(application, "closed", () -> stub(Principal.class, (name, arguments) -> "ada")))
                    .as("no token")
                    .isEmpty();
            assertThat(request(application, "closed", () -> {
                        throw new IllegalStateException("no caller, as on TomEE");
                    }))
                    .isEmpty();
        }
    }

    /** On most servers the properties are attributes of the servlet request, which a method may forward to another one. */
    @Test
    void revokedToken_ofARequestThatAnUncheckedMethodForwards_isRefused() throws Exception {
        try (Application application = new Application()) {
            JsonWebToken token = token();
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");
            Map<String, Object> attributes = new HashMap<>();
            assertThat(request(application, "off", () -> token, attributes)).isEmpty();

            assertThat(request(application, "unannotated", () -> token, attributes)
                            .map(Response::getStatus))
                    .contains(401);
        }
    }

    @Test
    void token_whileTheStoreFails_isDecidedByTheMethodOrTheConfiguration() throws Exception {
        Map<String, String> settings = Map.of("redis.url", "redis://127.0.0.1:" + Ports.free());
        try (Application application = new Application(settings)) {
            assertThat(status(application, "off", token())).isEqualTo(200);
            assertThat(status(application, "unannotated", token())).isEqualTo(503);
            assertThat(status(application, "open", token())).isEqualTo(200);
            assertThat(status(application, "closed", token())).isEqualTo(503);
            assertThat(ofServlet(application, "page", RevocationFilterTest::token))
                    .startsWith("503");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "unannotated"})
    void token_whereRevocationIsDisabled_isNotChecked(String method) throws Exception {
        try (Application application = new Application(Map.of("beacon.revocation.enabled", "false"))) {
            JsonWebToken token = token();
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            assertThat(status(application, method, token)).isEqualTo(200);
        }
    }

    @Test
    void exceptionOfTheChecker_isAnsweredLikeARefusedRequest() {
        try (Application application = new Application()) {
            Response answer = application
                    .all(RestPart.class)
                    .flatMap(part -> part.components().stream())
                    .filter(TokenRevokedMapper.class::isInstance)
                    .map(TokenRevokedMapper.class::cast)
                    .findFirst()
                    .orElseThrow()
                    .toResponse(new TokenRevokedException());

            assertThat(answer.getStatus()).isEqualTo(401);
        }
    }

    @RevocationCheck(mode = RevocationMode.OFF, onStoreFailure = RevocationFailurePolicy.OPEN)
    static class OffApplication extends jakarta.ws.rs.core.Application {}

    @RevocationCheck(onStoreFailure = RevocationFailurePolicy.CLOSED)
    static class ClosedApplication extends jakarta.ws.rs.core.Application {}

    static class PlainApplication extends jakarta.ws.rs.core.Application {}

    /** Neither CDI nor the servlet container reports it: it is no bean, and has no annotation of its own. */
    static class InheritingApplication extends ClosedApplication {}

    private static RevocationPolicy ofServlet(@Nullable String servlet, Class<?>... applications) {
        return ofServlet(servlet, Map.of(), applications);
    }

    private static RevocationPolicy ofServlet(
            @Nullable String servlet, Map<String, Object> properties, Class<?>... applications) {
        RevocationPolicies policies = new RevocationPolicies(
                name -> Optional.empty(),
                Settings.read(name -> Optional.empty(), problem -> {
                            throw problem;
                        })
                        .revocation());
        Stream.of(applications).forEach(policies::addApplication);
        Caller caller = stub(
                Caller.class,
                (name, arguments) -> name.equals("servletName") ? Optional.ofNullable(servlet) : Optional.empty());
        ContainerRequestContext request =
                stub(ContainerRequestContext.class, (name, arguments) -> properties.get((String) arguments[0]));
        return new ApplicationRevocations(policies, caller).policy(request);
    }

    @Test
    void application_ofTheServletsName_hasItsPolicy() {
        Class<?>[] all = {OffApplication.class, ClosedApplication.class, PlainApplication.class};

        assertThat(ofServlet(OffApplication.class.getName(), all))
                .isEqualTo(new RevocationPolicy(RevocationMode.OFF, OnFailure.OPEN));
        assertThat(ofServlet(ClosedApplication.class.getName(), all))
                .isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED));
        assertThat(ofServlet(PlainApplication.class.getName(), all))
                .isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.BOUNDED));
    }

    @Test
    void application_thatInheritsItsAnnotation_hasItsPolicy() {
        RevocationPolicy closed = new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED);

        assertThat(ofServlet(InheritingApplication.class.getName())).isEqualTo(closed);
        assertThat(ofServlet(InheritingApplication.class.getName(), OffApplication.class))
                .isEqualTo(closed);
    }

    /** The servlet request of CDI may still be the one that was dispatched first, that of the other application. */
    @ParameterizedTest
    @ValueSource(strings = {"forward", "include", "error", "async"})
    void application_ofADispatchedRequest_isNotThatOfTheFirstDispatch(String kind) {
        Map<String, Object> attributes = Map.of("jakarta.servlet." + kind + ".request_uri", "/off/page");

        assertThat(ofServlet(OffApplication.class.getName(), attributes, OffApplication.class))
                .isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.BOUNDED));
    }

    /** On a server that does not tell the application, an annotation must not open another application. */
    @Test
    void application_thatIsNotKnown_hasTheStrictestPolicy() {
        assertThat(ofServlet(null, OffApplication.class))
                .isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.BOUNDED));
        assertThat(ofServlet("cxf", OffApplication.class, ClosedApplication.class))
                .isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED));
        assertThat(ofServlet(null)).isEqualTo(new RevocationPolicy(RevocationMode.STRICT, OnFailure.BOUNDED));
    }

    /** A request of a servlet: {@code <status> <body>}, 200 if it reaches the servlet. */
    private static String ofServlet(Application application, String servlet, Supplier<@Nullable Principal> caller)
            throws Exception {
        return ofServlet(application, servlet, caller, new HashMap<>());
    }

    /**
     * A request of a servlet.
     *
     * @param attributes of the request; {@code method} is its method, {@code upgrade} a field of its header, and {@code
     *     pattern} that of its servlet
     */
    private static String ofServlet(
            Application application,
            String servlet,
            Supplier<@Nullable Principal> caller,
            Map<String, Object> attributes)
            throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        AtomicReference<Object> status = new AtomicReference<>(0);
        HttpServletMapping mapping = stub(HttpServletMapping.class, (name, arguments) -> switch (name) {
            case "getServletName" -> servlet;
            case "getPattern" -> attributes.getOrDefault("pattern", "/pages/*");
            default -> throw new AssertionError(name);
        });
        HttpServletRequest request = stub(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getHttpServletMapping" -> mapping;
            case "getUserPrincipal" -> caller.get();
            case "getAuthType" -> "BASIC";
            case "getMethod" -> attributes.getOrDefault("method", "GET");
            case "getHeader" -> arguments[0].equals("Upgrade") ? attributes.get("upgrade") : null;
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            default -> throw new AssertionError(name);
        });
        HttpServletResponse response = stub(HttpServletResponse.class, (name, arguments) -> switch (name) {
            case "setStatus" -> {
                status.set(arguments[0]);
                yield null;
            }
            case "setHeader" -> fields.put((String) arguments[0], (String) arguments[1]);
            case "setContentLength" -> null;
            case "getOutputStream" -> output(body);
            default -> throw new AssertionError(name);
        });
        FilterChain chain = (passed, answered) -> status.set(200);
        application.bean(ServletRevocationFilter.class).doFilter(request, response, chain);
        return (status.get() + " " + fields.getOrDefault("WWW-Authenticate", "") + " "
                        + body.toString(StandardCharsets.UTF_8))
                .trim();
    }

    private static ServletOutputStream output(ByteArrayOutputStream body) {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}

            @Override
            public void write(int next) throws IOException {
                body.write(next);
            }
        };
    }

    @Test
    void requestOfAServlet_withARevokedToken_isRefused() throws Exception {
        try (Application application = new Application()) {
            JsonWebToken token = token();
            assertThat(ofServlet(application, "page", () -> token)).isEqualTo("200");
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            assertThat(ofServlet(application, "page", () -> token))
                    .startsWith("401 Bearer error=\"invalid_token\"")
                    .contains("\"error\":\"Token has been revoked\"");
            assertThat(ofServlet(application, "page", () -> null)).isEqualTo("200");
            assertThat(ofServlet(application, "page", () -> {
                        throw new IllegalStateException("no caller");
                    }))
                    .isEqualTo("200");
        }
    }

    /** The observer of an application. */
    @ApplicationScoped
    public static class Seen {
        private final List<RevokedTokenRejected> events = new CopyOnWriteArrayList<>();

        void rejected(@Observes RevokedTokenRejected event) {
            events.add(event);
        }

        /** What was observed. */
        public List<String> all() {
            return events.stream()
                    .map(each -> each.method() + " " + each.path())
                    .toList();
        }
    }

    /** The path itself may name a user: the stub of the request has none. */
    @Test
    void requestOfAServlet_thatIsRefused_isReportedAndAuditedWithThePatternOfTheServlet() throws Exception {
        try (Application application = new Application(Seen.class)) {
            JsonWebToken token = token();
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");
            for (String pattern : List.of("/pages/*", "", "*.html")) {
                assertThat(ofServlet(application, "page", () -> token, new HashMap<>(Map.of("pattern", pattern))))
                        .startsWith("401");
            }

            assertThat(application.bean(Seen.class).all()).containsExactly("GET /pages/*", "GET /", "GET *.html");
            RevocationAudit audit = application.bean(RevocationAudit.class);
            await().untilAsserted(() -> assertThat(
                            audit.find(AuditQuery.all().user("ada").action(AuditEntry.Action.REJECTED))
                                    .entries())
                    .last()
                    .extracting(AuditEntry::request)
                    .isEqualTo(Optional.of("GET /pages/*")));
            await().untilAsserted(() -> assertThat(audit.counts().rejected()).isEqualTo(3));
        }
    }

    @Test
    void callOfTheChecker_thatIsRefused_isReportedAndAudited() {
        try (Application application = new Application(Seen.class)) {
            JsonWebToken token = token();
            TokenRevocationChecker checker = application.bean(TokenRevocationChecker.class);
            checker.requireAccepted(token);
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");
            assertThat(checker.check(token)).isEqualTo(TokenRevocationChecker.Status.REVOKED);
            assertThatThrownBy(() -> checker.requireAccepted(token)).isInstanceOf(TokenRevokedException.class);

            assertThat(application.bean(Seen.class).all()).containsExactly("CALL TokenRevocationChecker");
            RevocationAudit audit = application.bean(RevocationAudit.class);
            await().untilAsserted(() -> assertThat(
                            audit.find(AuditQuery.all().user("ada").action(AuditEntry.Action.REJECTED))
                                    .entries())
                    .singleElement()
                    .extracting(AuditEntry::request)
                    .isEqualTo(Optional.of("CALL TokenRevocationChecker")));
        }
    }

    @Test
    void requestOfAServletOfJaxRs_isLeftToItsFiltersOnceTheyAreRegistered() throws Exception {
        try (Application application = new Application()) {
            JsonWebToken token = token();
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");
            assertThat(ofServlet(application, OffApplication.class.getName(), () -> token))
                    .startsWith("401");

            application.bean(RestRegistration.class).markRegistered();

            assertThat(ofServlet(application, OffApplication.class.getName(), () -> token))
                    .isEqualTo("200");
        }
    }

    /** Most servers answer it in a filter of their own, before JAX-RS and its filters. */
    @ParameterizedTest
    @CsvSource({"GET, websocket", "CONNECT,"})
    void handshakeUnderAPathOfJaxRs_withARevokedToken_isRefused(String method, @Nullable String upgrade)
            throws Exception {
        try (Application application = new Application()) {
            application.bean(RestRegistration.class).markRegistered();
            JsonWebToken token = token();
            Map<String, Object> handshake = new HashMap<>();
            handshake.put("method", method);
            handshake.put("upgrade", upgrade);
            String rest = OffApplication.class.getName();
            assertThat(ofServlet(application, rest, () -> token, new HashMap<>(handshake)))
                    .isEqualTo("200");
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            assertThat(ofServlet(application, rest, () -> token, handshake)).startsWith("401");
        }
    }

    @Test
    void requestOfAServlet_thatIsDispatchedAgain_isCheckedOnce() throws Exception {
        try (Application application = new Application()) {
            JsonWebToken token = token();
            Map<String, Object> request = new HashMap<>();
            assertThat(ofServlet(application, "page", () -> null, request)).isEqualTo("200");
            assertThat(ofServlet(application, "page", () -> token, request)).isEqualTo("200");
            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            assertThat(ofServlet(application, "other page", () -> token, request))
                    .isEqualTo("200");
        }
    }

    /** MicroProfile JWT does not require the token as principal outside JAX-RS. */
    @Test
    void requestOfAServlet_whoseCallerIsNoToken_isReportedOnce() throws Exception {
        try (Application application = new Application();
                LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            Principal other = stub(Principal.class, (name, arguments) -> "ada");

            assertThat(ofServlet(application, "page", () -> other)).isEqualTo("200");
            assertThat(ofServlet(application, "page", () -> other)).isEqualTo("200");

            assertThat(lines.all().stream().filter(line -> line.contains("is NOT checked")))
                    .hasSize(1)
                    .allMatch(line -> line.contains("beacon.revocation.servlet-patterns"));
        }
    }
}
