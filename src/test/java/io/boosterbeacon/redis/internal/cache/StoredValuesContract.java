package io.boosterbeacon.redis.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.EncryptionKey;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.JsonChoice;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
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

    private CacheRig node(CacheValueSettings values) {
        CacheSettings usual = CacheRig.SETTINGS;
        return node(new CacheSettings(
                true, usual.timeout(), usual.writeTimeout(), usual.lease(), usual.loadWait(), values));
    }

    /** Nodes of two versions of an application, while the new one replaces the old one. */
    @Test
    void read_versionsSideBySide_eachLoadsItsOwnValue() throws Exception {
        CacheRig newer = node();
        newer.properties.put("beacon.cache.\"prices\".version", "1");
        for (int i = 0; i < 3; i++) {
            assertThat(node.read("price", () -> "old", id)).isEqualTo("old");
            assertThat(node.read("price", () -> "no", id)).isEqualTo("old");
            assertThat(newer.read("price", () -> "new", id)).isEqualTo("new");
            assertThat(newer.read("price", () -> "no", id)).isEqualTo("new");
        }
        newer.change("reprice", id, "put");
        assertThat(newer.read("price", () -> "no", id)).isEqualTo("put");
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private byte[] stored(CacheEntry entry) {
        CacheStore.Lookup found = store().cache()
                .readOrLease(entry, "test", Duration.ofMillis(1))
                .toCompletableFuture()
                .join();
        return ((CacheStore.Lookup.Hit) found).value();
    }

    @Test
    void read_encryptedCache_isReadWithTheSameKeysOnly() throws Exception {
        CacheRig first = node();
        CacheRig rotated = node();
        CacheRig other = node();
        first.properties.put("beacon.cache.\"prices\".encryption-key", key(1));
        rotated.properties.put("beacon.cache.\"prices\".encryption-key", key(2) + "," + key(1));
        other.properties.put("beacon.cache.\"prices\".encryption-key", key(3));

        assertThat(first.read("price", () -> "5 secrets", id)).isEqualTo("5 secrets");
        assertThat(new String(stored(first.entry("price", id)), UTF_8)).doesNotContain("secret");
        assertThat(rotated.read("price", () -> "no", id)).isEqualTo("5 secrets");
        assertThat(other.read("price", () -> "6", id)).isEqualTo("6");
        assertThat(node.read("price", () -> "plain", id)).isEqualTo("plain");
        assertThat(first.read("price", () -> "not trusted", id)).isEqualTo("not trusted");
    }

    @Test
    void read_encryptedValueThatWasMovedToAnotherKey_isAMiss() throws Exception {
        CacheRig encrypting = node(new CacheValueSettings(
                JsonChoice.LIBRARY,
                1_000,
                100,
                List.of(EncryptionKey.of(Base64.getDecoder().decode(key(1))))));
        encrypting.read("price", () -> "mine", id);
        CacheEntry mine = encrypting.entry("price", id);
        CacheEntry yours = encrypting.entry("price", "of another " + id);
        store().cache()
                .put(yours, stored(mine), Lifetime.of(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();

        assertThat(encrypting.read("price", () -> "yours", "of another " + id)).isEqualTo("yours");
        assertThat(encrypting.read("price", () -> "no", id)).isEqualTo("mine");
    }

    @Test
    void read_longValue_isCompressed() throws Exception {
        CacheRig compressing = node(new CacheValueSettings(JsonChoice.LIBRARY, 10_000, 100, List.of()));
        String large = "line ".repeat(1_000);
        compressing.read("price", () -> large, id);

        assertThat(stored(compressing.entry("price", id))).hasSizeLessThan(200);
        assertThat(node.read("price", () -> "no", id)).isEqualTo(large);
    }

    @Test
    void read_valueAboveTheLimit_isReturnedAndNotStored() throws Exception {
        CacheRig small = node(new CacheValueSettings(JsonChoice.LIBRARY, 100, 0, List.of()));
        String large = "x".repeat(99);
        assertThat(small.read("price", () -> large, id)).isEqualTo(large);
        assertThat(small.read("price", () -> "x".repeat(98), id)).isEqualTo("x".repeat(98));
        assertThat(small.read("price", () -> "no", id)).isEqualTo("x".repeat(98));
        small.change("reprice", id, large);
        assertThat(small.read("price", () -> "small", id)).isEqualTo("small");
    }

    /** By a node with a higher limit. */
    @Test
    void read_storedValueAboveTheLimit_isAMiss() throws Exception {
        CacheRig small = node(new CacheValueSettings(JsonChoice.LIBRARY, 100, 0, List.of()));
        node.read("price", () -> "x".repeat(1_000), id);

        assertThat(small.read("price", () -> "small", id)).isEqualTo("small");
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
