package io.boosterbeacon.redis.internal.store.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Granted;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Held;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Hit;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of the contract of every {@link CacheStore} that is about tags. */
public abstract class CacheTagsContract extends CacheBulkContract {
    private static final byte[] VALUE = "a value".getBytes(UTF_8);
    private static final byte[] OTHER = "another".getBytes(UTF_8);

    private final String token = random("token");
    private final String cacheName = random("tagged-");

    private CacheEntry.Cached entry() {
        cache().useTags(cacheName);
        return new CacheEntry.Cached(cacheName, random("key"));
    }

    private Lookup read(CacheEntry entry, String by) {
        return await(cache().readOrLease(entry, by, LONG));
    }

    private boolean write(CacheEntry entry, String by, byte[] value, String... tags) {
        return await(cache().write(entry, by, value, Lifetime.of(LONG), List.of(tags)));
    }

    /** Stores a value as a load does. */
    private CacheEntry.Cached loaded(String... tags) {
        CacheEntry.Cached entry = entry();
        assertThat(read(entry, token)).isEqualTo(new Granted());
        assertThat(write(entry, token, VALUE, tags)).isTrue();
        return entry;
    }

    private void put(CacheEntry entry, byte[] value, String... tags) {
        await(cache().put(entry, value, Lifetime.of(LONG), List.of(tags)));
    }

    private void invalidateTags(String... tags) {
        await(cache().invalidateTags(cacheName, List.of(tags)));
    }

    private void assertHit(CacheEntry entry, byte[] value) {
        assertThat(read(entry, random("token"))).isInstanceOfSatisfying(Hit.class, hit -> assertThat(hit.value())
                .isEqualTo(value));
    }

    private void assertAbsent(CacheEntry entry) {
        assertThat(read(entry, random("token"))).isEqualTo(new Granted());
    }

    @Test
    void invalidateTags_oneOfSeveral_removesTheValuesThatHaveIt() {
        CacheEntry both = loaded("red", "round");
        CacheEntry one = loaded("round");
        CacheEntry other = loaded("blue");
        CacheEntry none = loaded();

        invalidateTags("red");

        assertAbsent(both);
        assertHit(one, VALUE);
        assertHit(other, VALUE);
        assertHit(none, VALUE);
        invalidateTags("round", "blue");
        assertAbsent(one);
        assertAbsent(other);
        assertHit(none, VALUE);
    }

    @Test
    void invalidateTags_ofAnotherCache_leavesTheValue() {
        CacheEntry entry = loaded("red");
        await(cache().invalidateTags(cacheName + "2", List.of("red")));

        assertHit(entry, VALUE);
    }

    @Test
    void invalidateTags_unknownOrNone_doesNothing() {
        invalidateTags("red");
        invalidateTags();
        CacheEntry entry = loaded("blue");

        invalidateTags("re", "redd", "bl", "blue2");
        invalidateTags();

        assertHit(entry, VALUE);
    }

    @Test
    void value_loadedAfterAnInvalidation_isServedUntilTheNext() {
        for (int i = 0; i < 3; i++) {
            CacheEntry entry = loaded("red", "round");
            assertHit(entry, VALUE);
            invalidateTags("red");
            assertAbsent(entry);
        }
    }

    @Test
    void value_loadedAgainUnderTheSameToken_doesNotBringOldOnesBack() {
        CacheEntry old = loaded("red");
        invalidateTags("red");
        CacheEntry fresh = loaded("red");

        assertAbsent(old);
        assertHit(fresh, VALUE);
    }

    @Test
    void write_afterItsTagWasInvalidated_storesNothingAndEndsTheLease() {
        CacheEntry entry = entry();
        read(entry, token);
        invalidateTags("red");

        assertThat(write(entry, token, OTHER, "blue", "red")).isFalse();

        assertAbsent(entry);
    }

    @Test
    void write_afterAnotherTagWasInvalidated_stores() {
        CacheEntry entry = entry();
        read(entry, token);
        invalidateTags("red");

        assertThat(write(entry, token, VALUE, "blue")).isTrue();

        assertHit(entry, VALUE);
        invalidateTags("blue");
        assertAbsent(entry);
    }

    @Test
    void write_underARenewedLease_remembersWhenItsLoadBegan() {
        CacheEntry entry = entry();
        read(entry, token);
        invalidateTags("red");
        assertThat(await(cache().renew(entry, token, LONG))).isTrue();

        assertThat(write(entry, token, OTHER, "red")).isFalse();

        assertAbsent(entry);
    }

    @Test
    void readOrLease_leasedBeforeAnInvalidation_tellsThatTheLoadIsOvertaken() {
        CacheEntry entry = entry();
        read(entry, token);
        assertThat(read(entry, random("token"))).isEqualTo(new Held(token, false));

        invalidateTags("red");

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token, true));
    }

    @Test
    void lease_besideAValueWhoseTagWasInvalidated_isGranted() {
        CacheEntry.Cached entry = loaded("red");
        long seen = ((Hit) read(entry, token)).writtenAt();
        put(entry, OTHER, "red");
        invalidateTags("red");

        assertThat(await(cache().lease(entry, seen, token, LONG))).isEqualTo(new Granted());
        assertThat(write(entry, token, OTHER, "red")).isTrue();
        assertHit(entry, OTHER);
    }

    @Test
    void refresh_afterItsTagWasInvalidated_storesNothing() {
        CacheEntry.Cached entry = loaded("red");
        await(cache().lease(entry, CacheStore.ANY, token, LONG));
        invalidateTags("red");

        assertThat(write(entry, token, OTHER, "red")).isFalse();

        assertAbsent(entry);
    }

    @Test
    void put_withTags_isRemovedByThem() {
        CacheEntry entry = entry();
        put(entry, VALUE, "red");
        assertHit(entry, VALUE);
        invalidateTags("red");
        assertAbsent(entry);

        put(entry, VALUE, "red");
        put(entry, OTHER);
        invalidateTags("red");
        assertHit(entry, OTHER);
    }

    @Test
    void value_withTags_isTheSameAsWithout() {
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        for (byte[] value : List.of(all, new byte[0], new byte[] {0}, "T".getBytes(UTF_8), "L".getBytes(UTF_8))) {
            CacheEntry tagged = entry();
            put(tagged, value, "red");
            assertHit(tagged, value);
            CacheEntry untagged = entry();
            put(untagged, value);
            assertHit(untagged, value);
        }
        CacheEntry.Cached entry = loaded("red");
        assertThat(read(entry, token)).isInstanceOfSatisfying(Hit.class, hit -> {
            assertThat(hit.lifetime()).isEqualTo(Lifetime.of(LONG));
            assertThat(hit.writtenAt()).isPositive();
        });
    }

    @Test
    void value_withTags_endsAsOthersDo() {
        CacheEntry.Cached invalidated = loaded("red");
        await(cache().invalidate(List.of(invalidated)));
        assertAbsent(invalidated);
        CacheEntry.Cached expired = entry();
        await(cache().put(expired, VALUE, Lifetime.of(SHORT), List.of("red")));
        pass(PAST_SHORT);
        assertAbsent(expired);
        CacheEntry.Cached cleared = loaded("red");
        CacheEntry.Cached leased = entry();
        read(leased, token);
        await(cache().clear(cacheName));
        assertAbsent(cleared);
        assertThat(write(leased, token, VALUE, "red")).isFalse();
    }

    @Test
    void invalidateTags_many_leavesNoneOut() {
        List<String> tags = IntStream.range(0, 1_200).mapToObj(i -> "tag" + i).toList();
        CacheEntry first = loaded("tag0");
        CacheEntry last = loaded("tag1199");
        CacheEntry other = loaded("tag1200");

        await(cache().invalidateTags(cacheName, tags));

        assertAbsent(first);
        assertAbsent(last);
        assertHit(other, VALUE);
    }

    /** More than the store remembers: what it cannot judge any more must be a miss, what is newer must not. */
    @Test
    void invalidateTags_moreThanAreRemembered_neverBringsAValueBack() {
        CacheEntry red = loaded("red");
        CacheEntry leased = entry();
        read(leased, token);
        invalidateTags("red");
        for (int from = 0; from < 25_000; from += 1_000) {
            await(cache().invalidateTags(
                            cacheName,
                            IntStream.range(from, from + 1_000)
                                    .mapToObj(i -> "tag" + i)
                                    .toList()));
        }

        assertAbsent(red);
        assertThat(write(leased, token, OTHER, "red")).isFalse();
        CacheEntry fresh = loaded("red");
        invalidateTags("blue");
        assertHit(fresh, VALUE);
    }

    @Test
    void invalidateTags_racingWithLoads_isNeverUndone() {
        List<String> tags = List.of("a", "b", "c");
        Map<String, AtomicLong> sources = new ConcurrentHashMap<>();
        Map<String, AtomicLong> invalidated = new ConcurrentHashMap<>();
        tags.forEach(tag -> {
            sources.put(tag, new AtomicLong());
            invalidated.put(tag, new AtomicLong());
        });
        // two values for each tag, and one for each pair
        Map<CacheEntry, List<String>> entries = new ConcurrentHashMap<>();
        tags.forEach(tag -> {
            entries.put(entry(), List.of(tag));
            entries.put(entry(), List.of(tag));
            tags.stream()
                    .filter(other -> other.compareTo(tag) > 0)
                    .forEach(other -> entries.put(entry(), List.of(tag, other)));
        });
        List<CacheEntry> all = List.copyOf(entries.keySet());
        var left = new AtomicInteger(tagInvalidations());
        var hits = new AtomicLong();
        var turn = new AtomicInteger();

        race(6, () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            if (turn.getAndIncrement() < 2) {
                while (left.getAndDecrement() > 0) {
                    String tag = tags.get(random.nextInt(tags.size()));
                    long changed = sources.get(tag).incrementAndGet();
                    invalidateTags(tag);
                    invalidated.get(tag).accumulateAndGet(changed, Math::max);
                    LockSupport.parkNanos(random.nextInt(200_000));
                }
                return true;
            }
            while (left.get() > 0) {
                CacheEntry entry = all.get(random.nextInt(all.size()));
                List<String> own = entries.get(entry);
                List<Long> atLeast =
                        own.stream().map(tag -> invalidated.get(tag).get()).toList();
                String mine = random("token");
                Lookup lookup = read(entry, mine);
                if (lookup instanceof Hit hit) {
                    String[] versions = new String(hit.value(), UTF_8).split(",", -1);
                    for (int i = 0; i < versions.length; i++) {
                        assertThat(Long.parseLong(versions[i])).isGreaterThanOrEqualTo(atLeast.get(i));
                    }
                    hits.incrementAndGet();
                } else if (lookup instanceof Granted) {
                    List<String> loaded = own.stream()
                            .map(tag -> Long.toString(sources.get(tag).get()))
                            .toList();
                    LockSupport.parkNanos(random.nextInt(100_000));
                    write(entry, mine, String.join(",", loaded).getBytes(UTF_8), own.toArray(String[]::new));
                }
            }
            return true;
        });

        assertThat(hits).as("hits, without which nothing was tested").hasPositiveValue();
    }

    /** How often the racing test invalidates a tag. */
    protected int tagInvalidations() {
        return 1_000;
    }
}
