package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.FakeRedis;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every operation is answered with every reply that is none to it: each fails, whatever a default would have read into
 * it.
 */
class ReplyShapesTest {
    private static final CacheEntry ENTRY = new CacheEntry.Cached("cache", "key");
    private static final CacheEntry KEY = new CacheEntry.Plain("key");
    private static final List<Request> POLICIES =
            List.of(Requests.of("a", 1, MINUTE, 1), Requests.of("b", 1, MINUTE, 1));

    private static final NewFamily FAMILY =
            new NewFamily("f", "t", Optional.empty(), List.of(), MINUTE, MINUTE, Instant.EPOCH);
    private static final Rotation ROTATION =
            new Rotation("t", "t2", "salt", MINUTE, new Ending("f", true, MINUTE, RevocationNote.of("")));

    private static final FakeRedis SERVER = FakeRedis.start();
    private static final Store STORE = connect(SERVER);
    /** Has no values. */
    private static final FakeRedis EMPTY = FakeRedis.start();

    private static final Store STORE_OF_EMPTY = connect(EMPTY);
    /** A client that has met such a reply connects anew, after a pause: others go on meanwhile. */
    private static final int STORES = 8;

    private static final BlockingQueue<Store> IDLE = new ArrayBlockingQueue<>(STORES);
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(STORES);

    private static final String ONE = "*1\r\n:1\r\n";
    private static final String NULL = "$-1\r\n";
    private static final String NUMBER = ":1\r\n";
    private static final String TEXT = "$1\r\n7\r\n";
    private static final String OK = "+OK\r\n";
    private static final String TWO = "*2\r\n:2\r\n:1\r\n";
    private static final String ONE_TEXT = "*1\r\n$1\r\n7\r\n";
    private static final String ONE_NULL = "*1\r\n$-1\r\n";

    static final List<String> REPLIES = List.of(
            "*0\r\n",
            "*-1\r\n",
            NULL,
            NUMBER,
            TEXT,
            OK,
            ONE,
            TWO,
            ONE_TEXT,
            "*1\r\n:2\r\n",
            "*1\r\n:9\r\n",
            "*1\r\n:-1\r\n",
            ONE_NULL,
            "*1\r\n*0\r\n",
            "*1\r\n*1\r\n:1\r\n",
            "*2\r\n:1\r\n:-7\r\n",
            "*2\r\n$1\r\nx\r\n:1\r\n",
            "*3\r\n:1\r\n:1\r\n:1\r\n",
            "*4\r\n$1\r\nx\r\n$1\r\nx\r\n$1\r\nx\r\n$1\r\nx\r\n",
            "*5\r\n:1\r\n:1\r\n$1\r\nx\r\n:1\r\n$1\r\nx\r\n",
            "*5\r\n$7\r\nREVOKED\r\n:1\r\n:1\r\n$0\r\n\r\n:1\r\n",
            "*7\r\n:1\r\n:1\r\n$6\r\nSTORED\r\n:1\r\n$0\r\n\r\n:0\r\n:1\r\n",
            "*8\r\n:2\r\n:0\r\n:0\r\n$0\r\n\r\n:1\r\n:0\r\n:0\r\n$0\r\n\r\n",
            "*9\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n");

    private record Operation(Function<Store, CompletionStage<?>> call, Set<String> valid) {}

    private static final Map<String, Operation> OPERATIONS = new LinkedHashMap<>();

    private static RedisStore connect(FakeRedis server) {
        return RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    }

    private static Instant later() {
        return Instant.now().plus(MINUTE);
    }

    private static void operation(String name, Function<Store, CompletionStage<?>> call, String... valid) {
        OPERATIONS.put(name, new Operation(call, Set.of(valid)));
    }

    static {
        operation("find", store -> store.revocations().find(TokenQuery.of(List.of("t"), List.of("u"))));
        operation(
                "find without users", store -> store.revocations().find(TokenQuery.of(List.of("t", "t2"), List.of())));
        operation("revokeToken", store -> store.revocations().revokeToken(Marks.token(List.of("t"), later())));
        operation("revokeGroup", store -> store.revocations().revokeGroup(Marks.user("u", MINUTE)));
        operation("restore", store -> store.revocations().restore(Marks.restored(Scope.TOKEN, "t")));
        operation("register", store -> store.refreshTokens().register(FAMILY), TWO);
        // there is no such family, or another client has written it
        operation("rotate", store -> store.refreshTokens().rotate(ROTATION), ONE_TEXT, ONE_NULL);
        operation("revoke a family", store -> store.refreshTokens().revoke(ROTATION.ending()), ONE_TEXT, ONE_NULL);
        operation("find a family", store -> store.refreshTokens().find("family", "token"));
        operation("stats", store -> store.revocations().stats());
        operation("beat", store -> store.revocations().beat(new Known(Optional.empty(), 0, later(), MINUTE)));
        operation("find audit", store -> store.revocationAudit().find(AuditFilter.ALL, Optional.empty(), 10, MINUTE));
        operation("prune audit", store -> store.revocationAudit().prune(MINUTE), ONE);
        operation("reject", store -> store.revocationAudit()
                .reject(
                        new RejectedRequests("instance", 1, 1, List.of()),
                        new AuditTrail("node", List.of(), 10, MINUTE)));
        operation("tryAcquire", store -> store.rateLimits().tryAcquire("s", POLICIES));
        operation("penalize", store -> store.rateLimits().adjust("s", "a", Requests.window(1, MINUTE), 1), TWO);
        operation("refund", store -> store.rateLimits().adjust("s", "a", Requests.ANY, -1), TWO);
        operation("reset", store -> store.rateLimits().reset("s", "a", Requests.ANY), NUMBER);
        operation("block", store -> store.rateLimits().block("s", "a", Requests.ANY, MINUTE), ONE);
        operation("readOrLease", store -> store.cache().readOrLease(ENTRY, "token", MINUTE));
        operation("readOrLease of a key", store -> store.cache().readOrLease(KEY, "token", MINUTE), TEXT, OK);
        operation("write", store -> store.cache().write(ENTRY, "token", new byte[1], Lifetime.of(MINUTE)), ONE);
        operation("release", store -> store.cache().release(ENTRY, "token"), ONE);
        operation("renew", store -> store.cache().renew(ENTRY, "token", MINUTE), ONE);
        operation("put", store -> store.cache().put(ENTRY, new byte[1], Lifetime.of(MINUTE)), ONE);
        operation("invalidate", store -> store.cache().invalidate(List.of(ENTRY)), ONE);
        operation("clear", store -> store.cache().clear("cache"), ONE);
        operation("get", store -> store.keyValues().get("k"), NULL, TEXT, OK);
        operation("getAll", store -> store.keyValues().getAll(List.of("k", "l")));
        operation("set", store -> store.keyValues().set("k", new byte[1], MINUTE), ONE);
        operation("delete", store -> store.keyValues().delete(List.of("k")), ONE);
        operation("exists", store -> store.keyValues().exists("k"), NUMBER);
        operation("expire", store -> store.keyValues().expire("k", MINUTE), NUMBER);
        operation("ttl", store -> store.keyValues().ttl("k"), NUMBER);
        operation("increment", store -> store.keyValues().increment("k", 1, MINUTE), ONE_TEXT);
    }

    @BeforeAll
    static void start() {
        IntStream.range(0, STORES).forEach(i -> IDLE.add(connect(SERVER)));
    }

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
        IDLE.forEach(Store::close);
        STORE.close();
        STORE_OF_EMPTY.close();
        SERVER.close();
        EMPTY.close();
    }

    @ParameterizedTest
    @FieldSource("REPLIES")
    void reply_ofAnotherShape_isAFailureAndNothingElse(String reply) throws Exception {
        SERVER.reply(reply);
        List<Callable<Void>> checks = OPERATIONS.entrySet().stream()
                .map(operation -> check(operation.getKey(), operation.getValue(), reply))
                .toList();
        for (Future<Void> check : THREADS.invokeAll(checks)) {
            check.get();
        }
    }

    /** The reply of the script that runs after a miss. */
    @ParameterizedTest
    @FieldSource("REPLIES")
    void replyAfterAMiss_ofAnotherShape_isAFailureAndNothingElse(String reply) {
        Operation readOrLease =
                new Operation(store -> store.cache().readOrLease(ENTRY, "token", MINUTE), Set.of("*1\r\n:2\r\n"));
        EMPTY.reply("MGET", "*2\r\n$-1\r\n$-1\r\n");
        EMPTY.reply(reply);
        Faults.untilConnected(STORE_OF_EMPTY);
        assertReplyIsRefused("readOrLease", readOrLease, reply, STORE_OF_EMPTY);
    }

    /** The reply of the script that runs after a family was found. */
    @ParameterizedTest
    @FieldSource("REPLIES")
    void replyAfterAFamilyWasFound_ofAnotherShape_isAFailureAndNothingElse(String reply) {
        EMPTY.reply("MGET", "*1\r\n$18\r\nlive t 1 2 3 4 - -\r\n");
        EMPTY.reply(reply);
        Faults.untilConnected(STORE_OF_EMPTY);
        assertReplyIsRefused(
                "rotate",
                new Operation(store -> store.refreshTokens().rotate(ROTATION), Set.of()),
                reply,
                STORE_OF_EMPTY);
        Faults.untilConnected(STORE_OF_EMPTY);
        assertReplyIsRefused(
                "revoke a family",
                new Operation(store -> store.refreshTokens().revoke(ROTATION.ending()), Set.of()),
                reply,
                STORE_OF_EMPTY);
    }

    private static Callable<Void> check(String name, Operation operation, String reply) {
        return () -> {
            Store store = IDLE.take();
            try {
                Faults.untilConnected(store);
                assertReplyIsRefused(name, operation, reply, store);
                return null;
            } finally {
                IDLE.add(store);
            }
        };
    }

    private static void assertReplyIsRefused(String name, Operation operation, String reply, Store store) {
        Throwable thrown = catchThrowable(
                () -> operation.call().apply(store).toCompletableFuture().get(5, TimeUnit.SECONDS));
        if (operation.valid().contains(reply)) {
            assertThat(thrown).as(name).isNull();
            return;
        }
        assertThat(thrown).as(name).isInstanceOf(ExecutionException.class);
        assertThat(thrown.getCause())
                .as(name)
                .isInstanceOfSatisfying(StoreException.class, failure -> assertThat(failure.type())
                        .isEqualTo(RedisErrorType.COMMAND_ERROR))
                .hasMessageStartingWith("Unexpected reply to ");
    }

    @Test
    void message_namesTheCommandAndNotTheReply() {
        Faults.untilConnected(STORE);
        SERVER.reply("*1\r\n$7\r\nhunter2\r\n");

        assertThat(Faults.failure(STORE.revocations().find(TokenQuery.of(List.of("t"), List.of("u")))))
                .hasMessageStartingWith("Unexpected reply to MGET:")
                .extracting(Faults::messages)
                .asString()
                .doesNotContain("hunter2");
        assertThat(Faults.failure(STORE.rateLimits().tryAcquire("s", POLICIES)))
                .hasMessageStartingWith("Unexpected reply to rate-limit:");
    }
}
