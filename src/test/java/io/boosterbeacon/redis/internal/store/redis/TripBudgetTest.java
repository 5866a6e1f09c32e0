package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many commands each operation sends, counted by the server. */
class TripBudgetTest {
    private static final List<Request> POLICIES =
            List.of(Requests.of("a", 10, MINUTE, 1), Requests.of("b", 20, MINUTE, 1), Requests.of("c", 30, MINUTE, 1));
    private static final CacheEntry ENTRY = new CacheEntry.Cached("products", "key");

    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    }

    @AfterAll
    static void stop() {
        store.close();
        operator.close();
        server.close();
    }

    @BeforeEach
    void forgetEverything() {
        operator.redis().flushall();
        operator.redis().scriptFlush();
    }

    /**
     * What the calls have sent; {@code reads} are requests, everything else commands, those inside scripts included. A
     * heartbeat of a connection that falls between is a request of its own, and left out.
     */
    private static Map<String, Long> sent(List<Supplier<CompletionStage<?>>> calls) {
        Map<String, Long> arrived = arrived(calls);
        Long heartbeats = arrived.remove("ping");
        if (heartbeats != null) {
            arrived.computeIfPresent("reads", (name, count) -> count - heartbeats);
        }
        return arrived;
    }

    /** What has arrived at the server, heartbeats included. */
    private static Map<String, Long> arrived(List<Supplier<CompletionStage<?>>> calls) {
        Map<String, Long> before = operator.calls();
        calls.forEach(call -> done(call.get()));
        Map<String, Long> arrived = new TreeMap<>();
        operator.calls().forEach((name, count) -> {
            long more = count - before.getOrDefault(name, 0L) - (name.equals("reads") || name.equals("info") ? 1 : 0);
            if (more > 0) {
                arrived.put(name, more);
            }
        });
        return arrived;
    }

    private static void assertOneScript(Supplier<CompletionStage<?>> call) {
        done(call.get()); // the server does not know the script yet
        // a heartbeat of the connections may come in between
        await().untilAsserted(() -> assertThat(sent(List.of(call)))
                .containsEntry("evalsha", 1L)
                .containsEntry("reads", 1L)
                .doesNotContainKeys("eval", "script|load", "script|exists"));
    }

    @Test
    void tryAcquire_withThreePolicies_isOneCommand() {
        assertOneScript(() -> store.rateLimits().tryAcquire("subject", POLICIES));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void tryAcquire_withAnyThreeAlgorithms_isOneCommand(List<Request> policies) {
        assertOneScript(() -> store.rateLimits().tryAcquire("subject", policies));
    }

    /** All ways to choose three policies of different algorithms. */
    static List<List<Request>> combinations() {
        List<Request> all = new ArrayList<>();
        for (Algorithm algorithm : List.of(
                Requests.window(10, MINUTE),
                new Algorithm.CalendarWindow(10, Duration.ofDays(1), ZoneId.of("Europe/Berlin")),
                new Algorithm.SlidingWindow(10, MINUTE),
                new Algorithm.TokenBucket(10, MINUTE, 10),
                new Algorithm.Concurrency(10, MINUTE))) {
            all.add(new Request("p" + all.size(), algorithm, 1, OnStoreFailure.CLOSED));
        }
        List<List<Request>> combinations = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                for (int k = j + 1; k < all.size(); k++) {
                    combinations.add(List.of(all.get(i), all.get(j), all.get(k)));
                }
            }
        }
        return combinations;
    }

    @Test
    void script_unknownToTheServer_costsOneMoreCommandOnce() {
        assertThat(sent(List.of(() -> store.rateLimits().adjust("subject", "a", Requests.ANY, 0))))
                .containsEntry("evalsha", 1L)
                .containsEntry("eval", 1L)
                .containsEntry("reads", 2L);
        assertThat(sent(List.of(() -> store.rateLimits().adjust("subject", "a", Requests.ANY, 0))))
                .containsEntry("evalsha", 1L)
                .doesNotContainKeys("eval", "script|load")
                .containsEntry("reads", 1L);
    }

    /** Each of these appends an entry to the audit. */
    @Test
    void auditedRevocation_isOneCommand() {
        RevocationNote note = new RevocationNote(
                "why", "actor", false, new AuditTrail("node", List.of("user"), 1_000, Duration.ofDays(1)));
        Instant later = Instant.now().plusSeconds(900);
        RevocationStore revocations = store.revocations();
        assertOneScript(() -> revocations.revokeToken(new TokenRevocation(
                Scope.TOKEN,
                List.of("token", "id"),
                later,
                Duration.ZERO,
                OptionalLong.empty(),
                Optional.empty(),
                note)));
        assertOneScript(() -> revocations.revokeGroup(new GroupRevocation(
                Scope.USER, "user", Optional.empty(), Instant.EPOCH, Set.of(), Duration.ofDays(1), note)));
        assertOneScript(() -> revocations.restore(
                new RevocationReversal(Scope.TOKEN, List.of("token", "id"), Duration.ofDays(1), note)));
    }

    @Test
    void audit_isReadAndWrittenInOneCommandEach() {
        RevocationAuditStore audit = store.revocationAudit();
        AtomicLong number = new AtomicLong();
        List<RejectedRequest> requests =
                Collections.nCopies(10, new RejectedRequest("token", List.of("user"), "GET /orders/{id}"));
        assertOneScript(() -> audit.reject(
                new RejectedRequests("instance", number.incrementAndGet(), 1_000, requests),
                new AuditTrail("node", List.of(), 1_000, Duration.ofDays(1))));
        assertOneScript(() -> audit.prune(Duration.ofDays(1)));
        assertOneScript(() -> audit.find(AuditFilter.ALL, Optional.empty(), 10, Duration.ofDays(1)));
        assertThat(sent(List.of(audit::counts))).isEqualTo(Map.of("hgetall", 1L, "reads", 1L));
    }

    @Test
    void cache_hit_isOneCommandAndNoScript() {
        done(store.cache().put(ENTRY, new byte[100], Lifetime.of(MINUTE)));
        assertThat(sent(List.of(
                        () -> store.cache().readOrLease(ENTRY, "token", MINUTE).thenApply(Lookup.Hit.class::cast))))
                .isEqualTo(Map.of("mget", 1L, "reads", 1L));
    }

    private static final CacheEntry.Cached TAGGED = new CacheEntry.Cached("tagged", "key");

    private static void putTagged() {
        done(store.cache().put(TAGGED, new byte[100], Lifetime.of(MINUTE), List.of("red", "round")));
    }

    /** Also after other tags were invalidated, when those of the value have to be looked at. */
    @Test
    void cache_hitWithTags_isOneCommand() {
        putTagged();
        assertOneScript(() -> store.cache().readOrLease(TAGGED, "token", MINUTE).thenApply(Lookup.Hit.class::cast));
        done(store.cache().invalidateTags("tagged", List.of("blue")));
        assertOneScript(() -> store.cache().readOrLease(TAGGED, "token", MINUTE).thenApply(Lookup.Hit.class::cast));
    }

    @Test
    void cache_missWithTags_isTwoCommands() {
        putTagged();
        CacheEntry other = new CacheEntry.Cached("tagged", "other");
        done(store.cache().readOrLease(other, "token", MINUTE));
        done(store.cache().write(other, "token", new byte[100], Lifetime.of(MINUTE), List.of("red")));
        done(store.cache().invalidate(List.of(other)));

        await().untilAsserted(() -> {
            assertThat(sent(List.of(
                            () -> store.cache()
                                    .readOrLease(other, "token", MINUTE)
                                    .thenApply(Lookup.Granted.class::cast),
                            () -> store.cache()
                                    .write(other, "token", new byte[100], Lifetime.of(MINUTE), List.of("red")))))
                    .containsEntry("evalsha", 2L)
                    .containsEntry("reads", 2L)
                    .doesNotContainKeys("eval", "script|load");
            done(store.cache().invalidate(List.of(other)));
        });
    }

    /** One command for each shard, whatever the number of values and tags; nothing is searched for. */
    @Test
    void cache_invalidationOfTags_dependsOnNoNumberOfValues() {
        putTagged();
        done(store.cache().invalidateTags("tagged", List.of("red")));
        Map<String, Long> ofOne = sent(List.of(() -> store.cache().invalidateTags("tagged", List.of("red"))));
        for (int i = 0; i < 1_000; i++) {
            done(store.cache()
                    .put(new CacheEntry.Cached("tagged", "key" + i), new byte[1], Lifetime.of(MINUTE), List.of("red")));
        }
        done(store.cache().invalidateTags("tagged", List.of("red")));
        Map<String, Long> ofMany =
                sent(List.of(() -> store.cache().invalidateTags("tagged", List.of("red", "b", "c"))));

        assertThat(ofOne).containsEntry("evalsha", 16L).doesNotContainKeys("scan", "keys", "hgetall");
        assertThat(ofMany).containsEntry("evalsha", 16L).doesNotContainKeys("scan", "keys", "hgetall");
    }

    /** Otherwise each look-up would read the old value, only to ignore it, until it expires. */
    @Test
    void cache_valueOfAClearedCache_isRemovedByTheNextLookUp() {
        done(store.cache().put(ENTRY, new byte[100], Lifetime.of(MINUTE)));
        done(store.cache().clear("products"));
        assertThat(operator.redis().keys("*:value:key")).hasSize(1);

        done(store.cache().readOrLease(ENTRY, "token", MINUTE));

        assertThat(operator.redis().keys("*:value:key")).isEmpty();
    }

    @Test
    void cache_miss_isThreeCommands() {
        CacheEntry other = new CacheEntry.Cached("products", "other");
        done(store.cache().readOrLease(other, "token", MINUTE));
        done(store.cache().write(other, "token", new byte[100], Lifetime.of(MINUTE)));

        assertThat(sent(List.of(
                        () -> store.cache().readOrLease(ENTRY, "token", MINUTE).thenApply(Lookup.Granted.class::cast),
                        () -> store.cache().write(ENTRY, "token", new byte[100], Lifetime.of(MINUTE)))))
                .containsEntry("mget", 1L)
                .containsEntry("evalsha", 2L)
                .containsEntry("reads", 3L)
                .doesNotContainKeys("eval", "script|load");
    }

    @Test
    void revocation_find_isOneCommandAndNoScript() {
        assertThat(sent(List.of(
                        () -> store.revocations().find(TokenQuery.of(List.of("t1", "t2"), List.of("u1", "u2"))))))
                .isEqualTo(Map.of("mget", 1L, "reads", 1L));
    }

    @Test
    void revokeToken_withSeveralIds_isOneCommand() {
        Instant later = Instant.now().plus(MINUTE);
        assertOneScript(() -> store.revocations().revokeToken(Marks.token(List.of("t1", "t2"), later)));
    }

    @Test
    void revokeGroup_isOneCommand() {
        assertOneScript(() -> store.revocations().revokeGroup(Marks.group(Scope.CLIENT, "client", MINUTE)));
    }

    @Test
    void restore_ofOneId_isOneCommand() {
        assertOneScript(() -> store.revocations().restore(Marks.restored(Scope.SESSION, "session")));
    }

    @Test
    void refreshToken_rotation_isALookUpAndAScript() {
        List<String> groups = List.of("g1", "g2", "g3");
        RevocationNote note =
                RevocationNote.of("why").with(new AuditTrail("node", List.of(), 1_000, Duration.ofDays(1)));
        Ending ending = new Ending("family", true, MINUTE, note);
        NewFamily family = new NewFamily("family", "t0", Optional.of("session"), groups, MINUTE, MINUTE, Instant.EPOCH);
        assertOneScript(() -> store.refreshTokens().register(family));
        assertOneScript(() -> store.refreshTokens().find("family", "t0"));
        Rotation rotation = new Rotation("t0", "t1", "salt", MINUTE, ending);
        done(store.refreshTokens().rotate(rotation));
        // presented again in its grace period, it gets the same answer each time
        await().untilAsserted(() -> assertThat(
                        sent(List.of(() -> store.refreshTokens().rotate(rotation))))
                .containsEntry("mget", 1L)
                .containsEntry("evalsha", 1L)
                .containsEntry("reads", 2L)
                .doesNotContainKeys("eval", "script|load", "scan", "keys"));
    }

    /** However many entries there are. */
    @Test
    void revocation_stats_searchForNothing() {
        for (int i = 0; i < 1_000; i++) {
            done(store.revocations().revokeGroup(Marks.user("user" + i, MINUTE)));
        }
        done(store.revocations().stats());
        assertThat(sent(List.of(() -> store.revocations().stats())))
                .containsEntry("evalsha", 1L)
                .containsEntry("hgetall", 1L)
                .containsEntry("zrange", 2L)
                .doesNotContainKeys("scan", "keys", "zscan", "get", "mget");
    }

    @Test
    void ping_isOneCommand() {
        // without the heartbeats of the connections
        await().untilAsserted(() ->
                assertThat(arrived(List.of(() -> store.ping()))).isEqualTo(Map.of("ping", 1L, "reads", 1L)));
    }
}
