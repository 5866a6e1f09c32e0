package io.boosterbeacon.redis.internal.store.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Granted;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Hit;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every {@link KeyValueStore}. */
public abstract class KeyValueStoreContract extends StoreContract {
    private static final byte[] VALUE = "a value".getBytes(UTF_8);
    private static final byte[] OTHER = {0, (byte) 0xff, 0x0a, (byte) 0x80};

    private final String key = random("key");
    private final String absent = random("absent");
    private final String token = random("token");

    private KeyValueStore keyValues() {
        return store().keyValues();
    }

    private void set(String name, String value) {
        await(keyValues().set(name, value.getBytes(UTF_8), LONG));
    }

    private Optional<byte[]> get(String name) {
        return await(keyValues().get(name));
    }

    private Optional<String> getText(String name) {
        return get(name).map(bytes -> new String(bytes, UTF_8));
    }

    private Optional<Duration> ttl(String name) {
        return await(keyValues().ttl(name));
    }

    private long increment(long by) {
        return await(keyValues().increment(key, by, LONG));
    }

    private void lease(String name) {
        assertThat(await(store().cache().readOrLease(new CacheEntry.Plain(name), token, LONG)))
                .isEqualTo(new Granted());
    }

    private boolean write(String name, byte[] value) {
        return await(store().cache().write(new CacheEntry.Plain(name), token, value, Lifetime.of(LONG)));
    }

    private static void assertIsLong(Optional<Duration> ttl) {
        assertThat(ttl).hasValueSatisfying(left -> assertThat(left).isBetween(LONG.minusSeconds(10), LONG));
    }

    @Test
    void get_absent_isEmpty() {
        assertThat(get(absent)).isEmpty();
    }

    @Test
    void get_anyBytes_areAsTheyWereSet() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (byte[] value : List.of(all, new byte[0], new byte[1 << 20], OTHER)) {
            await(keyValues().set(key, value, LONG));
            assertThat(get(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(value));
        }
    }

    @Test
    void get_arraysChangedByTheirOwners_areNobodyElses() {
        byte[] mine = VALUE.clone();
        await(keyValues().set(key, mine, LONG));
        mine[0]++;
        get(key).orElseThrow()[0]++;

        assertThat(get(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(VALUE));
    }

    @Test
    void get_oddKey_isTakenAsItIs() {
        String odd = "{a}: \"ключ\" *?[x] \n" + key;
        set(odd, "odd");

        assertThat(getText(odd)).hasValue("odd");
    }

    @Test
    void getAll_someAbsent_returnsThoseThatExist() {
        String second = random("key");
        set(key, "1");
        set(second, "2");

        Map<String, byte[]> found = await(keyValues().getAll(List.of(second, absent, key)));

        assertThat(found).containsOnlyKeys(key, second);
        assertThat(found.get(key)).asString(UTF_8).isEqualTo("1");
        assertThat(found.get(second)).asString(UTF_8).isEqualTo("2");
    }

    @Test
    void getAll_nothing_returnsNothing() {
        assertThat(await(keyValues().getAll(List.of()))).isEmpty();
    }

    @Test
    void set_existing_replacesValueAndLifetime() {
        await(keyValues().set(key, OTHER, Duration.ofDays(9)));
        set(key, "new");

        assertThat(getText(key)).hasValue("new");
        assertIsLong(ttl(key));
    }

    @Test
    void set_lifetimeOver_isGone() {
        await(keyValues().set(key, VALUE, SHORT));
        pass(PAST_SHORT);

        assertThat(get(key)).isEmpty();
        assertThat(await(keyValues().exists(key))).isFalse();
        assertThat(await(keyValues().getAll(List.of(key)))).isEmpty();
        assertThat(await(keyValues().delete(List.of(key)))).isZero();
    }

    @Test
    void set_withoutALifetime_doesNotExpire() {
        await(keyValues().set(key, VALUE, SHORT));
        await(keyValues().set(key, VALUE, null));
        pass(PAST_SHORT);

        assertThat(get(key)).isPresent();
        assertThat(ttl(key)).isEmpty();
        await(keyValues().delete(List.of(key)));
    }

    @Test
    void setAll_values_storesEachWithTheLifetime() {
        String second = random("key");
        await(keyValues().setAll(Map.of(key, VALUE, second, OTHER), LONG));

        assertThat(get(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(VALUE));
        assertThat(get(second)).hasValueSatisfying(read -> assertThat(read).isEqualTo(OTHER));
        assertIsLong(ttl(key));
        assertIsLong(ttl(second));
    }

    @Test
    void setAll_lifetimeOver_areGone() {
        await(keyValues().setAll(Map.of(key, VALUE), SHORT));
        pass(PAST_SHORT);

        assertThat(get(key)).isEmpty();
    }

    @Test
    void setAll_nothing_doesNothing() {
        await(keyValues().setAll(Map.of(), LONG));
    }

    @Test
    void delete_someAbsent_countsThoseThatExisted() {
        String second = random("key");
        set(key, "1");
        set(second, "2");

        assertThat(await(keyValues().delete(List.of(key, absent, second)))).isEqualTo(2);

        assertThat(get(key)).isEmpty();
        assertThat(get(second)).isEmpty();
        assertThat(await(keyValues().delete(List.of(key)))).isZero();
    }

    @Test
    void delete_nothing_countsNothing() {
        assertThat(await(keyValues().delete(List.of()))).isZero();
    }

    @Test
    void exists_onlyOfStoredKeys_isTrue() {
        set(key, "1");

        assertThat(await(keyValues().exists(key))).isTrue();
        assertThat(await(keyValues().exists(absent))).isFalse();
    }

    @Test
    void expire_existing_givesItANewLifetime() {
        await(keyValues().set(key, VALUE, null));

        assertThat(await(keyValues().expire(key, LONG))).isTrue();

        assertIsLong(ttl(key));
        assertThat(await(keyValues().expire(key, SHORT))).isTrue();
        pass(PAST_SHORT);
        assertThat(get(key)).isEmpty();
    }

    @Test
    void expire_existing_leavesItsValue() {
        await(keyValues().set(key, OTHER, SHORT));
        await(keyValues().expire(key, LONG));
        pass(PAST_SHORT);

        assertThat(get(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(OTHER));
    }

    @Test
    void expire_absent_isFalseAndStoresNothing() {
        assertThat(await(keyValues().expire(absent, LONG))).isFalse();

        assertThat(await(keyValues().exists(absent))).isFalse();
    }

    @Test
    void ttl_whileTimePasses_shrinks() {
        set(key, "1");
        Duration before = ttl(key).orElseThrow();
        pass(Duration.ofMillis(100));

        assertThat(ttl(key).orElseThrow())
                .isLessThanOrEqualTo(before.minusMillis(90))
                .isPositive();
    }

    @Test
    void ttl_absent_isEmpty() {
        assertThat(ttl(absent)).isEmpty();
    }

    @Test
    void increment_absent_startsAtZeroWithTheLifetime() {
        assertThat(increment(5)).isEqualTo(5);

        assertThat(getText(key)).hasValue("5");
        assertIsLong(ttl(key));
    }

    @Test
    void increment_existing_addsAndKeepsItsLifetime() {
        set(key, "40");

        assertThat(await(keyValues().increment(key, 3, Duration.ofDays(9)))).isEqualTo(43);
        assertThat(await(keyValues().increment(key, -50, Duration.ofDays(9)))).isEqualTo(-7);
        assertThat(await(keyValues().increment(key, 0, Duration.ofDays(9)))).isEqualTo(-7);

        assertIsLong(ttl(key));
        assertThat(getText(key)).hasValue("-7");
    }

    @Test
    void increment_existingWithoutALifetime_doesNotGiveItOne() {
        await(keyValues().set(key, "1".getBytes(UTF_8), null));

        assertThat(increment(1)).isEqualTo(2);

        assertThat(ttl(key)).isEmpty();
        await(keyValues().delete(List.of(key)));
    }

    @Test
    void increment_lifetimeOver_startsAnew() {
        await(keyValues().increment(key, 7, SHORT));
        pass(PAST_SHORT);

        assertThat(increment(1)).isEqualTo(1);
        assertIsLong(ttl(key));
    }

    @Test
    void increment_manyThreadsRacing_losesNothing() {
        race(THREADS, () -> {
            for (int i = 0; i < 50; i++) {
                increment(2);
            }
            return true;
        });

        assertThat(getText(key)).hasValue(Integer.toString(THREADS * 50 * 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a value", "", " 1", "1.5", "9223372036854775808", "\"1\""})
    void increment_ofWhatIsNoNumber_failsAndLeavesIt(String value) {
        set(key, value);

        assertFailsWith(RedisErrorType.COMMAND_ERROR, keyValues().increment(key, 1, LONG));

        assertThat(getText(key)).hasValue(value);
    }

    @Test
    void increment_beyondTheRange_failsAndLeavesIt() {
        String most = Long.toString(Long.MAX_VALUE);
        set(key, most);

        assertFailsWith(RedisErrorType.COMMAND_ERROR, keyValues().increment(key, 1, LONG));

        assertThat(getText(key)).hasValue(most);
    }

    @Test
    void lease_ofAKeyWithoutAValue_isNoValue() {
        lease(key);

        assertThat(get(key)).isEmpty();
        assertThat(await(keyValues().exists(key))).isFalse();
        assertThat(ttl(key)).isEmpty();
        assertThat(await(keyValues().getAll(List.of(key)))).isEmpty();
        assertThat(await(keyValues().expire(key, LONG))).isFalse();
        assertThat(write(key, VALUE)).isTrue();
    }

    @Test
    void set_leasedKey_beatsTheLoad() {
        lease(key);
        set(key, "set");

        assertThat(write(key, OTHER)).isFalse();

        assertThat(getText(key)).hasValue("set");
    }

    @Test
    void set_leasedKeyWithoutALifetime_beatsTheLoad() {
        lease(key);
        await(keyValues().set(key, VALUE, null));

        assertThat(write(key, OTHER)).isFalse();

        assertThat(getText(key)).hasValue("a value");
        await(keyValues().delete(List.of(key)));
    }

    @Test
    void setAll_leasedKeys_beatsTheLoads() {
        String second = random("key");
        lease(key);
        lease(second);
        await(keyValues().setAll(Map.of(key, VALUE, second, VALUE), LONG));

        assertThat(write(key, OTHER)).isFalse();
        assertThat(write(second, OTHER)).isFalse();

        assertThat(getText(key)).hasValue("a value");
        assertThat(getText(second)).hasValue("a value");
    }

    @Test
    void delete_leasedKey_countsNothingAndBeatsTheLoad() {
        lease(key);
        assertThat(await(keyValues().delete(List.of(key)))).isZero();

        assertThat(write(key, OTHER)).isFalse();

        assertThat(get(key)).isEmpty();
    }

    @Test
    void increment_leasedKey_startsAtZeroAndBeatsTheLoad() {
        lease(key);
        assertThat(increment(4)).isEqualTo(4);

        assertThat(write(key, OTHER)).isFalse();

        assertThat(getText(key)).hasValue("4");
        assertIsLong(ttl(key));
    }

    @Test
    void leaseEnd_keyWrittenOrDeleted_completesEarly() {
        String deleted = random("key");
        String incremented = random("key");
        List.of(key, deleted, incremented).forEach(this::lease);
        var ends = List.of(key, deleted, incremented).stream()
                .map(each -> store().cache().leaseEnd(new CacheEntry.Plain(each), Duration.ofMinutes(2)))
                .toList();

        set(key, "set");
        await(keyValues().delete(List.of(deleted)));
        await(keyValues().increment(incremented, 1, LONG));

        awaitAll(ends);
    }

    @Test
    void value_writtenByALoader_isReadAsThePlainValue() {
        lease(key);
        assertThat(write(key, OTHER)).isTrue();

        assertThat(get(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(OTHER));
        assertIsLong(ttl(key));
        await(store().cache().put(new CacheEntry.Plain(key), VALUE, Lifetime.of(LONG)));
        assertThat(getText(key)).hasValue("a value");
        await(store().cache().invalidate(List.of(new CacheEntry.Plain(key))));
        assertThat(get(key)).isEmpty();
    }

    @Test
    void value_set_isHitByTheLookup() {
        await(keyValues().set(key, OTHER, LONG));

        assertThat(await(store().cache().readOrLease(new CacheEntry.Plain(key), token, LONG)))
                .isInstanceOfSatisfying(
                        Hit.class, hit -> assertThat(hit.value()).isEqualTo(OTHER));
    }
}
