package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When expired entries are removed; that they are is in the contract of the ports. */
class AuditRetentionTest {
    private final Queue<CompletableFuture<Boolean>> answers = new ArrayDeque<>();
    private final List<Object> asked = new ArrayList<>();
    private final RevocationAuditStore store = (RevocationAuditStore) Proxy.newProxyInstance(
            RevocationAuditStore.class.getClassLoader(),
            new Class<?>[] {RevocationAuditStore.class},
            (self, method, arguments) -> {
                asked.add(arguments[0]);
                return answers.remove();
            });
    private final AuditRetention retention = new AuditRetention(store, Duration.ofDays(90));

    @Test
    void prune_ofManyEntries_callsUntilThereAreNoMore() {
        for (boolean more : new boolean[] {true, true, false}) {
            answers.add(CompletableFuture.completedFuture(more));
        }

        retention.prune();

        assertThat(asked).hasSize(3).containsOnly(Duration.ofDays(90));
    }

    @Test
    void prune_thatFails_isTriedAgainByTheNextOne() {
        answers.add(CompletableFuture.failedFuture(
                new StoreException(RedisErrorType.CONNECTION_ERROR, "as the test wants it", null)));
        answers.add(CompletableFuture.completedFuture(false));

        retention.prune();
        assertThat(asked).hasSize(1);
        retention.prune();
        assertThat(asked).hasSize(2);
    }
}
