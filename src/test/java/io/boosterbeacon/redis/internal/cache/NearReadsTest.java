package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.cache.read.CachedRead;
import io.boosterbeacon.redis.internal.cache.read.RequestReads;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.testing.OnRedis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotated methods with a near cache, on Redis. */
class NearReadsTest extends CacheContract {
    private static final Callable<@Nullable Object> NEVER = () -> {
        throw new AssertionError("the method was called");
    };

    @Override
    protected Store store() {
        return OnRedis.STORE;
    }

    /** Loads a value, and reads it until it is near: then reads call the store no more. */
    private @Nullable Object near(CacheRig node, String method, @Nullable Object value) throws Exception {
        node.read(method, () -> value, id);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    node.read(method, NEVER, id);
                    int before = node.store.calls();
                    node.read(method, NEVER, id);
                    return node.store.calls() == before;
                });
        return node.read(method, NEVER, id);
    }

    @Test
    void nearHit_callsNeitherTheStoreNorTheMethod() throws Exception {
        CacheRig node = node();
        near(node, "near", "a");

        // on a busy machine a heartbeat may be late, and the next read then asks the store
        await().untilAsserted(() -> {
            int before = node.store.calls();
            for (int i = 0; i < 100; i++) {
                assertThat(node.read("near", NEVER, id)).isEqualTo("a");
            }
            assertThat(node.store.calls()).isEqualTo(before);
        });
    }

    /** The lifetime is that in Redis, not that of the near value. */
    @Test
    void nearHit_isRecordedWithTheDigestAndTheLifetimeOfTheValue() throws Exception {
        CacheRig node = node();
        near(node, "nearTags", List.of(new Shop.Tag("a", Optional.of(1))));
        CacheRig remote = node();
        // on a busy machine a heartbeat may be late, and the next read then asks the store
        await().untilAsserted(() -> {
            RequestReads reads = new RequestReads(System::nanoTime);
            reads.begin();
            try {
                Object read = remote.read("nearTags", NEVER, id);
                int before = node.store.calls();
                Object near = node.read("nearTags", NEVER, id);
                assertThat(node.store.calls()).isEqualTo(before);
                CachedRead recorded = reads.of(near, false).orElseThrow();
                assertThat(recorded.digest())
                        .isPresent()
                        .isEqualTo(reads.of(read, false).orElseThrow().digest());
                // the near value is kept for 60 s, and the value for 300
                assertThat(recorded.freshFor(System.nanoTime()))
                        .isBetween(Duration.ofSeconds(200), Duration.ofSeconds(300));
            } finally {
                reads.end();
            }
        });
    }

    @Test
    void nearHit_ofAStage_isCompleted() throws Exception {
        CacheRig node = node();
        near(node, "nearLater", CompletableFuture.completedFuture("a"));

        Object hit = node.read("nearLater", NEVER, id);

        assertThat(hit).isInstanceOfSatisfying(CompletionStage.class, stage -> assertThat(value(stage))
                .isEqualTo("a"));
    }

    @Test
    void methods_thatShareACache_eachGetTheirType() throws Exception {
        CacheRig node = node();
        near(node, "near", "a");

        assertThat(node.read("nearIfAny", NEVER, id)).isEqualTo(Optional.of("a"));
        assertThat(node.read("near", NEVER, id)).isEqualTo("a");
        assertThat(node.read("nearIfAny", NEVER, id)).isEqualTo(Optional.of("a"));
    }

    /** As in a rolling deployment, in which two versions of an application store different types. */
    @Test
    void methods_thatDisagreeInTheType_loadTheirOwn() throws Exception {
        CacheRig node = node();
        near(node, "near", "a");

        assertThat(node.read("nearAsNumber", () -> 1, id)).isEqualTo(1);
        assertThat(near(node, "nearAsNumber", 1)).isEqualTo(1);
        assertThat(node.read("near", () -> "b", id)).isEqualTo("b");
        assertThat(near(node, "near", "b")).isEqualTo("b");
    }

    @Test
    void null_isNear() throws Exception {
        CacheRig node = node();

        assertThat(near(node, "near", null)).isNull();
        assertThat(node.read("nearIfAny", NEVER, id)).isEqualTo(Optional.empty());
    }

    @Test
    void method_withoutLocalTtl_isReadFromTheStore() throws Exception {
        CacheRig node = node();
        near(node, "near", "a");

        int before = node.store.calls();
        assertThat(node.read("nearButRemote", NEVER, id)).isEqualTo("a");

        assertThat(node.store.calls()).isGreaterThan(before);
    }

    @Test
    void immutableValues_areShared_othersAreCopies() throws Exception {
        CacheRig node = node();
        Shop.Tag tag = new Shop.Tag("a", Optional.of(1));

        assertThat(near(node, "nearTag", tag)).isEqualTo(tag);
        await().untilAsserted(
                        () -> assertThat(node.read("nearTag", NEVER, id)).isSameAs(node.read("nearTag", NEVER, id)));
        assertThat(near(node, "nearTags", List.of(tag)))
                .isEqualTo(List.of(tag))
                .isNotSameAs(node.read("nearTags", NEVER, id));
        assertThat(near(node, "nearFixedTags", List.of(tag))).isEqualTo(List.of(tag));
        await().untilAsserted(() ->
                assertThat(node.read("nearFixedTags", NEVER, id)).isSameAs(node.read("nearFixedTags", NEVER, id)));
    }

    /** Each call has a format of its own, which makes the same objects. */
    @Test
    void immutableValues_ofAMethodThatExcludesSome_areShared() throws Exception {
        CacheRig node = node();
        Shop.Tag tag = new Shop.Tag("a", Optional.of(1));

        assertThat(near(node, "nearPublishedTag", tag)).isEqualTo(tag);
        await().untilAsserted(() -> assertThat(node.read("nearPublishedTag", NEVER, id))
                .isSameAs(node.read("nearPublishedTag", NEVER, id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nearSold", "allNearSold", "nearPut"})
    void change_thatHasReturned_isSeenHere_andSoonOnOtherNodes(String change) throws Exception {
        CacheRig one = node();
        CacheRig two = node();
        near(one, "near", "old");
        near(two, "near", "old");

        Object[] arguments =
                switch (change) {
                    case "nearPut" -> new Object[] {id, "new"};
                    case "nearSold" -> new Object[] {id};
                    default -> new Object[0];
                };
        one.change(change, arguments);

        assertThat(one.read("near", () -> "new", id)).isEqualTo("new");
        await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(1)).until(() -> "new"
                .equals(two.read("near", () -> "new", id)));
    }

    /** What this node could not invalidate in the store, it does not serve near either. */
    @Test
    void invalidation_thatTheStoreMissed_endsNearHits() throws Exception {
        CacheRig node = node();
        near(node, "near", "old");

        node.store.line(SwitchableCacheStore.Line.CUT);
        node.change("nearSold", id);
        assertThat(node.read("near", () -> "loaded", id)).isEqualTo("loaded");
        node.store.line(SwitchableCacheStore.Line.UP);

        await().atMost(Duration.ofSeconds(20)).until(() -> "new".equals(node.read("near", () -> "new", id)));
    }

    /** A read that is answered by the old value, while the invalidation has no answer yet, is not kept. */
    @Test
    void read_thatRacesWithAnInvalidation_isNotKept() throws Exception {
        CacheRig node = node();
        near(node, "near", "old");
        CompletableFuture<Void> invalidation = node.store.holdNextCall();
        int before = node.store.calls();
        var changing = node.start(() -> {
            node.change("nearSold", id);
            return id;
        });
        node.awaitCalls(before, 1);

        assertThat(node.read("near", NEVER, id)).isEqualTo("old");
        assertThat(node.read("near", NEVER, id)).isEqualTo("old");
        invalidation.complete(null);
        CacheRig.get(changing);

        assertThat(node.read("near", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void transaction_doesNotReadNearWhatItHasChanged() throws Exception {
        CacheRig node = node();
        near(node, "near", "old");
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);

        assertThat(node.read("near", NEVER, id)).isEqualTo("old");
        node.change("nearSold", id);
        assertThat(node.read("near", () -> "new", id)).isEqualTo("new");
        node.transaction.remove();
        // others see the old value until the commit
        assertThat(node.read("near", NEVER, id)).isEqualTo("old");
        transaction.end(CacheTransaction.Ending.COMMITTED);

        assertThat(node.read("near", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void storeFails_nearHitsGoOn_andThenStaleValues() throws Exception {
        CacheRig node = node();
        near(node, "nearNews", "old");

        node.store.line(SwitchableCacheStore.Line.CUT);

        // the connection that hears of changes is not cut
        assertThat(node.read("nearNews", NEVER, id)).isEqualTo("old");
        near(node, "nearNews", "old");
        node.store.line(SwitchableCacheStore.Line.UP);
        assertThat(node.read("nearNews", NEVER, id)).isEqualTo("old");
    }

    @Test
    void embeddedStore_keepsNothingTwice() throws Exception {
        try (EmbeddedStore embedded = new EmbeddedStore(InstantSource.system());
                CacheRig node = new CacheRig(embedded, Shop.class)) {
            node.read("near", () -> "a", id);
            int before = node.store.calls();

            assertThat(node.read("near", NEVER, id)).isEqualTo("a");

            assertThat(node.store.calls()).isEqualTo(before + 1);
        }
    }
}
