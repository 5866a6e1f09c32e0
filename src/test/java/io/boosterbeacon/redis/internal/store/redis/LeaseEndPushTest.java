package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** News of a lease's end travel from node to node: whoever waits neither polls nor waits for long. */
class LeaseEndPushTest {
    private static final CacheEntry CACHED = new CacheEntry.Cached("products", "key");
    private static final CacheEntry PLAIN = new CacheEntry.Plain("key");

    private static RedisProcess server;
    private static Operator operator;
    private static Store waiting;
    private static Store other;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        waiting = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
        other = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    }

    @AfterAll
    static void stop() {
        waiting.close();
        other.close();
        operator.close();
        server.close();
    }

    static Stream<Named<Function<CacheEntry, CompletionStage<?>>>> ends() {
        return Stream.of(
                Named.of("write", entry -> other.cache().write(entry, "holder", new byte[1], Lifetime.of(MINUTE))),
                Named.of("release", entry -> other.cache().release(entry, "holder")),
                Named.of("put", entry -> other.cache().put(entry, new byte[1], Lifetime.of(MINUTE))),
                Named.of("invalidate", entry -> other.cache().invalidate(List.of(entry))));
    }

    static Stream<Named<Function<CacheEntry, CompletionStage<?>>>> endsOfPlainKeys() {
        return Stream.concat(
                ends(),
                Stream.of(
                        Named.of("set", entry -> other.keyValues().set("key", new byte[1], MINUTE)),
                        Named.of("increment", entry -> other.keyValues().increment("key", 1, MINUTE)),
                        Named.of("delete", entry -> other.keyValues().delete(List.of("key")))));
    }

    private static void assertWakes(CacheEntry entry, Function<CacheEntry, CompletionStage<?>> end) {
        operator.redis().flushall();
        done(waiting.cache().readOrLease(entry, "holder", MINUTE));
        CompletableFuture<Void> ended = waiting.cache().leaseEnd(entry, MINUTE).toCompletableFuture();
        done(waiting.ping());
        assertThat(ended).isNotDone();
        long before = operator.reads();

        done(end.apply(entry));

        assertThat(ended).succeedsWithin(Duration.ofSeconds(5));
        // the operator's own question, the ending call, and its text if the server had not seen the script
        assertThat(operator.reads() - before).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void waiter_ofACachedEntry_isWokenByAnotherNode(Function<CacheEntry, CompletionStage<?>> end) {
        assertWakes(CACHED, end);
    }

    @ParameterizedTest
    @MethodSource("endsOfPlainKeys")
    void waiter_ofAPlainKey_isWokenByAnotherNode(Function<CacheEntry, CompletionStage<?>> end) {
        assertWakes(PLAIN, end);
    }

    @Test
    void waiter_ofAClearedCache_isWokenByAnotherNode() {
        done(waiting.cache().readOrLease(CACHED, "holder", MINUTE));
        CompletionStage<Void> ended = waiting.cache().leaseEnd(CACHED, MINUTE);

        done(other.cache().clear("products"));

        assertThat(ended).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void waiter_ofAnotherEntry_isLeftAlone() {
        CacheEntry unrelated = new CacheEntry.Cached("products", "unrelated");
        done(waiting.cache().readOrLease(CACHED, "holder", MINUTE));
        done(waiting.cache().readOrLease(unrelated, "holder", MINUTE));
        CompletableFuture<Void> mine = waiting.cache().leaseEnd(CACHED, MINUTE).toCompletableFuture();
        CompletableFuture<Void> others =
                waiting.cache().leaseEnd(unrelated, MINUTE).toCompletableFuture();

        done(other.cache().invalidate(List.of(CACHED)));

        assertThat(mine).succeedsWithin(Duration.ofSeconds(5));
        assertThat(others).isNotDone();
    }

    /** Not only after the next loss of the connection: nothing would tell an operator that it takes one. */
    @Test
    void waiter_ofANodeThatMayListenSince_isWokenByAnotherNode() {
        operator.acl("SETUSER", "deaf", "reset", "on", ">secret", "~beacon:*", "resetchannels", "+@all");
        CacheEntry entry = new CacheEntry.Cached("products", "deaf");
        try (Store deaf =
                RedisStore.connect(Faults.options(server.url().replace("//", "//deaf:secret@")), Telemetry.NONE)) {
            assertThat(wakes(deaf, entry)).isFalse();

            operator.acl("SETUSER", "deaf", "&beacon:*");

            await().atMost(Duration.ofSeconds(10)).until(() -> wakes(deaf, entry));
        }
    }

    private static boolean wakes(Store store, CacheEntry entry) {
        done(store.cache().readOrLease(entry, "holder", MINUTE));
        CompletableFuture<Void> ended = store.cache().leaseEnd(entry, MINUTE).toCompletableFuture();
        done(other.cache().invalidate(List.of(entry)));
        try {
            ended.get(500, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
