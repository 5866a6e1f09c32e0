package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.rest.RevocationFilter;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of the calls of others while rejected requests cannot be recorded. */
class RejectionsInBackgroundTest {
    private static final Settings SETTINGS = Settings.read(name -> Optional.empty(), problem -> {
        throw problem;
    });

    private final TelemetryRecorder telemetry = new TelemetryRecorder();
    private final AtomicInteger attempts = new AtomicInteger();

    private static <T> T stub(Class<T> type, Function<String, @Nullable Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.apply(method.getName())));
    }

    /** A store that does not answer what is sent in the background. */
    private Store withoutAudit(Store real) {
        RevocationAuditStore failing = stub(RevocationAuditStore.class, method -> {
            attempts.incrementAndGet();
            CompletionStage<Boolean> lost = CompletableFuture.failedFuture(
                    new StoreException(RedisErrorType.TIMEOUT_ERROR, "as the test wants it", null));
            return lost;
        });
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (self, method, arguments) ->
                        method.getName().equals("revocationAudit") ? failing : method.invoke(real, arguments));
    }

    /** They wait for nobody: their failures say nothing of the calls that somebody waits for. */
    @Test
    void rejections_thatCannotBeRecorded_failNoOtherCalls() {
        long now = Instant.now().getEpochSecond();
        JsonWebToken token =
                Tokens.verified(Tokens.sign(Map.of("iss", "issuer", "sub", "ada", "iat", now, "exp", now + 900)));
        SecurityContext security = stub(SecurityContext.class, method -> token);
        ContainerRequestContext request = stub(
                ContainerRequestContext.class,
                method -> method.equals("getSecurityContext") ? security : method.equals("getMethod") ? "GET" : null);
        try (Platform platform = Platform.on(
                withoutAudit(new EmbeddedStore(InstantSource.system())),
                SETTINGS,
                name -> Optional.empty(),
                telemetry,
                InstantSource.system())) {
            Revoking revoking = new Revoking(
                    platform,
                    SETTINGS.revocation(),
                    new RevocationPolicies(name -> Optional.empty(), SETTINGS.revocation()),
                    Caller.NOBODY,
                    new RestRegistration(true));
            revoking.blacklist().revokeToken(token, "why");
            for (Object component : revoking.rest().components()) {
                if (component instanceof RevocationFilter filter) {
                    filter.filter(request);
                }
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> attempts.get() >= 2);
            assertThat(telemetry.take()).noneMatch(call -> call.startsWith("failed"));
        }
    }
}
