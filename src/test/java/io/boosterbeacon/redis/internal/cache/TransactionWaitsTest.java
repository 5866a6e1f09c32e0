package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody waits long for a transaction, which may take its time, and never for one that waits for the waiter. */
class TransactionWaitsTest extends CacheContract {
    private final EmbeddedStore store = new EmbeddedStore(InstantSource.system());
    private final CacheRig node = node();
    private final CacheRig other = node();

    @Override
    protected Store store() {
        return store;
    }

    private static CacheTransaction begin(CacheRig on) {
        CacheTransaction transaction = new CacheTransaction();
        on.transaction.set(transaction);
        return transaction;
    }

    @Test
    @Timeout(20) // the longest wait for another's load is 30 s
    void load_ofATransactionThatTheCallerHasSuspended_isNotWaitedFor() throws Exception {
        CacheTransaction suspended = begin(node);
        assertThat(node.read("price", () -> "5", id)).isEqualTo("5");

        CacheTransaction within = begin(node);
        assertThat(node.read("price", () -> "1", id)).isEqualTo("1");
        within.end(Ending.COMMITTED);
        node.transaction.set(suspended);
        assertThat(node.read("price", () -> "6", id)).isEqualTo("5");
        suspended.end(Ending.ROLLED_BACK);
        node.transaction.remove();

        assertThat(other.read("price", () -> "1", id)).isEqualTo("1");
    }

    @Test
    @Timeout(20)
    void load_ofALongTransaction_keepsOthersOfItsNodeForALeaseOnly() throws Exception {
        CacheRig hasty = node(CacheRig.TIMEOUT, Duration.ofMillis(300), Duration.ofSeconds(30));
        CacheTransaction transaction = begin(hasty);
        hasty.read("price", () -> "first", id);

        Future<@Nullable Object> neighbour = hasty.start(() -> hasty.read("price", () -> "second", id));
        assertThat(CacheRig.get(neighbour)).isEqualTo("second");
        transaction.end(Ending.COMMITTED);
        hasty.transaction.remove();

        assertThat(other.read("price", () -> "no", id)).isEqualTo("second");
    }

    @Test
    @Timeout(20)
    void load_withoutTheStore_ofOneTransaction_doesNotHoldUpAnother() throws Exception {
        node.store.line(SwitchableCacheStore.Line.CUT);
        Future<@Nullable Object> slow = node.start(() -> {
            begin(node);
            return node.read("price", load("slow"), id);
        });
        node.awaitAllWaiting();

        begin(node);
        assertThat(node.read("price", () -> "fast", id)).isEqualTo("fast");

        assertThat(slow).isNotDone();
        mayLoad.countDown();
        assertThat(CacheRig.get(slow)).isEqualTo("slow");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(20)
    void load_ofATransactionThatHasNothingToShare_letsOthersLoadAtOnce(boolean failing) throws Exception {
        CountDownLatch all = new CountDownLatch(8);
        Future<@Nullable Object> first = node.start(() -> {
            begin(node);
            return node.read(
                    "price",
                    () -> {
                        Object nothing = load(null).call();
                        if (failing) {
                            throw new IOException();
                        }
                        return nothing;
                    },
                    id);
        });
        await().until(() -> loads.get() == 1);
        List<Future<@Nullable Object>> others = node.start(8, () -> {
            begin(node);
            return node.read(
                    "price",
                    () -> {
                        all.countDown();
                        assertThat(all.await(15, TimeUnit.SECONDS)).isTrue();
                        return null;
                    },
                    id);
        });
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(others)).containsOnlyNulls();
        if (!failing) {
            assertThat(CacheRig.get(first)).isNull();
        }
    }

    @Test
    void nothing_thatIsNotKept_isReadAnewWithinTheTransaction() throws Exception {
        CacheTransaction transaction = begin(node);
        assertThat(node.read("price", () -> null, id)).isNull();

        assertThat(node.read("price", () -> "created", id)).isEqualTo("created");
        transaction.end(Ending.COMMITTED);
    }

    @Test
    void invalidationBeforeTheCall_withinATransaction_isRepeatedAfterItsCommit() throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = begin(node);
        node.change("soldBefore", id);
        assertThat(other.read("price", () -> "old", id)).isEqualTo("old");
        node.transaction.remove();
        transaction.end(Ending.COMMITTED);

        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }
}
