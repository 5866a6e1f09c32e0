package io.boosterbeacon.redis.internal.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.HealthSettings;
import io.boosterbeacon.redis.internal.store.ServerReport;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A store whose two answers come at different times: no single server can be made to do that. */
class StoreStatusTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final CompletableFuture<Void> PONG = CompletableFuture.completedFuture(null);
    private static final CompletableFuture<Optional<ServerReport>> REPORT = reported("noeviction", false);
    private static final Map<String, String> STATE =
            Map.of("maxmemoryPolicy", "noeviction", "scripts", "2 of 3 loaded, the others when first needed");

    private static CompletableFuture<Optional<ServerReport>> reported(String policy, boolean evicts) {
        return CompletableFuture.completedFuture(
                Optional.of(new ServerReport(policy, evicts, Optional.of(new ServerReport.Scripts(2, 3)))));
    }

    private static StoreStatus.Answer ask(
            CompletableFuture<Void> pong, CompletableFuture<Optional<ServerReport>> report) {
        return ask(pong, report, CompletableFuture.completedFuture(Map.of()));
    }

    private static StoreStatus.Answer ask(
            CompletableFuture<Void> pong,
            CompletableFuture<Optional<ServerReport>> report,
            CompletableFuture<Map<StoreFeature, String>> refusals) {
        Store store = (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "ping" -> pong;
                        case "refusals" -> refusals;
                        default -> report;
                    };
                });
        return new StoreStatus(
                        "shop",
                        store,
                        Set.of(StoreFeature.CACHE),
                        new HealthSettings(HealthSettings.State.DOWN, TIMEOUT))
                .query();
    }

    @Test
    void state_thatIsTold_isPartOfTheAnswer() {
        assertThat(ask(PONG, REPORT).state()).isEqualTo(STATE);
    }

    @Test
    void state_ofAServerThatEvicts_hasAWarning() {
        assertThat(ask(PONG, reported("allkeys-lru", true)).state())
                .containsEntry("maxmemoryPolicy", "allkeys-lru")
                .containsEntry(
                        "warning",
                        "maxmemory-policy is allkeys-lru: Redis may forget revocations and counts when its memory is"
                                + " full; set it to noeviction");
    }

    @Test
    void state_ofAStoreWithoutAServer_isEmpty() {
        assertThat(ask(PONG, CompletableFuture.completedFuture(Optional.empty()))
                        .state())
                .isEmpty();
    }

    @Test
    void state_thatComesTooLate_isNoFailure() {
        long start = System.nanoTime();

        StoreStatus.Answer answer = ask(PONG, new CompletableFuture<>());

        assertThat(answer.state()).isEqualTo(Map.of("state", "no answer in time"));
        assertThat(answer.latency()).isLessThan(TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(10));
    }

    @Test
    void refusal_ofWhatIsUsed_isAFailure() {
        StoreException failure = catchThrowableOfType(
                StoreException.class,
                () -> ask(PONG, REPORT, CompletableFuture.completedFuture(Map.of(StoreFeature.CACHE, "refused GET"))));

        assertThat(failure.type()).isEqualTo(RedisErrorType.COMMAND_ERROR);
        assertThat(failure).hasMessage("cache: refused GET");
    }

    @Test
    void refusal_ofWhatIsNotUsed_isPartOfTheAnswer() {
        assertThat(ask(PONG, REPORT, CompletableFuture.completedFuture(Map.of(StoreFeature.COMMANDS, "refused GET")))
                        .state())
                .containsEntry("refused.commands", "refused GET");
        assertThat(ask(PONG, REPORT, CompletableFuture.failedFuture(new IllegalStateException()))
                        .state())
                .isEqualTo(STATE);
        assertThat(ask(PONG, REPORT, new CompletableFuture<>()).state()).containsEntry("refusals", "no answer in time");
    }

    @Test
    void signOfLife_thatComesTooLate_isToldWithTheTimeThatItHad() {
        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> ask(new CompletableFuture<>(), REPORT));

        assertThat(failure.type()).isEqualTo(RedisErrorType.TIMEOUT_ERROR);
        assertThat(failure)
                .hasMessage("readiness: the store did not answer within 200 ms")
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void failure_ofTheStore_isToldAsItIs() {
        StoreException original = new StoreException(RedisErrorType.CONNECTION_ERROR, "refused", null);

        assertThat(catchThrowableOfType(
                        StoreException.class,
                        () -> ask(CompletableFuture.failedFuture(original), new CompletableFuture<>())))
                .isSameAs(original);
    }
}
