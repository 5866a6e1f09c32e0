package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.FakeRedis;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TcpProxy;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies and old servers that do not know {@code HELLO} say so in many ways. */
class Resp2FallbackTest {
    private static void behindProxy(Consumer<TcpProxy> greetings, String password, Consumer<Store> test) {
        String[] settings = password.isEmpty() ? new String[0] : new String[] {"--requirepass", password};
        try (RedisProcess server = RedisProcess.start(settings);
                TcpProxy proxy = new TcpProxy(server.port())) {
            greetings.accept(proxy);
            String login = password.isEmpty() ? "" : ":" + password + "@";
            try (RedisStore store = RedisStore.connect(
                    Faults.options("redis://" + login + "127.0.0.1:" + proxy.port()), Telemetry.NONE)) {
                test.accept(store);
            }
        }
    }

    private static void assertWorks(Store store) {
        await().atMost(Duration.ofSeconds(20)).until(() -> answers(store));
        done(tryAcquire(store, "subject"));
        done(store.keyValues().increment("n", 1, MINUTE));
        assertThat(done(store.refusals())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ERR unknown command 'HELLO'",
                "-ERR unknown command `HELLO`, with args beginning with: `3`,",
                "-ERR Unknown command HELLO",
                "-ERR unsupported command 'hello'",
                "-ERR unknown",
                "-ERR Protocol error",
                "-ERR syntax error",
                "-ERR wrong number of arguments for 'hello' command",
                "-ERR command is not allowed",
                "-NOPROTO unsupported protocol version",
                "-NOAUTH Authentication required.",
                "-NOAUTH HELLO must be called with the client already authenticated",
                "-NOPERM this user has no permissions to run the 'hello' command or its subcommand",
                "-NOPERM User app has no permissions to run the 'hello' command",
                "-ERR The user has no permissions",
                "-invalid request",
                "+OK",
                "$-1",
                ":1",
                "HTTP/1.1 400 Bad Request"
            })
    void greeting_thatIsRefused_isFollowedByTheOldProtocol(String reply) {
        behindProxy(proxy -> proxy.answerGreetings(reply + "\r\n"), "", Resp2FallbackTest::assertWorks);
        behindProxy(proxy -> proxy.answerGreetings(reply + "\r\n"), "secret", Resp2FallbackTest::assertWorks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret"})
    void connection_thatIsClosedOnTheGreeting_isOpenedAgainInTheOldProtocol(String password) {
        behindProxy(TcpProxy::hangUpOnGreetings, password, Resp2FallbackTest::assertWorks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret"})
    void greeting_withoutAnAnswer_isFollowedByTheOldProtocolInTheNextAttempt(String password) {
        behindProxy(TcpProxy::swallowGreetings, password, Resp2FallbackTest::assertWorks);
    }

    /** Where neither protocol helps, the reason is told, and both are tried again. */
    @Test
    void server_thatRefusesBoth_isToldWithItsReason() {
        try (RedisProcess server = RedisProcess.start("--requirepass", "secret");
                RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            assertThat(failure(store.ping()))
                    .hasMessageContaining("NOAUTH")
                    .extracting("type")
                    .isEqualTo(RedisErrorType.CONNECTION_ERROR);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-DENIED Redis is running in protected mode because you asked for it, protected-mode",
        "-WRONGPASS invalid username-password pair, user or password",
        "-MASTERDOWN Link with MASTER is down, lost its master",
        "-LOADING Redis is loading the dataset in memory, loading its data",
    })
    void greeting_refusedForAReasonOfAnyProtocol_isTold(String reply, String reason) {
        try (FakeRedis server = FakeRedis.start()) {
            server.greeting(reply + "\r\n");
            try (RedisStore store =
                    RedisStore.connect(Faults.options(server.url().replace("//", "//:secret@")), Telemetry.NONE)) {
                assertThat(failure(store.ping()))
                        .hasMessageContaining(reason)
                        .extracting("type")
                        .isEqualTo(RedisErrorType.CONNECTION_ERROR);
            }
        }
    }

    /** The client's clean-up after a refusal may fail, too, and may be told beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"LOADING Redis is loading the dataset in memory", "WRONGPASS invalid username-password pair"})
    void reason_ofAnyProtocol_decidesWhateverElseFails(String reply) {
        List<ProtocolVersion> spoken = new ArrayList<>();
        Throwable failure = new RedisConnectionException("cannot connect", new RedisCommandExecutionException(reply));
        failure.addSuppressed(new NullPointerException("no connection to close"));
        failure.addSuppressed(new IOException("closed"));

        CompletionStage<String> connected =
                new Resp2Fallback(spoken::add).connect(() -> CompletableFuture.failedFuture(failure));

        assertThat(connected).isCompletedExceptionally();
        assertThat(spoken).isEmpty();
    }

    /** Redis itself quotes what an unknown command begins with, and others do in other words. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'secret'",
                "-no such thing: HELLO 3 AUTH default secret",
                "-WEIRD HELLO 3 AUTH default secret"
            })
    void refusal_thatQuotesThePassword_isNotRepeated(String reply) {
        try (FakeRedis server = FakeRedis.start()) {
            server.greeting(reply + "\r\n");
            try (RedisStore store =
                    RedisStore.connect(Faults.options(server.url().replace("//", "//:secret@")), Telemetry.NONE)) {
                StoreException failure = failure(store.ping());
                assertThat(failure.type()).isEqualTo(RedisErrorType.CONNECTION_ERROR);
                assertThat(Faults.messages(failure)).doesNotContain("secret");
            }
        }
    }

    static Stream<Throwable> failuresOfAServer() {
        return Stream.of(
                new RedisConnectionException("cannot connect", new IOException("Connection reset by peer")),
                new RedisConnectionException("cannot connect", new RedisCommandTimeoutException("no answer")));
    }

    /** A connection is killed in its handshake, or the server is frozen: that says nothing about the protocol. */
    @ParameterizedTest
    @MethodSource("failuresOfAServer")
    void handshake_thatFailsAfterTheNewProtocolHasConnected_isRepeatedInTheNewProtocol(Throwable failure) {
        List<ProtocolVersion> spoken = new ArrayList<>();
        Resp2Fallback protocol = new Resp2Fallback(spoken::add);

        assertThat(protocol.connect(() -> CompletableFuture.completedFuture("connected")))
                .isCompletedWithValue("connected");
        for (int i = 0; i < 3; i++) {
            assertThat(protocol.connect(() -> CompletableFuture.failedFuture(failure)))
                    .isCompletedExceptionally();
        }

        assertThat(spoken).isEmpty();
    }

    /** The server starts, or was frozen, while the application starts: near caches must hear of changes after all. */
    @ParameterizedTest
    @MethodSource("failuresOfAServer")
    void handshake_thatFailsOnce_isRepeatedInTheNewProtocolWhenTheServerAnswers(Throwable failure) {
        Attempts attempts = new Attempts();
        attempts.next.add(failure);

        attempts.untilConnected();
        assertThat(attempts.connect()).isCompletedWithValue("by RESP3");

        assertThat(attempts.spoken).endsWith((ProtocolVersion) null);
    }

    @ParameterizedTest
    @MethodSource("failuresOfAServer")
    void handshakes_thatAlwaysFail_leadToTheOldProtocolForGood(Throwable failure) {
        Attempts attempts = new Attempts();
        attempts.always = failure;

        attempts.untilConnected();
        int tried = attempts.greetings;
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.connect()).isCompletedWithValue("by RESP2");
        }

        assertThat(attempts.greetings).isEqualTo(tried);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down",
                "refused"
            })
    void secondHandshake_thatFailsForAnotherReason_leavesItOpen(String reason) {
        Attempts attempts = new Attempts();
        attempts.next.add(new RedisConnectionException("cannot connect", new IOException("Connection reset by peer")));
        attempts.next.add(new RedisConnectionException(
                "cannot connect",
                reason.equals("refused") ? new ConnectException(reason) : new RedisCommandExecutionException(reason)));

        attempts.untilConnected();
        assertThat(attempts.connect()).isCompletedWithValue("by RESP3");
    }

    /** All lanes connect at once, and the server answers one of them first. */
    @ParameterizedTest
    @MethodSource("failuresOfAServer")
    void handshakeOfAnotherConnection_thatSucceeds_isTrusted(Throwable failure) {
        Attempts attempts = new Attempts();
        attempts.next.add(failure);
        CompletableFuture<String> late = new CompletableFuture<>();
        List<CompletionStage<String>> lanes = new ArrayList<>();
        attempts.answer = late;
        while (attempts.greetings < 2) {
            lanes.add(attempts.connect());
        }
        attempts.answer = null;

        assertThat(attempts.connect()).isCompletedWithValue("by RESP3");
        late.completeExceptionally(failure);

        assertThat(attempts.connect()).isCompletedWithValue("by RESP3");
        assertThat(lanes).allMatch(lane -> lane.toCompletableFuture().isDone());
    }

    /** It closes the connection in the old protocol, too. */
    @Test
    void server_thatDiesDuringTheSecondHandshake_isAskedAgain() {
        List<@Nullable ProtocolVersion> spoken = new ArrayList<>();
        Deque<Object> answers = new ArrayDeque<>(List.of(reset(), connection(false), reset(), connection(true)));
        Resp2Fallback protocol = new Resp2Fallback(spoken::add);
        Supplier<CompletionStage<StatefulConnection<?, ?>>> attempt =
                () -> answers.pop() instanceof StatefulConnection<?, ?> opened
                        ? CompletableFuture.completedFuture(opened)
                        : CompletableFuture.failedFuture(reset());

        assertThat(protocol.connect(attempt)).isCompleted();
        answers.add(connection(true));
        assertThat(protocol.connect(attempt)).isCompleted();

        assertThat(answers).isEmpty();
        assertThat(spoken).endsWith((ProtocolVersion) null);
    }

    private static Throwable reset() {
        return new RedisConnectionException("cannot connect", new IOException("Connection reset by peer"));
    }

    private static StatefulConnection<?, ?> connection(boolean open) {
        return (StatefulConnection<?, ?>) Proxy.newProxyInstance(
                Resp2FallbackTest.class.getClassLoader(),
                new Class<?>[] {StatefulConnection.class},
                (proxy, method, arguments) -> method.getName().equals("isOpen")
                        ? open
                        : CompletableFuture.<@Nullable Void>completedFuture(null));
    }

    /** Attempts whose failures in the new protocol are given. The old one always connects. */
    private static final class Attempts {
        private final List<@Nullable ProtocolVersion> spoken = new ArrayList<>();
        private final Deque<Throwable> next = new ArrayDeque<>();
        private final Resp2Fallback protocol = new Resp2Fallback(spoken::add);
        private @Nullable Throwable always;
        /** The answer to the other greetings; null: at once. */
        private @Nullable CompletableFuture<String> answer;

        private int greetings;

        private CompletionStage<String> connect() {
            return protocol.connect(this::attempt);
        }

        private CompletionStage<String> attempt() {
            if (!spoken.isEmpty() && spoken.get(spoken.size() - 1) == ProtocolVersion.RESP2) {
                return CompletableFuture.completedFuture("by RESP2");
            }
            greetings++;
            if (next.isEmpty() && answer != null) {
                return answer;
            }
            Throwable failure = next.isEmpty() ? always : next.pop();
            return failure == null
                    ? CompletableFuture.completedFuture("by RESP3")
                    : CompletableFuture.failedFuture(failure);
        }

        private void untilConnected() {
            for (int i = 0; i < 10; i++) {
                if (!connect().toCompletableFuture().isCompletedExceptionally()) {
                    return;
                }
            }
            throw new AssertionError("never connected");
        }
    }

    @Test
    void refusal_afterTheNewProtocolHasConnected_isFollowedByTheOldProtocol() {
        List<ProtocolVersion> spoken = new ArrayList<>();
        Resp2Fallback protocol = new Resp2Fallback(spoken::add);
        Deque<Throwable> failures =
                new ArrayDeque<>(List.of(new RedisCommandExecutionException("ERR unknown command 'HELLO'")));

        assertThat(protocol.connect(() -> CompletableFuture.completedFuture("connected")))
                .isCompleted();
        assertThat(protocol.connect(() -> failures.isEmpty()
                        ? CompletableFuture.completedFuture("connected")
                        : CompletableFuture.failedFuture(failures.pop())))
                .isCompleted();

        assertThat(spoken).containsExactly(ProtocolVersion.RESP2);
    }

    @Test
    void failure_withoutAReason_isFollowedByAnotherAttempt() {
        List<ProtocolVersion> spoken = new ArrayList<>();
        Resp2Fallback protocol = new Resp2Fallback(spoken::add);
        Deque<Throwable> failures = new ArrayDeque<>(List.of(
                withoutReason(),
                new RedisConnectionException("of two nodes", withoutReason()),
                new RedisCommandExecutionException("NOPERM this user has no permissions to run the 'hello' command"),
                withoutReason()));

        CompletionStage<String> connected = protocol.connect(() -> failures.isEmpty()
                ? CompletableFuture.completedFuture("connected")
                : CompletableFuture.failedFuture(failures.pop()));

        assertThat(connected).isCompletedWithValue("connected");
        assertThat(spoken).containsExactly(ProtocolVersion.RESP2);
    }

    @Test
    void failure_thatNeverHasAReason_isAFailureInTheEnd() {
        AtomicInteger attempts = new AtomicInteger();

        CompletionStage<String> connected = new Resp2Fallback(version -> {}).connect(() -> {
            attempts.incrementAndGet();
            return CompletableFuture.failedFuture(withoutReason());
        });

        assertThat(connected).isCompletedExceptionally();
        assertThat(attempts).hasValueBetween(2, 10);
    }

    /**
     * As the client says it: a server's answer that comes before the client listens cannot be brought about at will.
     */
    private static Throwable withoutReason() {
        return new IllegalStateException("RedisHandshakeHandler not registered");
    }
}
