package io.boosterbeacon.redis.internal.store.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Granted;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Held;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Hit;
import io.boosterbeacon.redis.internal.store.CacheStore.Wanted;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of the contract of every {@link CacheStore} that is about look-ups of several entries. */
public abstract class CacheBulkContract extends StoreContract {
    /** More than the keys of one command. */
    private static final int MANY = 520;

    private final String token = random("token");
    private final String cacheName = random("bulk-");

    /** The port under test. */
    protected CacheStore cache() {
        return store().cache();
    }

    /** The kinds of entries that are looked up in different ways. */
    enum Kept {
        CACHED,
        /** Its values may have tags. */
        TAGGED,
        /** Its values may be kept in this JVM. */
        NEAR,
        NEAR_TAGGED,
        PLAIN
    }

    private List<CacheEntry> entries(Kept kind, int count) {
        if (kind == Kept.TAGGED || kind == Kept.NEAR_TAGGED) {
            cache().useTags(cacheName);
        }
        return IntStream.range(0, count)
                .<CacheEntry>mapToObj(i -> kind == Kept.PLAIN
                        ? new CacheEntry.Plain(random("plain {key} "))
                        : new CacheEntry.Cached(cacheName, random("key")))
                .toList();
    }

    private List<Lookup> read(Kept kind, List<CacheEntry> entries, String by) {
        Duration localTtl = kind == Kept.NEAR || kind == Kept.NEAR_TAGGED ? LONG : Duration.ZERO;
        return await(cache().readOrLeaseAll(
                        IntStream.range(0, entries.size())
                                .mapToObj(i -> new Wanted(entries.get(i), by + i))
                                .toList(),
                        LONG,
                        localTtl));
    }

    private void put(CacheEntry entry, String value) {
        await(cache().put(entry, value.getBytes(UTF_8), Lifetime.of(LONG), List.of()));
    }

    private static String text(Lookup found) {
        return found instanceof Hit hit ? new String(hit.value(), UTF_8) : found.toString();
    }

    private void assertValues(Kept kind, List<CacheEntry> entries) {
        List<Lookup> found = read(kind, entries, random("token"));
        assertThat(found).hasSameSizeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(text(found.get(i))).isEqualTo("value " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void values_areFoundInTheOrderOfTheLookUps(Kept kind) {
        List<CacheEntry> entries = entries(kind, 50);
        for (int i = 0; i < entries.size(); i++) {
            put(entries.get(i), "value " + i);
        }

        // the first read may open the connection of near values
        for (int i = 0; i < 3; i++) {
            assertValues(kind, entries);
        }
        assertThat(read(kind, List.of(), token)).isEmpty();
        assertThat(read(kind, entries.subList(7, 8), token))
                .extracting(CacheBulkContract::text)
                .containsExactly("value 7");
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void absentValues_areLeasedEachByItsToken(Kept kind) {
        List<CacheEntry> entries = entries(kind, 20);
        put(entries.get(3), "value");

        List<Lookup> first = read(kind, entries, token);
        List<Lookup> second = read(kind, entries, random("other"));

        for (int i = 0; i < entries.size(); i++) {
            assertThat(text(first.get(i))).isEqualTo(i == 3 ? "value" : new Granted().toString());
            assertThat(text(second.get(i))).isEqualTo(i == 3 ? "value" : new Held(token + i).toString());
        }
        assertThat(await(cache().write(entries.get(5), token + 5, new byte[] {'x'}, Lifetime.of(LONG), List.of())))
                .isTrue();
        assertThat(await(cache().release(entries.get(6), token + 6))).isTrue();
        List<Lookup> third = read(kind, entries, random("third"));
        assertThat(text(third.get(5))).isEqualTo("x");
        assertThat(third.get(6)).isEqualTo(new Granted());
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "NEAR", "TAGGED", "NEAR_TAGGED"})
    void valuesOfAClearedCache_areAbsent(Kept kind) {
        List<CacheEntry> entries = entries(kind, 40);
        entries.forEach(entry -> put(entry, "value"));
        await(cache().clear(cacheName));
        put(entries.get(1), "new");

        List<Lookup> found = read(kind, entries, token);

        assertThat(found.stream().filter(Granted.class::isInstance)).hasSize(39);
        assertThat(text(found.get(1))).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"TAGGED", "NEAR_TAGGED"})
    void valuesOfAnInvalidatedTag_areAbsent(Kept kind) {
        List<CacheEntry> entries = entries(kind, 40);
        for (int i = 0; i < entries.size(); i++) {
            await(cache().put(
                            entries.get(i),
                            ("value " + i).getBytes(UTF_8),
                            Lifetime.of(LONG),
                            i % 2 == 0 ? List.of("even") : List.of("odd")));
        }
        assertValues(kind, entries);

        await(cache().invalidateTags(cacheName, List.of("even")));

        List<Lookup> found = read(kind, entries, token);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(text(found.get(i))).isEqualTo(i % 2 == 0 ? new Granted().toString() : "value " + i);
        }
    }

    @Test
    void moreKeysThanThoseOfACommand_areFound() {
        List<CacheEntry> entries = entries(Kept.CACHED, MANY);
        // not all at once: on a busy machine, the store would seem to be silent
        for (int from = 0; from < MANY; from += 40) {
            List<CompletionStage<Void>> puts = new ArrayList<>();
            for (int i = from; i < from + 40; i++) {
                puts.add(cache().put(entries.get(i), ("value " + i).getBytes(UTF_8), Lifetime.of(LONG), List.of()));
            }
            awaitAll(puts);
        }

        assertValues(Kept.CACHED, entries);
        assertValues(Kept.NEAR, entries);
    }

    @Test
    void hits_areThoseOfSingleLookUps() {
        List<CacheEntry> entries = entries(Kept.CACHED, 2);
        await(cache().put(entries.get(0), new byte[0], new Lifetime(50_000, 40_000, 7), List.of()));
        put(entries.get(1), "b");

        Hit single = (Hit) await(cache().readOrLease(entries.get(0), token, LONG));
        Hit several = (Hit) read(Kept.CACHED, entries, token).get(0);

        assertThat(several.value()).isEmpty();
        assertThat(several.writtenAt()).isEqualTo(single.writtenAt());
        assertThat(several.lifetime()).isEqualTo(single.lifetime());
        assertThat(Stream.of(single, several)).allMatch(hit -> hit.keeping() == null);
    }
}
