package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.Cached;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The old and the new version of an application side by side: a record of the new one has one component more. */
abstract class VersionsContract extends CacheContract {
    private final CacheRig before = node(Before.class, CacheRig.SETTINGS);
    private final CacheRig after = node(After.class, CacheRig.SETTINGS);

    interface Before {
        record OldProduct(int stamp) {}

        @Cached(cacheName = "products")
        OldProduct product(String id);

        @CacheInvalidate(cacheName = "products")
        void changed(String id);
    }

    interface After {
        record NewProduct(int stamp, String name) {}

        @Cached(cacheName = "products")
        NewProduct product(String id);

        @CacheInvalidate(cacheName = "products")
        void changed(String id);
    }

    private static Callable<@Nullable Object> never() {
        return () -> {
            throw new AssertionError("there is a value");
        };
    }

    @Test
    void valueOfTheOtherVersion_isServedToItsCallersUntilItIsReplaced() throws Exception {
        before.read("product", () -> new Before.OldProduct(1), id);
        List<Future<@Nullable Object>> newer =
                after.start(4, () -> after.read("product", load(new After.NewProduct(1, "tea")), id));
        await().untilAtomic(loads, is(1));
        after.awaitAllWaiting();

        assertThat(before.read("product", never(), id)).isEqualTo(new Before.OldProduct(1));
        assertThat(before.cache("products", Before.OldProduct.class)
                        .async()
                        .get(id)
                        .toCompletableFuture()
                        .join())
                .contains(new Before.OldProduct(1));
        mayLoad.countDown();

        assertThat(CacheRig.get(newer)).containsOnly(new After.NewProduct(1, "tea"));
        assertThat(loads).hasValue(1);
        assertThat(after.read("product", never(), id)).isEqualTo(new After.NewProduct(1, "tea"));
        assertThat(after.cache("products", After.NewProduct.class).statistics().errors())
                .isPositive();
    }

    @Test
    void loadThatFails_leavesTheValueOfTheOtherVersion() throws Exception {
        before.read("product", () -> new Before.OldProduct(1), id);
        assertThatThrownBy(() -> after.read(
                        "product",
                        () -> {
                            throw new IOException("no");
                        },
                        id))
                .hasMessage("no");

        assertThat(before.read("product", never(), id)).isEqualTo(new Before.OldProduct(1));
    }

    @Test
    void namedCaches_ofBothVersions_findTheirOwnValuesAndLoadTheOthers() {
        var older = before.cache("products", Before.OldProduct.class);
        var newer = after.cache("products", After.NewProduct.class);
        older.put(id, new Before.OldProduct(1));

        assertThat(newer.get(id)).isEmpty();
        assertThat(older.get(id)).contains(new Before.OldProduct(1));
        assertThat(newer.getOrLoadAll(List.of(id), missing -> Map.of(id, new After.NewProduct(1, "tea"))))
                .containsEntry(id, new After.NewProduct(1, "tea"));
        assertThat(newer.get(id)).contains(new After.NewProduct(1, "tea"));
        assertThat(older.async().getOrLoad(id, () -> CompletableFuture.completedFuture(new Before.OldProduct(2))))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(new Before.OldProduct(2));
        assertThat(older.get(id)).contains(new Before.OldProduct(2));
    }

    /** No exception, and no value from before an invalidation that has returned, of whichever version. */
    @Test
    void bothVersions_atOnce_neverReturnWhatWasInvalidatedBefore() throws Exception {
        AtomicInteger source = new AtomicInteger();
        AtomicInteger invalidated = new AtomicInteger();
        List<Future<Integer>> readers = new ArrayList<>();
        readers.addAll(before.start(
                3,
                () -> tooOld(invalidated, () -> {
                    Object read = before.read("product", () -> new Before.OldProduct(source.get()), id);
                    return read instanceof Before.OldProduct product ? product.stamp() : -1;
                })));
        readers.addAll(after.start(
                3,
                () -> tooOld(invalidated, () -> {
                    Object read = after.read("product", () -> new After.NewProduct(source.get(), "tea"), id);
                    return read instanceof After.NewProduct product ? product.stamp() : -1;
                })));
        for (int i = 0; readers.stream().anyMatch(reader -> !reader.isDone()); i++) {
            int stamp = source.incrementAndGet();
            (i % 2 == 0 ? before : after).change("changed", id);
            invalidated.set(stamp);
        }

        assertThat(CacheRig.get(readers)).containsOnly(0);
    }

    private static int tooOld(AtomicInteger invalidated, Callable<Integer> read) throws Exception {
        int old = 0;
        for (int i = 0; i < 300; i++) {
            int floor = invalidated.get();
            old += read.call() >= floor ? 0 : 1;
        }
        return old;
    }
}
