package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.OpenConnection;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks outside requests, and connections that end with their tokens. */
class OpenConnectionsTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos;
    private volatile boolean down;

    private final EmbeddedStore memory = new EmbeddedStore(() -> now);
    private final AtomicInteger asked = new AtomicInteger();
    private final Scheduler scheduler = new Scheduler();
    private final RevocationNode node = node(Map.of());
    private final RevocationNode other = node(Map.of());
    private final List<String> closed = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        memory.close();
        scheduler.close();
    }

    private RevocationNode node(Map<String, String> properties) {
        return new RevocationNode(store(), scheduler, () -> now, () -> nanos, properties, 1_000);
    }

    private RevocationStore store() {
        return (RevocationStore) Proxy.newProxyInstance(
                RevocationStore.class.getClassLoader(),
                new Class<?>[] {RevocationStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("find")) {
                        asked.incrementAndGet();
                    }
                    try {
                        return down
                                ? CompletableFuture.failedFuture(
                                        new StoreException(RedisErrorType.CONNECTION_ERROR, "down", null))
                                : method.invoke(memory.revocations(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private JsonWebToken token(String user) {
        return Tokens.of("sub", user, now.getEpochSecond() - 10, now.getEpochSecond() + 900);
    }

    private OpenConnection open(RevocationNode on, String name, JsonWebToken token) {
        return on.checker.closeWithToken(token, () -> closed.add(name));
    }

    private List<String> closed() {
        return closed.stream().sorted().toList();
    }

    @Test
    void connections_ofATokenRevokedOnAnotherNode_areClosedByTheNextCheckAndOnce() {
        JsonWebToken phone = token("ada");
        JsonWebToken laptop = token("ada");
        open(node, "stream", phone);
        open(node, "socket", phone);
        open(node, "laptop", laptop);
        other.service.revokeToken(phone, "logout");
        assertThat(closed()).isEmpty();

        node.connections.check();
        node.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("socket", "stream"));
        assertThat(node.connections.size()).isOne();

        other.service.revokeAllUserTokens(laptop, "logout everywhere");
        node.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("laptop", "socket", "stream"));
        assertThat(node.connections.size()).isZero();
    }

    @Test
    void connection_ofATokenThatIsRevokedAlready_isClosedAtOnce() {
        JsonWebToken token = token("ada");
        other.service.revokeToken(token, "logout");

        open(node, "late", token);

        await().untilAsserted(() -> assertThat(closed()).containsExactly("late"));
    }

    @Test
    void connection_thatHasEndedByItself_isNotClosed() {
        JsonWebToken token = token("ada");
        OpenConnection ended = open(node, "ended", token);
        open(node, "open", token);
        ended.close();
        ended.close();
        other.service.revokeToken(token, "logout");

        node.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("open"));
        assertThat(node.connections.size()).isZero();
    }

    @Test
    void check_ofManyConnectionsOfAToken_asksOnce() {
        JsonWebToken token = token("ada");
        for (int i = 0; i < 1_500; i++) {
            open(node, "same", token);
        }
        for (int i = 0; i < 1_100; i++) {
            open(node, "other", token("grace"));
        }
        int before = asked.get();

        node.connections.check();

        assertThat(asked.get() - before).isEqualTo(1_101);
        assertThat(closed()).isEmpty();
    }

    @Test
    void connection_whoseTokenHasExpired_isClosedAfterTheSkew() {
        open(node, "expiring", token("ada"));
        now = now.plusSeconds(959);
        node.connections.check();
        assertThat(node.connections.size()).isOne();

        now = now.plusSeconds(1);
        node.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("expiring"));
    }

    /** As a request: an unreadable claim matters only if it is needed. */
    @ParameterizedTest
    @CsvSource({"bounded", "open"})
    void connection_ofATokenWhoseExpiryCannotBeRead_isClosedOnceACutoffNeedsItsTimes(String policy) {
        RevocationNode own = node(Map.of("beacon.revocation.on-store-failure", policy));
        JsonWebToken token = token("ada");
        JsonWebToken odd = (JsonWebToken) Proxy.newProxyInstance(
                JsonWebToken.class.getClassLoader(),
                new Class<?>[] {JsonWebToken.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getClaim") && arguments[0].equals("exp")) {
                        throw new IllegalStateException("no number");
                    }
                    return method.invoke(token, arguments);
                });
        open(own, "odd", odd);
        own.connections.check();
        assertThat(own.checker.check(odd)).isEqualTo(Status.ACCEPTED);
        assertThat(own.connections.size()).isOne();

        other.service.revokeAllUserTokens("sub", "ada", "suspended");
        own.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("odd"));
        assertThat(own.checker.check(odd)).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void connection_withoutAToken_isNeverClosed() {
        open(node, "anonymous", Tokens.empty());
        node.connections.check();

        assertThat(node.connections.size()).isZero();
        assertThat(closed()).isEmpty();
    }

    @Test
    void connectionThatCannotBeClosed_isLoggedAndForgotten() {
        JsonWebToken token = token("ada");
        node.checker.closeWithToken(token, () -> {
            throw new IllegalStateException("closed already");
        });
        open(node, "other", token);
        other.service.revokeToken(token, "logout");

        node.connections.check();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("other"));
        assertThat(node.connections.size()).isZero();
    }

    /** Like requests: {@code bounded} tolerates an outage for a while. */
    @ParameterizedTest
    @CsvSource({"bounded, 59, ''", "bounded, 61, stream", "closed, 1, stream", "open, 3600, ''"})
    void connection_whileTheStoreFails_followsTheFailurePolicy(String policy, long seconds, String expected) {
        RevocationNode own = node(Map.of("beacon.revocation.on-store-failure", policy));
        open(own, "stream", token("ada"));
        down = true;
        nanos += seconds * 1_000_000_000L;

        own.connections.check();

        await().untilAsserted(() -> assertThat(String.join("", closed())).isEqualTo(expected));
        assertThat(own.connections.size()).isEqualTo(expected.isEmpty() ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"bounded, ACCEPTED, UNAVAILABLE", "closed, UNAVAILABLE, UNAVAILABLE", "open, ACCEPTED, ACCEPTED"})
    void checker_whileTheStoreFails_decidesByTheFailurePolicy(String policy, Status seen, Status unseen) {
        TokenRevocationChecker checker = node(Map.of("beacon.revocation.on-store-failure", policy)).checker;
        JsonWebToken token = token("ada");
        assertThat(checker.check(token)).isEqualTo(Status.ACCEPTED);
        down = true;

        assertThat(checker.check(token)).isEqualTo(seen);
        assertThat(checker.check(token("ada"))).isEqualTo(unseen);
        if (unseen == Status.UNAVAILABLE) {
            assertThatThrownBy(() -> checker.requireAccepted(token("ada"))).isInstanceOf(RedisException.class);
        } else {
            checker.requireAccepted(token("ada"));
        }
    }

    @Test
    void checker_ofARevokedToken_refusesItAndThrows() {
        JsonWebToken token = token("ada");
        node.checker.requireAccepted(token);
        other.service.revokeToken(token, "logout");

        assertThat(node.checker.check(token)).isEqualTo(Status.REVOKED);
        assertThatThrownBy(() -> node.checker.requireAccepted(token))
                .isInstanceOf(TokenRevokedException.class)
                .hasMessage("Token has been revoked");
    }

    @Test
    void checker_whereRevocationIsDisabled_acceptsAll() {
        RevocationNode disabled = node(Map.of("beacon.revocation.enabled", "false"));
        JsonWebToken token = token("ada");
        other.service.revokeToken(token, "logout");

        assertThat(disabled.checker.check(token)).isEqualTo(Status.ACCEPTED);
        open(disabled, "stream", token);
        assertThat(disabled.connections.size()).isZero();
    }
}
