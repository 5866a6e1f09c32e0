package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.failure;
import static io.boosterbeacon.redis.internal.store.redis.Faults.tryAcquire;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.protocol.RedisProtocolException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table in the Javadoc of {@link io.boosterbeacon.redis.RedisException}, by real servers where they
 * can be had.
 */
class ErrorsTest {
    private static final String SECRET = "hunter2";

    private static void assertTold(StoreException failure, RedisErrorType type, String... words) {
        assertThat(failure.type()).isEqualTo(type);
        assertThat(failure).hasMessageContainingAll(words);
    }

    private static StoreException refusal(RedisProcess server) {
        try (RedisStore store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE)) {
            return failure(tryAcquire(store, "subject"));
        }
    }

    @Test
    void serverThatLoads_isAsGoodAsNotThere(@TempDir Path folder) {
        try (RedisProcess server = RedisProcess.start(
                "--dir",
                folder.toString(),
                "--key-load-delay",
                "500",
                "--loading-process-events-interval-bytes",
                "1024")) {
            try (Operator operator = new Operator(server.url())) {
                operator.redis()
                        .eval(
                                "for i = 1, 20000 do redis.call('set', 'key:' .. i, i) end",
                                ScriptOutputType.STATUS,
                                new String[0]);
                operator.redis().save();
            }
            server.kill();
            server.restart();

            assertTold(refusal(server), RedisErrorType.CONNECTION_ERROR, "LOADING", "loading its data");
        }
    }

    @Test
    void serverThatIsAReplica_refusesWritesAndSaysWhereToGo() {
        try (RedisProcess server = RedisProcess.start(
                "--replicaof", "127.0.0.1 " + RedisProcess.shared().port())) {
            assertTold(refusal(server), RedisErrorType.COMMAND_ERROR, "READONLY", "must lead to the master");
        }
    }

    @Test
    void replicaThatHasLostItsMaster_isAsGoodAsNotThere() {
        try (RedisProcess server =
                RedisProcess.start("--replicaof", "127.0.0.1 1", "--replica-serve-stale-data", "no")) {
            assertTold(refusal(server), RedisErrorType.CONNECTION_ERROR, "MASTERDOWN", "lost its master");
        }
    }

    @Test
    void serverWithoutMemory_refusesWrites() {
        try (RedisProcess server = RedisProcess.start("--maxmemory", "1", "--maxmemory-policy", "noeviction")) {
            assertTold(refusal(server), RedisErrorType.COMMAND_ERROR, "OOM", "memory is full");
        }
    }

    @Test
    void userWithoutPermission_isToldSo() {
        try (RedisProcess server =
                RedisProcess.start("--user", "ada", "on", ">" + SECRET, "~*", "&*", "+@all", "-@scripting")) {
            String url = server.url().replace("//", "//ada:" + SECRET + "@");
            try (RedisStore store = RedisStore.connect(Faults.options(url), Telemetry.NONE)) {
                StoreException failure = failure(tryAcquire(store, "subject"));

                assertTold(failure, RedisErrorType.COMMAND_ERROR, "NOPERM", "ACL");
                assertThat(Faults.messages(failure)).doesNotContain(SECRET);
            }
        }
    }

    @Test
    void keyOfAnotherKind_isToldSo() {
        try (Operator operator = new Operator(RedisProcess.shared().url());
                RedisStore store =
                        RedisStore.connect(Faults.options(RedisProcess.shared().url()), Telemetry.NONE)) {
            operator.redis().lpush("beacon:kv:{list-of-errors-test}", SECRET);

            StoreException failure = failure(store.keyValues().increment("list-of-errors-test", 1, MINUTE));

            assertTold(failure, RedisErrorType.COMMAND_ERROR, "WRONGTYPE", "another kind of value");
        }
    }

    @Test
    void nodeOfACluster_saysThatTheModeIsWrong() {
        try (RedisCluster servers = RedisCluster.start()) {
            RedisProcess wrong = Stream.of("{a}", "{b}", "{c}", "{d}", "{e}")
                    .map(servers::masterOf)
                    .filter(node -> node != servers.masterOf("{subject}"))
                    .findFirst()
                    .orElseThrow();

            assertTold(refusal(wrong), RedisErrorType.COMMAND_ERROR, "MOVED", "redis.mode=cluster");
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new RedisCommandTimeoutException(), RedisErrorType.TIMEOUT_ERROR, "in time"),
                Arguments.of(new TimeoutException(), RedisErrorType.TIMEOUT_ERROR, "in time"),
                Arguments.of(
                        new RedisConnectionException("x", new ConnectException("Connection refused")),
                        RedisErrorType.CONNECTION_ERROR,
                        "Connection refused"),
                Arguments.of(
                        new RedisConnectionException("x", new UnknownHostException("redis.example")),
                        RedisErrorType.CONNECTION_ERROR,
                        "the host is unknown"),
                Arguments.of(
                        new RedisConnectionException(
                                "x", new UnknownHostException("y").initCause(new IllegalStateException("timed out"))),
                        RedisErrorType.CONNECTION_ERROR,
                        "no name server tells where the host is (timed out)"),
                Arguments.of(
                        new RedisConnectionException(
                                "x", new DecoderException(new SSLHandshakeException("handshake timed out after 1 ms"))),
                        RedisErrorType.CONNECTION_ERROR,
                        "does not speak TLS"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: unknown_ca"),
                        RedisErrorType.CONNECTION_ERROR,
                        "redis.tls.key-store"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: protocol_version"),
                        RedisErrorType.CONNECTION_ERROR,
                        "TLS failed"),
                Arguments.of(
                        new DecoderException(new SSLHandshakeException("x").initCause(new CertificateException("y"))),
                        RedisErrorType.CONNECTION_ERROR,
                        "redis.tls.trust-store"),
                Arguments.of(
                        new RedisException(new IOException("Connection reset by peer")),
                        RedisErrorType.CONNECTION_ERROR,
                        "Connection reset by peer"),
                Arguments.of(
                        new RedisException(new ClosedChannelException()),
                        RedisErrorType.CONNECTION_ERROR,
                        "ClosedChannelException"),
                Arguments.of(
                        new RedisException("Currently not connected. Commands are rejected."),
                        RedisErrorType.CONNECTION_ERROR,
                        "not connected"),
                Arguments.of(
                        new RedisException("Request queue size exceeded: 16384"),
                        RedisErrorType.CONNECTION_ERROR,
                        "queue size exceeded"),
                Arguments.of(
                        new RejectedExecutionException("event executor terminated"),
                        RedisErrorType.CONNECTION_ERROR,
                        "terminated"),
                Arguments.of(
                        new DecoderException(new RedisProtocolException("First byte: H")),
                        RedisErrorType.CONNECTION_ERROR,
                        "does not speak the protocol of Redis"),
                reply("TRYAGAIN Multiple keys request", RedisErrorType.CONNECTION_ERROR, "moving"),
                reply("CLUSTERDOWN Hash slot not served", RedisErrorType.CONNECTION_ERROR, "does not serve"),
                reply("NOAUTH Authentication required.", RedisErrorType.CONNECTION_ERROR, "password"),
                reply("MISCONF Redis is configured to save", RedisErrorType.COMMAND_ERROR, "cannot save"),
                reply("NOREPLICAS Not enough good replicas", RedisErrorType.COMMAND_ERROR, "too few replicas"),
                reply("BUSY Redis is busy running a script", RedisErrorType.CONNECTION_ERROR, "running for too long"),
                reply("ERR max number of clients reached", RedisErrorType.CONNECTION_ERROR, "maxclients"),
                reply("ERR DB index is out of range", RedisErrorType.CONNECTION_ERROR, "a database"),
                reply(
                        "ERR Error running script (call to f_1): @user_script:12: REFUSED SET @user_script: 12: -READONLY You can't",
                        RedisErrorType.COMMAND_ERROR,
                        "SET in a command: READONLY, it is a read-only replica"),
                reply(
                        "ERR Error running script (call to f_1): @user_script:7: REFUSED TIME @user_script: 7: The user executing"
                                + " the script can't run this command or subcommand",
                        RedisErrorType.COMMAND_ERROR,
                        "TIME in a command: NOPERM, the user of redis.url may not run it"),
                reply(
                        "ERR REFUSED GET ERR ACL failure in script: No permissions to access a key script: 1, on @user_script:7.",
                        RedisErrorType.COMMAND_ERROR,
                        "GET in a command: NOPERM, the user of redis.url may not use such keys"),
                reply("NOPERM No permissions to access a channel", RedisErrorType.COMMAND_ERROR, "the channel"),
                reply(
                        "NOPERM this user has no permissions to access one of the channels used as arguments",
                        RedisErrorType.COMMAND_ERROR,
                        "the channel"),
                reply(
                        "NOPERM this user has no permissions to run the 'hunter2' command or its subcommand",
                        RedisErrorType.COMMAND_ERROR,
                        "may not run it"),
                reply("ERR unknown command `hunter2`, with args", RedisErrorType.COMMAND_ERROR, "too old"),
                reply(
                        "ERR REFUSED TIME ERR Unknown Redis command called from script script: 1, on @user_script:7.",
                        RedisErrorType.COMMAND_ERROR,
                        "TIME in a command: UNKNOWN"),
                reply("EXECABORT Transaction discarded", RedisErrorType.COMMAND_ERROR, "transaction"),
                reply("ERR unknown command 'hunter2'", RedisErrorType.COMMAND_ERROR, "does not have the command"),
                reply("hunter2", RedisErrorType.COMMAND_ERROR, "did not understand"),
                reply("HUNTER2 was set", RedisErrorType.COMMAND_ERROR, "did not understand"),
                Arguments.of(new IllegalStateException(SECRET), RedisErrorType.UNKNOWN_ERROR, "IllegalStateException"));
    }

    private static Arguments reply(String text, RedisErrorType type, String words) {
        return Arguments.of(new RedisCommandExecutionException(text), type, words);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureOfTheClient_hasOneTypeAndOneClearMessage(Throwable failure, RedisErrorType type, String words) {
        StoreException told = RedisErrors.translate(new CompletionException(failure));

        assertTold(told, type, words);
        assertThat(told).hasCause(failure);
        assertThat(told.getMessage()).doesNotContainIgnoringCase(SECRET).doesNotContain("\n");
        assertThat(RedisErrors.translate(told)).isSameAs(told);
    }
}
