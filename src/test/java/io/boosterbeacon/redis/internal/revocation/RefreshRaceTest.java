package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.RefreshRotation.Outcome;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners and thieves of tokens on two nodes, all at once. */
class RefreshRaceTest {
    private static final int FAMILIES = Integer.getInteger("test.families", 40);
    private static final int PARTIES = 4;
    private static final int STEPS = 12;

    private static RedisProcess server;
    private static final List<Store> NODES = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        NODES.add(TestStores.connect(server.url()));
        NODES.add(TestStores.connect(server.url()));
    }

    @AfterAll
    static void stop() {
        NODES.forEach(Store::close);
        NODES.clear();
        server.close();
    }

    private static RefreshTokens node(int index, String grace) {
        Store store = NODES.get(index % NODES.size());
        Map<String, String> properties = Map.of("beacon.revocation.refresh-grace", grace);
        Settings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
            throw problem;
        });
        RevocationRules rules = new RevocationRules(settings.revocation(), InstantSource.system());
        AuditTrails trails = new AuditTrails(rules, new Json(), System::nanoTime);
        return new StoreRefreshTokens(store.refreshTokens(), store.revocations(), rules, trails, Telemetry.NONE);
    }

    /** One call, and when it was made. */
    private record Call(String presented, RefreshRotation result, long begin, long end) {
        boolean is(Outcome outcome) {
            return result.outcome() == outcome;
        }
    }

    /** Presents the first token, and then mostly what it gets, sometimes what it has presented before. */
    private static void use(RefreshTokens node, String first, long seed, ConcurrentLinkedQueue<Call> calls) {
        Random random = new Random(seed);
        List<String> own = new ArrayList<>(List.of(first));
        for (int step = 0; step < STEPS; step++) {
            String presented = own.get(own.size() - 1 - (random.nextInt(6) == 0 ? random.nextInt(own.size()) : 0));
            long begin = System.nanoTime();
            RefreshRotation result = node.rotate(presented);
            calls.add(new Call(presented, result, begin, System.nanoTime()));
            result.successor().map(RefreshToken::text).ifPresent(own::add);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "60s"})
    void tokensOfAFamily_usedBySeveralPartiesOnTwoNodes_areNeverCurrentTwice(String grace) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PARTIES * 2);
        try {
            List<String> sessions = new ArrayList<>();
            List<ConcurrentLinkedQueue<Call>> families = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            for (int family = 0; family < FAMILIES; family++) {
                String session = UUID.randomUUID().toString();
                String first = node(0, grace)
                        .register("issuer", "ada", RefreshOptions.none().session(session))
                        .text();
                ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
                for (int party = 0; party < PARTIES; party++) {
                    RefreshTokens node = node(party, grace);
                    long seed = family * 31L + party;
                    running.add(threads.submit(() -> use(node, first, seed, calls)));
                }
                sessions.add(session);
                families.add(calls);
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
            IntStream.range(0, FAMILIES).forEach(i -> assertChain(families.get(i), sessions.get(i)));
            assertThat(families.stream().filter(RefreshRaceTest::wasReused)).isNotEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean wasReused(ConcurrentLinkedQueue<Call> calls) {
        return calls.stream().anyMatch(call -> call.is(Outcome.REUSED));
    }

    private static void assertChain(ConcurrentLinkedQueue<Call> calls, String session) {
        List<Call> rotated =
                calls.stream().filter(call -> call.is(Outcome.ROTATED)).toList();
        // each token was replaced once, by one successor, whoever has presented it
        assertThat(rotated).extracting(Call::presented).doesNotHaveDuplicates();
        Map<String, Set<String>> successors = calls.stream()
                .filter(call -> call.result().successor().isPresent())
                .collect(Collectors.groupingBy(
                        Call::presented,
                        Collectors.mapping(
                                call -> call.result().successor().orElseThrow().text(), Collectors.toSet())));
        assertThat(successors.values()).allMatch(each -> each.size() == 1);
        // so there is one chain, with one token at its end
        Set<String> ends = new HashSet<>();
        successors.values().forEach(ends::addAll);
        ends.removeAll(successors.keySet());
        assertThat(ends).hasSize(1);

        List<Call> reused =
                calls.stream().filter(call -> call.is(Outcome.REUSED)).toList();
        assertThat(reused).hasSizeLessThanOrEqualTo(1);
        if (reused.isEmpty()) {
            assertThat(calls).noneMatch(call -> call.is(Outcome.REVOKED));
        } else {
            Call end = reused.get(0);
            assertThat(calls).filteredOn(call -> call.begin() > end.end()).allMatch(call -> call.is(Outcome.REVOKED));
        }
        String mark = TokenIdentity.ofSession("issuer", session);
        boolean revoked = NODES.get(0)
                .revocations()
                .find(TokenQuery.of(List.of(mark), List.of()))
                .toCompletableFuture()
                .join()
                .tokenRevoked();
        assertThat(revoked).isEqualTo(!reused.isEmpty());
    }
}
