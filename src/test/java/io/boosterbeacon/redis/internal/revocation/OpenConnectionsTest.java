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
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.ContextNotActiveException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks outside requests, and connections that end with their tokens. */
class OpenConnectionsTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos;
    private volatile boolean down;
    private volatile boolean broken;

    private final EmbeddedStore memory = new EmbeddedStore(() -> now);
    private final AtomicInteger asked = new AtomicInteger();
    private final Scheduler scheduler = new Scheduler();
    private final RevocationNode node = node(Map.of());
    private final RevocationNode other = node(Map.of());
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

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
                        if (broken) {
                            throw new StackOverflowError("a fault of the library");
                        }
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
        return on.checker.closeWithToken(token, () -> !gone.contains(name), () -> closed.add(name));
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

        node.checkConnections();
        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("socket", "stream"));
        await().until(() -> node.connections.size() == 1);

        other.service.revokeAllUserTokens(laptop, "logout everywhere");
        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("laptop", "socket", "stream"));
        await().until(() -> node.connections.size() == 0);
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

        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("open"));
        await().until(() -> node.connections.size() == 0);
    }

    /** A client that reconnects in a loop leaves connections that nobody closes. */
    @Test
    void connection_thatTheClientHasLeft_isForgottenByTheNextCheck() {
        JsonWebToken token = token("ada");
        for (int i = 0; i < 100; i++) {
            open(node, "left", token);
        }
        open(node, "open", token);
        node.checker.closeWithToken(
                token,
                () -> {
                    throw new AssertionError("cannot tell");
                },
                () -> closed.add("unknown"));
        gone.add("left");

        node.checkConnections();

        assertThat(node.connections.size()).isEqualTo(2);
        other.service.revokeToken(token, "logout");
        node.checkConnections();
        await().untilAsserted(() -> assertThat(closed()).containsExactly("open", "unknown"));
    }

    @Test
    void connections_beyondTheLimitOfAToken_closeItsOldest() {
        JsonWebToken token = token("ada");
        for (int i = 0; i < 1_003; i++) {
            open(node, "connection " + i, token);
        }
        open(node, "of another", token("grace"));

        assertThat(closed).containsExactly("connection 0", "connection 1", "connection 2");
        assertThat(node.connections.size()).isEqualTo(1_001);
    }

    @Test
    void connections_beyondTheLimitOfAll_areClosedAtOnce() {
        RevocationNode own = node(Map.of("beacon.revocation.max-connections", "2"));
        OpenConnection first = open(own, "first", token("ada"));
        open(own, "second", token("ada"));
        OpenConnection third = open(own, "third", token("ada"));
        assertThat(closed).containsExactly("third");

        third.close();
        open(own, "fourth", token("ada"));
        assertThat(closed).containsExactly("third", "fourth");

        first.close();
        open(own, "fifth", token("ada"));
        assertThat(closed).containsExactly("third", "fourth");
    }

    /** However many connections there are, and however many revocations. */
    @Test
    void revocation_onThisNode_closesItsConnectionsWithoutAskingTheStore() {
        JsonWebToken phone = token("ada");
        open(node, "phone", phone);
        open(node, "laptop", token("ada"));
        for (int i = 0; i < 600; i++) {
            open(node, "other", token("grace"));
        }
        int before = asked.get();
        for (int i = 0; i < 50; i++) {
            node.service.revokeToken(token("mallory"), "logs in and out");
        }

        node.service.revokeToken(phone, "logout");
        await().untilAsserted(() -> assertThat(closed()).containsExactly("phone"));
        node.service.revokeAllUserTokens("sub", "ada", "suspended");
        await().untilAsserted(() -> assertThat(closed()).containsExactly("laptop", "phone"));

        assertThat(asked.get()).isEqualTo(before);
    }

    /** As the module wires it: the next check is an hour away. */
    @Test
    void revocation_onThisNode_doesNotWaitForTheNextCheck() {
        try (Application application = new Application(Map.of("beacon.revocation.connection-check-interval", "1h"))) {
            long now = Instant.now().getEpochSecond();
            JsonWebToken token = Tokens.of("sub", "ada", now - 10, now + 900);
            OpenConnection unused = application
                    .bean(TokenRevocationChecker.class)
                    .closeWithToken(token, () -> true, () -> closed.add("stream"));

            application.bean(TokenBlacklistService.class).revokeToken(token, "logout");

            await().untilAsserted(() -> assertThat(closed).containsExactly("stream"));
        }
    }

    @Test
    void undeployment_withOpenConnections_endsTheirChecks() {
        AtomicInteger calls = new AtomicInteger();
        try (Application application =
                new Application(Map.of("beacon.revocation.connection-check-interval", "100ms"))) {
            long now = Instant.now().getEpochSecond();
            OpenConnection unused = application
                    .bean(TokenRevocationChecker.class)
                    .closeWithToken(
                            Tokens.of("sub", "ada", now - 10, now + 900),
                            () -> calls.incrementAndGet() > 0,
                            () -> closed.add("stream"));
            await().until(() -> calls.get() > 1);
        }

        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(400)).until(() -> last.getAndSet(calls.get()) == calls.get());
        assertThat(closed).isEmpty();
    }

    @Test
    void store_isAskedAboutEachTokenOnceInAnInterval() {
        for (int i = 0; i < 200; i++) {
            JsonWebToken token = token("user " + i);
            open(node, "one", token);
            open(node, "two", token);
        }
        int before = asked.get();
        for (int part = 0; part < OpenConnections.PARTS; part++) {
            int ofPart = asked.get();
            node.connections.checkPart(part);
            assertThat(asked.get() - ofPart).as("a part of the tokens").isBetween(1, 60);
        }
        assertThat(asked.get() - before).isEqualTo(200);

        for (int part = 0; part < OpenConnections.PARTS; part++) {
            node.connections.checkNext();
        }
        await().until(() -> asked.get() - before == 400);
    }

    @Test
    void check_ofManyConnectionsOfAToken_asksOnce() {
        JsonWebToken token = token("ada");
        for (int i = 0; i < 900; i++) {
            open(node, "same", token);
        }
        for (int i = 0; i < 1_100; i++) {
            open(node, "other", token("grace"));
        }
        int before = asked.get();

        node.checkConnections();

        assertThat(asked.get() - before).isEqualTo(1_101);
        assertThat(closed()).isEmpty();
    }

    @Test
    void connection_whoseTokenHasExpired_isClosedAfterTheSkew() {
        open(node, "expiring", token("ada"));
        now = now.plusSeconds(959);
        node.checkConnections();
        assertThat(node.connections.size()).isOne();

        now = now.plusSeconds(1);
        node.checkConnections();

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
        own.checkConnections();
        assertThat(own.checker.check(odd)).isEqualTo(Status.ACCEPTED);
        assertThat(own.connections.size()).isOne();

        other.service.revokeAllUserTokens("sub", "ada", "suspended");
        own.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("odd"));
        assertThat(own.checker.check(odd)).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void connection_withoutAToken_isNeverClosed() {
        open(node, "anonymous", Tokens.empty());
        node.checkConnections();

        assertThat(node.connections.size()).isZero();
        assertThat(closed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionThatCannotBeClosed_isLoggedAndForgotten(boolean isError) {
        JsonWebToken token = token("ada");
        for (int i = 0; i < 2 * CloseActions.THREADS; i++) {
            node.checker.closeWithToken(token, () -> true, () -> {
                if (isError) {
                    throw new AssertionError("a fault of the application");
                }
                throw new IllegalStateException("closed already");
            });
        }
        open(node, "other", token);
        other.service.revokeToken(token, "logout");

        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("other"));
        await().until(() -> node.connections.size() == 0);
        JsonWebToken later = token("ada");
        open(node, "later", later);
        node.service.revokeToken(later, "logout");
        await().untilAsserted(() -> assertThat(closed()).containsExactly("later", "other"));
    }

    /** A token that cannot be checked is refused; all others are still checked. */
    @Test
    void check_thatEndsWithAnError_isNotTheLast() {
        JsonWebToken token = token("ada");
        open(node, "while broken", token("grace"));
        broken = true;
        for (int part = 0; part < OpenConnections.PARTS; part++) {
            node.connections.checkNext();
        }
        await().untilAsserted(() -> assertThat(closed()).containsExactly("while broken"));
        broken = false;
        open(node, "later", token);
        other.service.revokeToken(token, "logout");

        for (int part = 0; part < OpenConnections.PARTS; part++) {
            node.connections.checkNext();
        }

        await().untilAsserted(() -> assertThat(closed()).containsExactly("later", "while broken"));
    }

    /** More than there are threads of any kind: the connections of a client that does not read, and that of another. */
    @Test
    void closeAction_thatBlocks_delaysNoOtherUser() throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        for (int i = 0; i < 300; i++) {
            node.checker.closeWithToken(token("mallory"), () -> true, () -> {
                try {
                    stalled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                closed.add("mallory's");
            });
        }
        open(node, "ada's", token("ada"));
        other.service.revokeAllUserTokens("sub", "mallory", "suspended");
        node.checkConnections();
        other.service.revokeAllUserTokens("sub", "ada", "logout everywhere");
        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("ada's"));
        CountDownLatch offloaded = new CountDownLatch(1);
        scheduler.offload(offloaded::countDown);
        assertThat(offloaded.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(node.connections.size()).isEqualTo(300);

        stalled.countDown();
        await().until(() -> node.connections.size() == 0);
        assertThat(closed).hasSize(301);
    }

    /** Some servers do not give the text of a token, and some tokens have no {@code jti}. */
    @Test
    void connections_ofTokensThatOnlyTheirSessionIdentifies_endByTheirOwnTimes() {
        JsonWebToken early = withoutId(now.getEpochSecond() - 10);
        JsonWebToken late = withoutId(now.getEpochSecond() + 10);
        open(node, "early", early);
        open(node, "late", late);

        other.service.revokeAllUserTokens("sub", "ada", "new password");
        node.checkConnections();

        await().untilAsserted(() -> assertThat(closed()).containsExactly("early"));
        assertThat(node.check.revoked(late)).isEmpty();
    }

    private JsonWebToken withoutId(long issued) {
        return new Tokens.Verified(
                "",
                Map.of("iss", "https://issuer.test", "sub", "ada", "sid", "s1", "iat", issued, "exp", issued + 900));
    }

    /** Like requests: {@code bounded} tolerates an outage for a while. */
    @ParameterizedTest
    @CsvSource({"bounded, 59, ''", "bounded, 61, stream", "closed, 1, stream", "open, 3600, ''"})
    void connection_whileTheStoreFails_followsTheFailurePolicy(String policy, long seconds, String expected) {
        RevocationNode own = node(Map.of("beacon.revocation.on-store-failure", policy));
        open(own, "stream", token("ada"));
        down = true;
        nanos += seconds * 1_000_000_000L;

        own.checkConnections();

        await().untilAsserted(() -> assertThat(String.join("", closed())).isEqualTo(expected));
        await().until(() -> own.connections.size() == (expected.isEmpty() ? 1 : 0));
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

    /** An injected token where no request is active: it must never count as a request without a token. */
    @Test
    void checker_ofATokenThatCannotBeRead_doesNotAcceptIt() {
        JsonWebToken inactive = (JsonWebToken) Proxy.newProxyInstance(
                JsonWebToken.class.getClassLoader(),
                new Class<?>[] {JsonWebToken.class},
                (proxy, method, arguments) -> {
                    throw new ContextNotActiveException("no request");
                });
        for (String policy : List.of("bounded", "closed", "open")) {
            TokenRevocationChecker checker = node(Map.of("beacon.revocation.on-store-failure", policy)).checker;

            assertThat(checker.check(inactive)).as(policy).isEqualTo(Status.UNAVAILABLE);
            assertThatThrownBy(() -> checker.requireAccepted(inactive)).isInstanceOf(RedisException.class);
            assertThatThrownBy(() -> checker.closeWithToken(inactive, () -> true, () -> closed.add("inactive")))
                    .isInstanceOf(ContextNotActiveException.class);
        }
        assertThatThrownBy(() -> node.service.isTokenRevoked(inactive)).isInstanceOf(ContextNotActiveException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without NullAway may pass
    void checker_ofNull_throws() {
        assertThatThrownBy(() -> node.checker.check(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> node.checker.requireAccepted(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> node.checker.closeWithToken(null, () -> true, () -> {}))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void checker_ofTheEmptyTokenOfARequestWithoutOne_acceptsItButDoesNotRequireIt() {
        assertThat(node.checker.check(Tokens.empty())).isEqualTo(Status.ACCEPTED);
        assertThatThrownBy(() -> node.checker.requireAccepted(Tokens.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the token is empty: that of a request without one");
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
