package io.boosterbeacon.redis.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is stored, for how long, and what happens to bytes that cannot be read. */
abstract class StoredValuesContract extends CacheContract {
    private final CacheRig node = node();

    @Test
    void read_bytesThatDoNotOpen_areAMissAndReplaced() throws Exception {
        Random random = new Random(7);
        CacheEntry entry = node.entry("price", id);
        for (int length = 0; length < 40; length++) {
            byte[] broken = new byte[length];
            random.nextBytes(broken);
            store().cache()
                    .put(entry, broken, Lifetime.of(Duration.ofHours(1)))
                    .toCompletableFuture()
                    .join();
            String value = "after " + length;

            assertThat(node.read("price", () -> value, id)).isEqualTo(value);
            assertThat(node.read("price", () -> "no", id)).isEqualTo(value);
        }
    }

    @Test
    void read_bytesThatDoNotOpenByManyCallers_givesAllTheLoadedValue() throws Exception {
        store().cache()
                .put(node.entry("price", id), "foreign".getBytes(UTF_8), Lifetime.of(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        mayLoad.countDown();

        assertThat(CacheRig.get(node.start(CALLERS, () -> node.read("price", load("5"), id))))
                .containsOnly("5");
        assertThat(node.read("price", () -> "no", id)).isEqualTo("5");
    }

    @Test
    void read_entryOfAnotherType_isAMiss() throws Exception {
        assertThat(node.read("price", () -> "5", id)).isEqualTo("5");
        assertThat(node.read("priceAsNumber", () -> 6, id)).isEqualTo(6);
        assertThat(node.read("priceAsNumber", () -> 7, id)).isEqualTo(6);
        assertThat(node.read("price", () -> "8", id)).isEqualTo("8");
    }

    @Test
    void read_twoTypesAtOnceOnOneKey_neitherFails() throws Exception {
        List<Future<@Nullable Object>> texts = node.start(16, () -> node.read("price", () -> "5", id));
        List<Future<@Nullable Object>> numbers = node.start(16, () -> node.read("priceAsNumber", () -> 6, id));

        assertThat(CacheRig.get(texts)).containsOnly("5");
        assertThat(CacheRig.get(numbers)).containsOnly(6);
    }

    @Test
    void read_valueWithoutJson_isReturnedAndLeavesTheKeyFree() throws Exception {
        for (Throwable thrown : List.of(
                new IllegalStateException("no"), new StackOverflowError(), new LinkageError(), new AssertionError())) {
            Unwritable value = new Unwritable(thrown);
            assertThat(node.read("anything", () -> value, id)).isSameAs(value);
            assertThat(node.start(() -> node.read("anything", () -> "5", id)))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo("5");
            store().cache()
                    .clear(CacheRig.cacheId("anything"))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Like a class of an application that lacks another class at run time. */
    record Unwritable(Throwable thrown) implements Serializable {
        @SuppressWarnings("DoNotCallSuggester") // called by Jackson
        public String getName() throws Throwable {
            throw thrown;
        }
    }

    @Test
    void read_jitter_shortensLifetimesWithinItsRange() throws Exception {
        for (int i = 0; i < 500; i++) {
            String value = i % 2 == 0 ? null : "5";
            node.read("shaky", () -> value, id + i);
        }

        List<Long> nulls = node.store.lifetimes().stream()
                .map(Duration::toSeconds)
                .filter(ttl -> ttl <= 100)
                .toList();
        List<Long> values = node.store.lifetimes().stream()
                .map(Duration::toSeconds)
                .filter(ttl -> ttl > 100)
                .toList();
        assertThat(nulls).hasSize(250).allMatch(ttl -> ttl >= 74);
        assertThat(values).hasSize(250).allMatch(ttl -> ttl >= 749 && ttl <= 1_000);
        assertThat(values.stream().mapToLong(ttl -> ttl).min().orElseThrow()).isLessThan(800);
        assertThat(values.stream().mapToLong(ttl -> ttl).max().orElseThrow()).isGreaterThan(950);
    }

    @Test
    void read_switchedOff_callsTheMethodEveryTime() throws Exception {
        node.properties.put("beacon.cache.\"prices\".enabled", "false");
        mayLoad.countDown();

        node.read("price", load("5"), id);
        node.read("price", load("5"), id);

        assertThat(loads).hasValue(2);
        assertThat(node.store.calls()).isZero();
    }

    @Test
    void read_typeThatJsonWritesButCannotRead_isNotKeptAndNeverFails() throws Exception {
        WriteOnly first = new WriteOnly("5");
        WriteOnly second = new WriteOnly("6");

        assertThat(node.read("writeOnly", () -> first, id)).isSameAs(first);
        assertThat(node.read("writeOnly", () -> second, id)).isSameAs(second);
        assertThat(node.store.lifetimes()).isEmpty();
    }

    @Test
    void read_readableValueAfterAnUnreadableOne_isKept() throws Exception {
        assertThat(node.read("sometimes", () -> new Sometimes(new WriteOnly("5")), id))
                .isNotNull();
        assertThat(node.store.lifetimes()).isEmpty();
        Sometimes readable = new Sometimes(null);
        node.read("sometimes", () -> readable, id);

        assertThat(node.read("sometimes", () -> new Sometimes(null), id)).isEqualTo(readable);
        assertThat(node.store.lifetimes()).hasSize(1);
    }

    /** A value that can be read only if it has no part. */
    record Sometimes(@Nullable WriteOnly part) {}

    /** It cannot be created from JSON. */
    static final class WriteOnly {
        private final String price;

        WriteOnly(String price) {
            this.price = price;
        }

        public String getPrice() {
            return price;
        }
    }
}
