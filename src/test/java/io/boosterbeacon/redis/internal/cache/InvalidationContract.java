package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.event.CacheInvalidated;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A load in flight never outlives an invalidation; two nodes share a store. */
abstract class InvalidationContract extends CacheContract {
    private static final int ROUNDS = 4_000;

    private final CacheRig node = node();
    private final CacheRig other = node();

    /** The ways to invalidate a changed price. */
    protected enum Change {
        ONE,
        ALL,
        PUT;

        void on(CacheRig node, String id) throws Exception {
            switch (this) {
                case ONE -> node.change("sold", id);
                case ALL -> node.change("soldOut");
                case PUT -> node.change("reprice", id, "put");
            }
        }

        /** What a caller gets afterwards whose loader returns the given value. */
        String then(String loaded) {
            return this == PUT ? "put" : loaded;
        }
    }

    private Future<@Nullable Object> loadingOn(CacheRig loader) {
        Future<@Nullable Object> leader = loader.start(() -> loader.read("price", load("old"), id));
        await().untilAtomic(loads, is(1));
        return leader;
    }

    @ParameterizedTest
    @EnumSource
    void change_storedValue_isGoneOnAllNodes(Change change) throws Exception {
        node.read("price", () -> "old", id);
        other.read("price", () -> "never", id);

        change.on(node, id);

        assertThat(other.read("price", () -> "new", id)).isEqualTo(change.then("new"));
        assertThat(node.read("price", () -> "newer", id)).isEqualTo(change.then("new"));
    }

    @ParameterizedTest
    @EnumSource
    void change_whileLoading_givesTheLoaderItsValueAndStoresNothingOfIt(Change change) throws Exception {
        Future<@Nullable Object> leader = loadingOn(node);
        change.on(other, id);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(node.read("price", () -> "new", id)).isEqualTo(change.then("new"));
    }

    @ParameterizedTest
    @EnumSource
    void change_whileLoading_laterCallersDoNotJoinTheLoad(Change change) throws Exception {
        Future<@Nullable Object> leader = loadingOn(node);
        change.on(other, id);

        List<Future<@Nullable Object>> later = new ArrayList<>();
        later.addAll(node.start(8, () -> node.read("price", () -> "new", id)));
        later.addAll(other.start(8, () -> other.read("price", () -> "new", id)));

        assertThat(CacheRig.get(later)).containsOnly(change.then("new"));
        assertThat(leader).isNotDone();
        mayLoad.countDown();
        assertThat(CacheRig.get(leader)).isEqualTo("old");
        assertThat(node.read("price", () -> "newer", id)).isEqualTo(change.then("new"));
    }

    @ParameterizedTest
    @EnumSource
    void change_whileOthersWaitForTheLoad_makesThemLookAgain(Change change) throws Exception {
        Future<@Nullable Object> leader = loadingOn(node);
        List<Future<@Nullable Object>> waiting = new ArrayList<>();
        waiting.addAll(node.start(8, () -> node.read("price", () -> "new", id)));
        waiting.addAll(other.start(8, () -> other.read("price", () -> "new", id)));
        node.awaitAllWaiting();
        other.awaitAllWaiting();

        change.on(other, id);
        mayLoad.countDown();

        assertThat(CacheRig.get(waiting)).containsOnly(change.then("new"));
        assertThat(CacheRig.get(leader)).isEqualTo("old");
    }

    @Test
    void change_ofAnotherKey_leavesTheValue() throws Exception {
        node.read("price", () -> "kept", id);
        node.read("stock", () -> "kept", id);

        node.change("sold", id + "x");
        node.change("soldOut");

        assertThat(node.read("stock", () -> "lost", id)).isEqualTo("kept");
    }

    @Test
    void change_tellsWhatWasInvalidated() throws Exception {
        node.change("sold", id);
        node.change("soldOut");
        node.change("both", id, id);

        assertThat(node.events)
                .containsExactly(
                        new CacheInvalidated("prices", false),
                        new CacheInvalidated("prices", true),
                        new CacheInvalidated("prices", false),
                        new CacheInvalidated("stocks", false));
    }

    @Test
    void read_racingWithChanges_neverReturnsWhatWasInvalidatedBefore() throws Exception {
        assertNeverOlder(List.of(node, other), "priceAsNumber", ROUNDS, changing -> {
            boolean all = ThreadLocalRandom.current().nextInt(10) == 0;
            (all ? Change.ALL : Change.ONE).on(changing, id);
        });
    }
}
