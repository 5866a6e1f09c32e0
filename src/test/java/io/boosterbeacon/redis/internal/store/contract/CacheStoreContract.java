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
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every {@link CacheStore}. */
public abstract class CacheStoreContract extends CacheTagsContract {
    /** Longer than {@link #await} waits: a stage that completes in time has not waited for this. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final byte[] VALUE = "a value".getBytes(UTF_8);
    private static final byte[] OTHER = "another".getBytes(UTF_8);

    private final String token = random("token");
    private final String cacheName = random("cache-");

    /** The two kinds of entries; the protocol is the same for both. */
    protected enum Kind {
        CACHED {
            @Override
            CacheEntry entry() {
                return new CacheEntry.Cached(random("cache-"), random("key"));
            }
        },
        PLAIN {
            @Override
            CacheEntry entry() {
                return new CacheEntry.Plain(random("a {key}: of é "));
            }
        };

        abstract CacheEntry entry();
    }

    private CacheEntry cached(String name) {
        return new CacheEntry.Cached(name, random("key"));
    }

    private Lookup read(CacheEntry entry, String by) {
        return await(cache().readOrLease(entry, by, LONG));
    }

    private void lease(CacheEntry entry) {
        assertThat(read(entry, token)).isEqualTo(new Granted());
    }

    private boolean write(CacheEntry entry, String by, byte[] value) {
        return await(cache().write(entry, by, value, Lifetime.of(LONG)));
    }

    private void put(CacheEntry entry, byte[] value) {
        await(cache().put(entry, value, Lifetime.of(LONG)));
    }

    private void invalidate(CacheEntry... entries) {
        await(cache().invalidate(List.of(entries)));
    }

    private void assertHit(CacheEntry entry, byte[] value) {
        assertThat(read(entry, random("token"))).isInstanceOfSatisfying(Hit.class, hit -> assertThat(hit.value())
                .isEqualTo(value));
    }

    private void assertAbsent(CacheEntry entry) {
        assertThat(read(entry, random("token"))).isEqualTo(new Granted());
    }

    private CacheEntry.Cached cachedEntry() {
        return new CacheEntry.Cached(cacheName, random("key"));
    }

    private Lookup leaseAgain(CacheEntry entry, String by) {
        return await(cache().lease(entry, CacheStore.ANY, by, LONG));
    }

    @Test
    void hit_tellsWhenItWasStoredAndForHowLong() {
        CacheEntry entry = cachedEntry();
        long before = await(cache().time());
        put(entry, VALUE);
        long after = await(cache().time());

        assertThat(read(entry, token)).isInstanceOfSatisfying(Hit.class, hit -> {
            // the store's clock is known to about a round trip
            assertThat(hit.writtenAt()).isBetween(before - 100, after + 100);
            assertThat(hit.lifetime()).isEqualTo(Lifetime.of(LONG));
        });
    }

    @Test
    void lease_besideAValue_isGrantedToOne() {
        CacheEntry.Cached entry = cachedEntry();
        put(entry, VALUE);

        List<Lookup> lookups = race(THREADS, () -> leaseAgain(entry, random("token")));

        assertThat(lookups).filteredOn(new Granted()::equals).hasSize(1);
        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void lease_takenFromAnotherToken_endsItsLoadAndKeepsTheValue(Kind kind) {
        CacheEntry entry = kind.entry();
        put(entry, VALUE);
        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());
        String taker = random("token");

        assertThat(await(cache().lease(entry, CacheStore.ANY_AND_TAKE, taker, LONG)))
                .isEqualTo(new Granted());

        assertHit(entry, VALUE);
        assertThat(write(entry, token, VALUE)).isFalse();
        assertThat(write(entry, taker, OTHER)).isTrue();
        assertHit(entry, OTHER);
    }

    @Test
    void lease_ofAToken_thatHasTakenItself_isNotTaken() {
        CacheEntry.Cached entry = cachedEntry();
        String taker = CacheStore.TAKER + token;
        assertThat(leaseAgain(entry, taker)).isEqualTo(new Granted());

        assertThat(await(cache().lease(entry, CacheStore.ANY_AND_TAKE, random("!"), LONG)))
                .isEqualTo(new Held(taker));
    }

    @ParameterizedTest
    @EnumSource
    void lease_takenOfAnAbsentValue_isHeld(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        String taker = random("token");

        assertThat(await(cache().lease(entry, CacheStore.ANY_AND_TAKE, taker, LONG)))
                .isEqualTo(new Granted());

        assertThat(read(entry, random("token"))).isEqualTo(new Held(taker));
        assertThat(await(cache().release(entry, token))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void remove_byTheHolder_removesTheValueAndEndsTheLease(Kind kind) {
        CacheEntry entry = kind.entry();
        put(entry, VALUE);
        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());

        assertThat(await(cache().remove(entry, token))).isTrue();

        assertAbsent(entry);
    }

    /** The value is another one than that beside which the lease was granted. */
    @ParameterizedTest
    @EnumSource
    void remove_byATokenThatHasLostTheLease_removesNothing(Kind kind) {
        CacheEntry entry = kind.entry();
        put(entry, VALUE);
        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());
        put(entry, OTHER);

        assertThat(await(cache().remove(entry, token))).isFalse();

        assertHit(entry, OTHER);
    }

    @Test
    void touch_extendsTheLife_toItsLengthFromNow_andNotBeyondItsFreshness() {
        CacheEntry.Cached sliding = cachedEntry();
        CacheEntry.Cached brief = cachedEntry();
        CacheEntry.Cached stale = cachedEntry();
        Duration length = Duration.ofMillis(600);
        await(cache().put(sliding, VALUE, Lifetime.sliding(LONG, length, Duration.ZERO)));
        await(cache().put(brief, VALUE, Lifetime.sliding(Duration.ofMillis(700), length, Duration.ZERO)));
        await(cache().put(stale, VALUE, Lifetime.of(LONG, LONG, Duration.ZERO)));
        assertThat(await(cache().touch(cachedEntry()))).isFalse();
        pass(Duration.ofMillis(400));

        assertThat(await(cache().touch(sliding))).isTrue();
        assertThat(await(cache().touch(brief))).isTrue();
        assertThat(await(cache().touch(stale))).isFalse();

        pass(Duration.ofMillis(400));
        assertHit(sliding, VALUE);
        assertHit(stale, VALUE);
        assertAbsent(brief);
        pass(Duration.ofMillis(300));
        assertAbsent(sliding);
    }

    @Test
    void touch_besideALease_leavesIt() {
        CacheEntry.Cached entry = cachedEntry();
        await(cache().put(entry, VALUE, Lifetime.sliding(LONG, Duration.ofSeconds(4), Duration.ZERO)));
        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());
        pass(Duration.ofMillis(400));

        assertThat(await(cache().touch(entry))).isTrue();

        assertThat(leaseAgain(entry, random("token"))).isEqualTo(new Held(token));
        assertThat(write(entry, token, OTHER)).isTrue();
    }

    /** Otherwise a caller that is late would replace the value once more. */
    @Test
    void lease_besideAnotherValueThanTheSeenOne_isNotGranted() {
        CacheEntry.Cached entry = cachedEntry();
        put(entry, VALUE);
        long seen = ((Hit) read(entry, token)).writtenAt();
        pass(Duration.ofMillis(5));
        put(entry, OTHER);

        assertThat(await(cache().lease(entry, seen, token, LONG))).isInstanceOfSatisfying(Hit.class, hit -> {
            assertThat(hit.value()).isEqualTo(OTHER);
            assertThat(hit.writtenAt()).isGreaterThan(seen);
        });
        long now = ((Hit) read(entry, token)).writtenAt();
        assertThat(await(cache().lease(entry, now, token, LONG))).isEqualTo(new Granted());
        invalidate(entry);
        assertThat(await(cache().lease(entry, now, token, LONG))).isEqualTo(new Granted());
    }

    @Test
    void lease_withoutAValue_isGrantedUnlessAnotherHoldsIt() {
        CacheEntry.Cached entry = cachedEntry();

        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());
        assertThat(leaseAgain(entry, random("token"))).isEqualTo(new Held(token));
        assertThat(leaseAgain(entry, token)).isEqualTo(new Granted());
        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
    }

    @Test
    void write_underALeaseBesideAValue_replacesIt() {
        CacheEntry.Cached entry = cachedEntry();
        put(entry, VALUE);
        leaseAgain(entry, token);
        assertThat(await(cache().renew(entry, token, LONG))).isTrue();
        assertHit(entry, VALUE);

        assertThat(write(entry, token, OTHER)).isTrue();

        assertHit(entry, OTHER);
        assertThat(write(entry, token, VALUE)).isFalse();
    }

    @Test
    void release_ofALeaseBesideAValue_keepsTheValue() {
        CacheEntry.Cached entry = cachedEntry();
        put(entry, VALUE);
        leaseAgain(entry, token);

        assertThat(await(cache().release(entry, token))).isTrue();

        assertHit(entry, VALUE);
        assertThat(leaseAgain(entry, random("token"))).isEqualTo(new Granted());
    }

    @Test
    void leaseBesideAValue_endsWithEachChange() {
        List<Consumer<CacheEntry.Cached>> changes =
                List.of(this::invalidate, each -> put(each, OTHER), each -> await(cache().clear(each.cacheName())));
        for (Consumer<CacheEntry.Cached> change : changes) {
            CacheEntry.Cached entry = cachedEntry();
            put(entry, VALUE);
            leaseAgain(entry, token);

            change.accept(entry);

            assertThat(write(entry, token, VALUE)).isFalse();
        }
    }

    @Test
    void leaseBesideAValue_expires() {
        CacheEntry.Cached entry = cachedEntry();
        put(entry, VALUE);
        await(cache().lease(entry, CacheStore.ANY, token, SHORT));
        pass(PAST_SHORT);

        assertThat(write(entry, token, OTHER)).isFalse();
        assertThat(leaseAgain(entry, random("token"))).isEqualTo(new Granted());
        assertHit(entry, VALUE);
    }

    @Test
    void leaseBesideAValueThatExpires_staysHeld() {
        CacheEntry.Cached entry = cachedEntry();
        await(cache().put(entry, VALUE, Lifetime.of(SHORT)));
        leaseAgain(entry, token);
        pass(PAST_SHORT);

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
        assertThat(write(entry, token, OTHER)).isTrue();
        assertHit(entry, OTHER);
    }

    @ParameterizedTest
    @EnumSource
    void readOrLease_nothingThere_grantsTheLease(Kind kind) {
        assertThat(read(kind.entry(), token)).isEqualTo(new Granted());
    }

    @ParameterizedTest
    @EnumSource
    void readOrLease_leasedByAnother_namesTheHolder(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
    }

    @ParameterizedTest
    @EnumSource
    void readOrLease_manyThreadsAtOnce_grantsOne(Kind kind) {
        CacheEntry entry = kind.entry();
        var granted = new ConcurrentLinkedQueue<String>();

        List<Lookup> lookups = race(THREADS, () -> {
            String mine = random("token");
            Lookup lookup = read(entry, mine);
            if (lookup instanceof Granted) {
                granted.add(mine);
            }
            return lookup;
        });

        assertThat(granted).hasSize(1);
        assertThat(lookups)
                .filteredOn(each -> !(each instanceof Granted))
                .hasSize(THREADS - 1)
                .containsOnly(new Held(granted.peek()));
    }

    @ParameterizedTest
    @EnumSource
    void readOrLease_leaseExpired_grantsTheNext(Kind kind) {
        CacheEntry entry = kind.entry();
        await(cache().readOrLease(entry, token, SHORT));
        pass(PAST_SHORT);

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void write_byTheHolder_isHitByEveryone(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);

        assertThat(write(entry, token, VALUE)).isTrue();

        assertHit(entry, VALUE);
        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void write_anyBytes_areReadAsTheyWere(Kind kind) {
        byte[] all = new byte[256];
        IntStream.range(0, all.length).forEach(i -> all[i] = (byte) i);
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);

        for (byte[] value : List.of(all, large, new byte[0], new byte[] {0}, new byte[] {(byte) 0xff})) {
            CacheEntry entry = kind.entry();
            lease(entry);
            assertThat(write(entry, token, value)).isTrue();
            assertHit(entry, value);
            put(entry, value);
            assertHit(entry, value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_arrayChangedAfterwards_isKeptAsItWas(Kind kind) {
        CacheEntry entry = kind.entry();
        byte[] mine = VALUE.clone();
        put(entry, mine);
        mine[0]++;

        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void write_byAnother_storesNothing(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);

        assertThat(write(entry, random("token"), OTHER)).isFalse();

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
        assertThat(write(entry, token, VALUE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void write_withoutALease_storesNothing(Kind kind) {
        CacheEntry entry = kind.entry();

        assertThat(write(entry, token, VALUE)).isFalse();

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void write_twice_storesOnlyTheFirst(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        write(entry, token, VALUE);

        assertThat(write(entry, token, OTHER)).isFalse();

        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void write_afterInvalidate_storesNothing(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        invalidate(entry);

        assertThat(write(entry, token, VALUE)).isFalse();

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void write_afterInvalidateAndANewLease_leavesTheLeaseToItsHolder(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        invalidate(entry);
        String next = random("token");
        read(entry, next);

        assertThat(write(entry, token, OTHER)).isFalse();

        assertThat(write(entry, next, VALUE)).isTrue();
        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void write_afterPut_leavesWhatWasPut(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        put(entry, VALUE);

        assertThat(write(entry, token, OTHER)).isFalse();

        assertHit(entry, VALUE);
    }

    @Test
    void write_afterClear_storesNothing() {
        CacheEntry entry = cached(cacheName);
        lease(entry);
        await(cache().clear(cacheName));

        assertThat(write(entry, token, VALUE)).isFalse();

        assertAbsent(entry);
    }

    @Test
    void write_afterClearAndANewLease_leavesTheLeaseToItsHolder() {
        CacheEntry entry = cached(cacheName);
        lease(entry);
        await(cache().clear(cacheName));
        String next = random("token");
        assertThat(read(entry, next)).isEqualTo(new Granted());

        assertThat(write(entry, token, OTHER)).isFalse();
        assertThat(await(cache().renew(entry, token, LONG))).isFalse();
        assertThat(await(cache().release(entry, token))).isFalse();

        assertThat(write(entry, next, VALUE)).isTrue();
        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void write_afterTheLeaseExpired_storesNothing(Kind kind) {
        CacheEntry entry = kind.entry();
        await(cache().readOrLease(entry, token, SHORT));
        pass(PAST_SHORT);

        assertThat(write(entry, token, OTHER)).isFalse();

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void write_lifetimeOver_isAbsentAgain(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        await(cache().write(entry, token, VALUE, Lifetime.of(SHORT)));
        pass(PAST_SHORT);

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void write_lifetimeLongerThanTheLease_outlivesIt(Kind kind) {
        CacheEntry entry = kind.entry();
        await(cache().readOrLease(entry, token, Duration.ofMillis(400)));
        assertThat(write(entry, token, VALUE)).isTrue();
        pass(Duration.ofMillis(450));

        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void release_byTheHolder_letsTheNextLoad(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);

        assertThat(await(cache().release(entry, token))).isTrue();

        assertThat(write(entry, token, OTHER)).isFalse();
        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void release_byAnother_leavesTheLease(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);

        assertThat(await(cache().release(entry, random("token")))).isFalse();

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
    }

    @ParameterizedTest
    @EnumSource
    void release_afterItEnded_leavesTheValue(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        write(entry, token, VALUE);

        assertThat(await(cache().release(entry, token))).isFalse();
        assertThat(await(cache().release(kind.entry(), token))).isFalse();

        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void renew_byTheHolder_keepsTheLease(Kind kind) {
        CacheEntry entry = kind.entry();
        Duration lease = Duration.ofMillis(400);
        await(cache().readOrLease(entry, token, lease));

        assertThat(await(cache().renew(entry, token, LONG))).isTrue();
        pass(lease.plusMillis(50));

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
        assertThat(write(entry, token, VALUE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void renew_forAShorterTime_countsFromNow(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        await(cache().renew(entry, token, SHORT));
        pass(PAST_SHORT);

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void renew_byAnother_isRefused(Kind kind) {
        CacheEntry entry = kind.entry();
        await(cache().readOrLease(entry, token, SHORT));

        assertThat(await(cache().renew(entry, random("token"), LONG))).isFalse();
        pass(PAST_SHORT);

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void renew_afterTheLeaseWasLost_isRefused(Kind kind) {
        CacheEntry expired = kind.entry();
        await(cache().readOrLease(expired, token, SHORT));
        CacheEntry invalidated = kind.entry();
        lease(invalidated);
        invalidate(invalidated);
        CacheEntry written = kind.entry();
        lease(written);
        await(cache().write(written, token, VALUE, Lifetime.of(SHORT)));
        pass(PAST_SHORT);

        for (CacheEntry entry : List.of(expired, invalidated, written, kind.entry())) {
            assertThat(await(cache().renew(entry, token, LONG))).isFalse();
            assertAbsent(entry);
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_written_completesEarly(Kind kind) {
        CacheEntry entry = kind.entry();
        assertCompletesEarly(entry, () -> write(entry, token, VALUE));
        assertHit(entry, VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_released_completesEarly(Kind kind) {
        CacheEntry entry = kind.entry();
        assertCompletesEarly(entry, () -> await(cache().release(entry, token)));
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_invalidated_completesEarly(Kind kind) {
        CacheEntry entry = kind.entry();
        assertCompletesEarly(entry, () -> invalidate(entry));
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_put_completesEarly(Kind kind) {
        CacheEntry entry = kind.entry();
        assertCompletesEarly(entry, () -> put(entry, VALUE));
    }

    @Test
    void leaseEnd_cleared_completesEarly() {
        CacheEntry entry = cached(cacheName);
        assertCompletesEarly(entry, () -> await(cache().clear(cacheName)));
    }

    private void assertCompletesEarly(CacheEntry entry, Runnable ending) {
        lease(entry);
        List<CompletionStage<Void>> waiting = IntStream.range(0, 3)
                .mapToObj(i -> cache().leaseEnd(entry, PATIENCE))
                .toList();
        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));

        ending.run();

        awaitAll(waiting);
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_nobodyEndsIt_completesAfterAtMost(Kind kind) {
        CacheEntry entry = kind.entry();
        lease(entry);
        CompletionStage<Void> end = cache().leaseEnd(entry, SHORT);
        pass(PAST_SHORT);

        await(end);

        assertThat(read(entry, random("token"))).isEqualTo(new Held(token));
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_withoutALease_completesAfterAtMost(Kind kind) {
        CompletionStage<Void> end = cache().leaseEnd(kind.entry(), SHORT);
        pass(PAST_SHORT);

        await(end);
    }

    @ParameterizedTest
    @EnumSource
    void leaseEnd_waitingAsAsked_missesNoEnd(Kind kind) {
        // wait, read, wait again: in this order a caller gets the value whenever it is written
        for (int i = 0; i < 50; i++) {
            CacheEntry entry = kind.entry();
            lease(entry);
            var turn = new AtomicInteger();
            List<Boolean> served = race(4, () -> {
                if (turn.getAndIncrement() == 0) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(300_000));
                    return write(entry, token, VALUE);
                }
                while (true) {
                    CompletionStage<Void> end = cache().leaseEnd(entry, PATIENCE);
                    if (read(entry, random("token")) instanceof Hit) {
                        return true;
                    }
                    await(end);
                }
            });
            assertThat(served).containsOnly(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void put_overAValue_replacesIt(Kind kind) {
        CacheEntry entry = kind.entry();
        put(entry, VALUE);
        put(entry, OTHER);

        assertHit(entry, OTHER);
    }

    @ParameterizedTest
    @EnumSource
    void put_lifetimeOver_isAbsentAgain(Kind kind) {
        CacheEntry entry = kind.entry();
        put(entry, VALUE);
        await(cache().put(entry, OTHER, Lifetime.of(SHORT)));
        pass(PAST_SHORT);

        assertAbsent(entry);
    }

    @ParameterizedTest
    @EnumSource
    void put_overAShortLivedValue_livesItsOwnTime(Kind kind) {
        CacheEntry entry = kind.entry();
        await(cache().put(entry, OTHER, Lifetime.of(SHORT)));
        put(entry, VALUE);
        pass(PAST_SHORT);

        assertHit(entry, VALUE);
    }

    @Test
    void invalidate_someEntries_leavesTheOthers() {
        CacheEntry cached = cached(cacheName);
        CacheEntry plain = Kind.PLAIN.entry();
        CacheEntry sibling = cached(cacheName);
        CacheEntry stranger = Kind.PLAIN.entry();
        List.of(cached, plain, sibling, stranger).forEach(each -> put(each, VALUE));

        invalidate(cached, plain, Kind.CACHED.entry());

        assertAbsent(cached);
        assertAbsent(plain);
        assertHit(sibling, VALUE);
        assertHit(stranger, VALUE);
    }

    @Test
    void invalidate_nothing_doesNothing() {
        invalidate();
    }

    @Test
    void entries_ofTheSameKey_areApartByCacheAndKind() {
        String key = random("key");
        CacheEntry plain = new CacheEntry.Plain(key);
        CacheEntry one = new CacheEntry.Cached(cacheName, key);
        CacheEntry two = new CacheEntry.Cached(cacheName + ".b", key);

        put(plain, VALUE);
        put(one, OTHER);

        assertHit(plain, VALUE);
        assertHit(one, OTHER);
        assertAbsent(two);
    }

    @Test
    void cacheName_ofEveryAllowedCharacter_isTakenAsItIs() {
        CacheEntry entry = cached(random("aZ09._-/$"));
        put(entry, VALUE);

        assertHit(entry, VALUE);
    }

    @Test
    void clear_ofACache_leavesOtherCachesAndPlainKeysAlone() {
        CacheEntry mine = cached(cacheName);
        List<CacheEntry> others = List.of(cached(cacheName + "2"), cached("x" + cacheName), Kind.PLAIN.entry());
        put(mine, VALUE);
        others.forEach(each -> put(each, VALUE));
        CacheEntry leased = cached(cacheName + "2");
        lease(leased);

        await(cache().clear(cacheName));

        assertAbsent(mine);
        others.forEach(each -> assertHit(each, VALUE));
        assertThat(write(leased, token, VALUE)).isTrue();
    }

    @Test
    void clear_unknownOrTwice_doesNothing() {
        await(cache().clear(cacheName));
        await(cache().clear(cacheName));

        CacheEntry entry = cached(cacheName);
        put(entry, VALUE);
        assertHit(entry, VALUE);
    }

    @Test
    void clear_largeCache_leavesNothing() {
        List<CacheEntry> entries =
                IntStream.range(0, 10_000).mapToObj(i -> cached(cacheName)).toList();
        // in portions: a busy server does not answer ten thousand commands at once in the time of one
        for (int from = 0; from < entries.size(); from += 1_000) {
            awaitAll(entries.subList(from, from + 1_000).stream()
                    .map(each -> cache().put(each, VALUE, Lifetime.of(LONG)))
                    .toList());
        }
        assertHit(entries.get(9_999), VALUE);

        await(cache().clear(cacheName));

        for (int from = 0; from < entries.size(); from += 1_000) {
            List<CompletionStage<Lookup>> lookups = entries.subList(from, from + 1_000).stream()
                    .map(each -> cache().readOrLease(each, token, LONG))
                    .toList();
            awaitAll(lookups);
            assertThat(lookups.stream().map(StoreContract::await).distinct()).containsExactly(new Granted());
        }
    }

    @ParameterizedTest
    @EnumSource
    void invalidate_racingWithLoads_isNeverUndone(Kind kind) {
        CacheEntry entry = kind.entry();
        assertNeverStale(entry, () -> invalidate(entry));
    }

    @Test
    void clear_racingWithLoads_isNeverUndone() {
        assertNeverStale(cached(cacheName), () -> await(cache().clear(cacheName)));
    }

    /** How often the racing tests invalidate. */
    protected int invalidations() {
        return 2_000;
    }

    private void assertNeverStale(CacheEntry entry, Runnable invalidation) {
        var source = new AtomicLong();
        var invalidated = new AtomicLong();
        var left = new AtomicInteger(invalidations());
        var hits = new AtomicLong();
        var turn = new AtomicInteger();

        race(6, () -> {
            if (turn.getAndIncrement() < 2) {
                while (left.getAndDecrement() > 0) {
                    long changed = source.incrementAndGet();
                    invalidation.run();
                    invalidated.accumulateAndGet(changed, Math::max);
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                }
                return true;
            }
            while (left.get() > 0) {
                long atLeast = invalidated.get();
                String mine = random("token");
                Lookup lookup = read(entry, mine);
                if (lookup instanceof Hit hit) {
                    assertThat(Long.parseLong(new String(hit.value(), UTF_8))).isGreaterThanOrEqualTo(atLeast);
                    hits.incrementAndGet();
                } else if (lookup instanceof Granted) {
                    long loaded = source.get();
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
                    write(entry, mine, Long.toString(loaded).getBytes(UTF_8));
                }
            }
            return true;
        });

        assertThat(hits).as("hits, without which nothing was tested").hasPositiveValue();
    }
}
