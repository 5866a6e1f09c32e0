package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.event.RefreshTokenReused;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.RevocationMode;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line of the README's table of what can be revoked does what the README says. */
class ReadmeRevocationTest {
    private static final String README = Snippets.text(Path.of("README.md"));

    private final Instant later = Instant.now().plusSeconds(900);

    private record Line(Scope scope, String call, BiFunction<TokenBlacklistService, JsonWebToken, Scope> run) {}

    private List<Line> table() {
        return List.of(
                new Line(Scope.TOKEN, "`revokeToken(token, reason)`", (blacklist, token) -> blacklist
                        .revokeToken(token, "why")
                        .scope()),
                new Line(
                        Scope.TOKEN,
                        "`revokeTokenId(issuer, tokenId, expiresAt, reason)`",
                        (blacklist, token) -> blacklist
                                .revokeTokenId(token.getIssuer(), token.getTokenID(), later, "why")
                                .scope()),
                new Line(Scope.SESSION, "`revokeSession(token, reason)`", (blacklist, token) -> blacklist
                        .revokeSession(token, "why")
                        .scope()),
                new Line(Scope.SESSION, "`revokeSession(issuer, sid, reason)`", (blacklist, token) -> blacklist
                        .revokeSession(token.getIssuer(), token.getClaim("sid"), "why")
                        .scope()),
                new Line(Scope.USER, "`revokeAllUserTokens(token, reason)`", (blacklist, token) -> blacklist
                        .revokeAllUserTokens(token, "why")
                        .scope()),
                new Line(Scope.CLIENT, "`revokeClientTokens(clientId, reason)`", (blacklist, token) -> blacklist
                        .revokeClientTokens(token.getClaim("azp"), "why")
                        .scope()),
                new Line(Scope.ISSUER, "`revokeIssuerTokens(issuer, reason)`", (blacklist, token) -> blacklist
                        .revokeIssuerTokens(token.getIssuer(), "why")
                        .scope()),
                new Line(Scope.CLAIM, "`revokeWhere(claim, value, reason)`", (blacklist, token) -> blacklist
                        .revokeWhere("device_id", token.getClaim("device_id"), "why")
                        .scope()));
    }

    /** A token that shares no claim with any other one. */
    private static JsonWebToken token() {
        String own = UUID.randomUUID().toString();
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new HashMap<>(Map.of("iss", "https://" + own, "iat", now - 5, "exp", now + 900));
        for (String claim : List.of("sub", "jti", "sid", "azp", "device_id")) {
            claims.put(claim, claim + own);
        }
        return Tokens.verified(Tokens.sign(claims));
    }

    @Test
    void table_eachCall_revokesTheTokenInItsScope() {
        try (Application application = new Application(Map.of("beacon.revocation.claims", "device_id"))) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            for (Line line : table()) {
                assertThat(README).contains(line.call());
                JsonWebToken token = token();
                assertThat(blacklist.isTokenRevoked(token)).isFalse();

                assertThat(line.run().apply(blacklist, token)).as(line.call()).isEqualTo(line.scope());

                assertThat(blacklist.isTokenRevoked(token)).as(line.call()).isTrue();
                assertThat(blacklist.isTokenRevoked(token())).isFalse();
            }
        }
    }

    @Test
    void suspensions_asShown_sayWhetherAReplicaHasThem(@TempDir Path output) throws Exception {
        String code = Snippets.java(Path.of("README.md"))
                .filter(snippet -> snippet.contains("public class Suspensions "))
                .findFirst()
                .orElseThrow();
        Class<?> type = Snippets.compiled(code, output);
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1 " + master.port())) {
            assertThat(README).contains("`replicas:1`", "`fsync`");
            Map<String, String> settings = Application.on(master.url());
            settings.put("beacon.revocation.durability", "replicas:1");
            try (Application application = new Application(settings)) {
                Object bean = type.getConstructor().newInstance();
                Field blacklist = type.getDeclaredField("blacklist");
                blacklist.setAccessible(true);
                blacklist.set(bean, application.bean(TokenBlacklistService.class));

                await().atMost(Duration.ofSeconds(30)).until(() ->
                        (boolean) type.getMethod("suspend", String.class).invoke(bean, "ada"));
                replica.freeze();
                assertThat(type.getMethod("suspend", String.class).invoke(bean, "ada"))
                        .isEqualTo(false);
                replica.thaw();
            }
        }
    }

    @Test
    void history_asShown_hasWhatHappenedToAUser(@TempDir Path output) throws Exception {
        String code = Snippets.java(Path.of("README.md"))
                .filter(snippet -> snippet.contains("public class SupportResource "))
                .findFirst()
                .orElseThrow();
        Class<?> type = Snippets.compiled(code, output);
        assertThat(README).contains("`counts()`", "`export`", "`after`", "`about(target)`", "`refused.audit`");
        try (Application application = new Application()) {
            JsonWebToken token = token();
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            blacklist.revokeToken(token, "stolen");
            blacklist.revokeAllUserTokens("sub", token.getSubject(), "banned");
            blacklist.revokeToken(token(), "somebody else");
            Object bean = type.getConstructor().newInstance();
            Field audit = type.getDeclaredField("audit");
            audit.setAccessible(true);
            audit.set(bean, application.bean(RevocationAudit.class));

            Object history = type.getMethod("history", String.class).invoke(bean, token.getSubject());

            assertThat(history)
                    .asInstanceOf(InstanceOfAssertFactories.list(AuditEntry.class))
                    .extracting(entry -> entry.reason().orElseThrow())
                    .containsExactly("banned", "stolen");
        }
    }

    @Test
    void optionsAndRestoration_asShown_work() {
        assertThat(README)
                .contains(
                        "`RevokeOptions`", "`revokeAll`", "`restore…`", "`actor`", "`until`", "`dryRun`", "`byReason`");
        try (Application application = new Application()) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            JsonWebToken token = token();
            blacklist.revokeAll(
                    List.of(RevocationTarget.client(token.getClaim("azp")), RevocationTarget.sessionOf(token)),
                    "incident",
                    RevokeOptions.all().actor("root").until(later));
            assertThat(blacklist.getBlacklistStats().byReason()).isEqualTo(Map.of("incident", 2L));

            blacklist.restoreClientTokens(token.getClaim("azp"), "mistake");
            blacklist.restoreSession(token.getIssuer(), token.getClaim("sid"), "mistake");

            assertThat(blacklist.isTokenRevoked(token)).isFalse();
            assertThat(blacklist
                            .revoke(
                                    RevocationTarget.sessionOf(token),
                                    "",
                                    RevokeOptions.all().dryRun())
                            .outcome())
                    .hasToString("DRY_RUN");
            assertThat(blacklist.isTokenRevoked(token)).isFalse();
        }
    }

    private static Class<?> shown(String type, Path output) throws Exception {
        return Snippets.compiled(
                Snippets.java(Path.of("README.md"))
                        .filter(snippet -> snippet.contains("public class " + type + " "))
                        .findFirst()
                        .orElseThrow(),
                output);
    }

    @Test
    void payments_asShown_areCheckedAsTheirAnnotationsSay(@TempDir Path output) throws Exception {
        Class<?> type = shown("PaymentResource", output);
        RevocationPolicies policies = new RevocationPolicies(
                name -> Optional.empty(),
                Settings.read(name -> Optional.empty(), problem -> {
                            throw problem;
                        })
                        .revocation());

        assertThat(policies.of(new BeanMethod(type, type.getMethod("pay"))))
                .contains(new RevocationPolicy(RevocationMode.STRICT, OnFailure.CLOSED));
        assertThat(policies.of(new BeanMethod(type, type.getMethod("terms"))))
                .contains(new RevocationPolicy(RevocationMode.OFF, OnFailure.BOUNDED));
    }

    @Test
    void alerts_asShown_endWithTheirTokenUnlessTheClientHasGone(@TempDir Path output) throws Exception {
        Class<?> type = shown("AlertResource", output);
        Map<String, String> settings = Map.of("beacon.revocation.connection-check-interval", "100ms");
        try (Application application = new Application(settings)) {
            JsonWebToken token = token();
            Object resource = type.getConstructor().newInstance();
            set(resource, "checker", application.bean(TokenRevocationChecker.class));
            Sink open = new Sink();
            Sink left = new Sink();
            left.closed.set(true);
            for (Sink sink : List.of(open, left)) {
                type.getMethod("alerts", SseEventSink.class, SecurityContext.class)
                        .invoke(resource, sink.proxy(), security(token));
            }
            await().untilAsserted(() -> assertThat(left.asked).hasPositiveValue());
            // after a check that has found that the client has gone
            int asked = open.asked.get();
            await().untilAsserted(() -> assertThat(open.asked).hasValueGreaterThan(asked + 1));
            assertThat(open.closed).isFalse();

            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            await().untilTrue(open.closed);
            assertThat(left.closes).hasValue(0);
        }
    }

    private static SecurityContext security(JsonWebToken token) {
        return (SecurityContext) Proxy.newProxyInstance(
                SecurityContext.class.getClassLoader(),
                new Class<?>[] {SecurityContext.class},
                (proxy, method, arguments) -> token);
    }

    private static final class Sink {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();

        SseEventSink proxy() {
            return (SseEventSink) Proxy.newProxyInstance(
                    SseEventSink.class.getClassLoader(),
                    new Class<?>[] {SseEventSink.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("isClosed")) {
                            asked.incrementAndGet();
                            return closed.get();
                        }
                        closes.incrementAndGet();
                        closed.set(true);
                        return null;
                    });
        }
    }

    private static void set(Object target, String name, Object value) throws ReflectiveOperationException {
        Field field = target.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(target, value);
    }

    @Test
    void logins_asShown_areRenewedUntilASpentTokenIsUsed(@TempDir Path output) throws Exception {
        String code = Snippets.java(Path.of("README.md"))
                .filter(snippet -> snippet.contains("public class Logins "))
                .findFirst()
                .orElseThrow();
        Class<?> type = Snippets.compiled(code, output);
        assertThat(README).contains("`REPEATED`", "`REUSED`", "`REVOKED`", "`EXPIRED`", "`UNKNOWN`");
        try (Application application = new Application(Reuses.class)) {
            Object logins = type.getConstructor().newInstance();
            inject(logins, "refreshTokens", application.bean(RefreshTokens.class));
            inject(logins, "redis", application.bean(RedisService.class));
            String first =
                    (String) type.getMethod("begin", String.class, String.class).invoke(logins, "ada", "s1");

            String second = refreshToken(logins, first);
            assertThat(refreshToken(logins, first)).as("a double click").isEqualTo(second);
            String third = refreshToken(logins, second);
            assertThat(third).isNotEmpty();
            assertThat(refreshToken(logins, first)).as("a spent token").isEmpty();

            assertThat(refreshToken(logins, third)).isEmpty();
            assertThat(application.bean(Reuses.class).all)
                    .singleElement()
                    .satisfies(reuse -> assertThat(reuse.session()).isPresent());
        }
    }

    private static String refreshToken(Object logins, String presented) throws ReflectiveOperationException {
        Optional<?> renewal =
                (Optional<?>) logins.getClass().getMethod("renew", String.class).invoke(logins, presented);
        if (renewal.isEmpty()) {
            return "";
        }
        Object found = renewal.get();
        assertThat(found.getClass().getMethod("user").invoke(found)).isEqualTo("ada");
        return (String) found.getClass().getMethod("refreshToken").invoke(found);
    }

    private static void inject(Object bean, String name, Object value) throws ReflectiveOperationException {
        Field field = bean.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(bean, value);
    }

    /** What the application hears of spent tokens. */
    @Singleton
    static class Reuses {
        final List<RefreshTokenReused> all = new CopyOnWriteArrayList<>();

        void reused(@Observes RefreshTokenReused event) {
            all.add(event);
        }
    }
}
