package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownRevocationsTest {
    private static final State RESTORED = new State(Map.of(), Map.of(), Map.of("app", 7L), Optional.empty());

    private final AtomicInteger finds = new AtomicInteger();
    private final NodeKnowledge known = new NodeKnowledge(
            Duration.ofHours(1), Duration.ZERO, 1_000, Telemetry.NONE, InstantSource.system(), System::nanoTime);

    /** A store that tells of a restoration, on a node that revokes something during each check. */
    private final RevocationStore busy = (RevocationStore) Proxy.newProxyInstance(
            RevocationStore.class.getClassLoader(),
            new Class<?>[] {RevocationStore.class},
            (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("find");
                finds.incrementAndGet();
                known.memory().order().revoke(() -> {});
                return CompletableFuture.completedFuture(RESTORED);
            });

    /** A check that asked until nothing was revoked meanwhile would ask for ever, and have no deadline. */
    @Test
    void check_whileThisNodeRevokesAllTheTime_asksTwiceAtMost() {
        State state = new KnownRevocations(busy, known)
                .find(TokenQuery.of(List.of("t1"), List.of("app")))
                .toCompletableFuture()
                .join();

        assertThat(state).isEqualTo(RESTORED);
        assertThat(finds).hasValue(2);
    }
}
