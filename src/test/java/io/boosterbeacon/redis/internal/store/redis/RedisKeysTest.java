package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisKeysTest {
    private final RedisKeys keys = new RedisKeys("beacon");

    static Stream<String> hostileNames() {
        return Stream.of(
                "",
                " ",
                "a",
                "a}:lease",
                "a}",
                "{",
                "}",
                "{}",
                "}{",
                "{a}",
                "x{y}z",
                "}x{y}z",
                "}:{brace}:a",
                "brace",
                "lease:a",
                "kv:{a}",
                "beacon:kv:{a}",
                "beacon:lease:kv:{a}",
                "*",
                "a\r\nFLUSHALL",
                "\0",
                "ключ-鍵-🔑",
                "é",
                "e\u0301",
                "x".repeat(512),
                "{".repeat(512),
                "}".repeat(512));
    }

    private static Set<Integer> slots(List<String> names) {
        Set<Integer> slots = new TreeSet<>();
        names.forEach(name -> slots.add(SlotHash.getSlot(name)));
        return slots;
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void valueAndLease_ofAnyName_lieInOneSlot(String name) {
        assertThat(slots(List.of(keys.plain(name), keys.plainLease(name)))).hasSize(1);
        assertThat(keys.entry(new CacheEntry.Plain(name))).containsExactly(keys.plain(name), keys.plainLease(name));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void keysOfACachedEntry_ofAnyName_lieInOneSlot(String name) {
        List<String> entry = keys.entry(new CacheEntry.Cached("products", name));

        assertThat(entry).hasSize(3).doesNotHaveDuplicates();
        assertThat(slots(entry)).hasSize(1);
        assertThat(keys.generations("products")).contains(entry.get(2));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void keysOfTags_ofAnyName_lieInTheSlotOfTheEntry(String name) {
        CacheEntry.Cached entry = new CacheEntry.Cached("products", name);
        List<String> tagged = keys.taggedEntry(entry);

        assertThat(tagged)
                .hasSize(6)
                .doesNotHaveDuplicates()
                .startsWith(keys.entry(entry).toArray(String[]::new));
        assertThat(slots(tagged)).hasSize(1);
        assertThat(keys.tags("products")).hasSize(16).contains(tagged.subList(2, 6));
    }

    @Test
    void names_ofDifferentThings_areDifferent() {
        List<String> all = new ArrayList<>();
        hostileNames().forEach(name -> {
            all.add(keys.plain(name));
            all.add(keys.plainLease(name));
            all.addAll(keys.entry(new CacheEntry.Cached("products", name)).subList(0, 2));
            all.addAll(keys.entry(new CacheEntry.Cached("kv", name)).subList(0, 2));
        });
        all.addAll(keys.generations("products"));
        all.addAll(keys.generations("kv"));
        for (String hash : List.of("a", "brace", "index", "gen")) {
            all.add(keys.rateLimit("window", hash, "p"));
            all.add(keys.revokedToken(hash));
            all.add(keys.cutoff(hash));
            all.add(keys.refreshFamily(hash));
            all.add(keys.refreshGrace(hash));
        }
        all.addAll(List.of(
                keys.expiryIndex(),
                keys.ageIndex(),
                keys.revocationCounts(),
                keys.unverifiedIndex(),
                keys.refreshHorizon(),
                keys.leaseEndChannel()));

        assertThat(all).doesNotHaveDuplicates().allMatch(key -> key.startsWith("beacon:"));
    }

    @Test
    void keysOfEachScript_together_lieInOneSlot() {
        assertThat(slots(List.of(
                        keys.rateLimit("window", "hash", "a"),
                        keys.rateLimit("window", "hash", "b"),
                        keys.rateLimit("window", "hash", "c"))))
                .hasSize(1);
        assertThat(slots(List.of(
                        keys.expiryIndex(),
                        keys.ageIndex(),
                        keys.revocationCounts(),
                        keys.unverifiedIndex(),
                        keys.revocationEpoch(),
                        keys.refreshHorizon(),
                        keys.revokedToken("hash"),
                        keys.revokedToken("other"),
                        keys.refreshFamily("hash"),
                        keys.refreshGrace("hash"),
                        keys.cutoff("hash"))))
                .hasSize(1);
    }

    @Test
    void entries_ofOneCache_areSpreadOverSlots() {
        List<String> values = IntStream.range(0, 1_000)
                .mapToObj(i -> keys.entry(new CacheEntry.Cached("products", "hash" + i))
                        .get(0))
                .toList();

        assertThat(slots(values)).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "}", "a{b}c"})
    void prefix_thatWouldMoveTheSlot_isRefused(String prefix) {
        assertThatThrownBy(() -> new RedisKeys(prefix)).isInstanceOf(IllegalArgumentException.class);
    }
}
