package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of caches that another program has written, of another type than the library's. */
class ForeignKeysTest {
    private static final String TAGGED = "app:foreign-tagged";
    private static final Duration LONG = Duration.ofHours(1);
    private static final byte[] VALUE = "a value".getBytes(UTF_8);

    private static RedisProcess server;
    private static Operator operator;
    private static Store store;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        operator = new Operator(server.url());
        store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
        store.cache().useTags(TAGGED);
    }

    @AfterAll
    static void stop() {
        store.close();
        operator.close();
        server.close();
    }

    private static CacheStore cache() {
        return store.cache();
    }

    private static Lookup read(CacheEntry entry, String token) {
        return done(cache().readOrLease(entry, token, LONG));
    }

    private static CacheEntry.Cached entry(String cacheName) {
        return new CacheEntry.Cached(cacheName, UUID.randomUUID().toString());
    }

    private static void replaceByList(String key) {
        operator.redis().del(key);
        operator.redis().lpush(key, "of another program");
    }

    /** 0: the value, 1: the lease, 2: the generation, 3: the state of the tags, 4: the current bucket of tags. */
    @ParameterizedTest
    @CsvSource({"app:foreign, 0", "app:foreign, 1", "app:foreign, 2"})
    @CsvSource({"app:foreign-tagged, 0", "app:foreign-tagged, 1", "app:foreign-tagged, 2"})
    @CsvSource({"app:foreign-tagged, 3", "app:foreign-tagged, 4"})
    void key_ofAnotherType_isAMissAndIsReplaced(String cacheName, int index) {
        List<String> tags = cacheName.equals(TAGGED) ? List.of("red") : List.of();
        CacheEntry.Cached entry = entry(cacheName);
        String key = keys(entry).get(index);
        done(cache().put(entry, VALUE, Lifetime.of(LONG), tags));
        if (!tags.isEmpty()) {
            // so that the bucket is needed
            done(cache().invalidateTags(TAGGED, List.of("blue")));
        }
        replaceByList(key);

        if (read(entry, "a") instanceof Lookup.Granted) {
            assertThat(done(cache().renew(entry, "a", LONG))).isTrue();
            assertThat(done(cache().write(entry, "a", VALUE, Lifetime.of(LONG), tags)))
                    .isTrue();
        }

        assertThat(read(entry, "b")).isInstanceOf(Lookup.Hit.class);
        if (!tags.isEmpty()) {
            done(cache().invalidateTags(TAGGED, tags));
            assertThat(read(entry, "c")).isEqualTo(new Lookup.Granted());
        }
    }

    /** No tag was invalidated before, so that there is no bucket yet. */
    @Test
    void bucketOfAnotherType_isReplacedByTheFirstInvalidation() {
        CacheEntry.Cached entry = entry(TAGGED);
        done(cache().clear(TAGGED));
        operator.redis().flushall();
        done(cache().put(entry, VALUE, Lifetime.of(LONG), List.of("red")));
        replaceByList(keys(entry).get(4));

        done(cache().invalidateTags(TAGGED, List.of("red")));

        assertThat(read(entry, "a")).isEqualTo(new Lookup.Granted());
    }

    /** Nothing that was invalidated comes back by it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void value_whoseTagWasInvalidated_doesNotComeBack(int index) {
        CacheEntry.Cached entry = entry(TAGGED);
        done(cache().put(entry, VALUE, Lifetime.of(LONG), List.of("red")));
        done(cache().invalidateTags(TAGGED, List.of("red")));
        replaceByList(keys(entry).get(index));

        assertThat(read(entry, "a")).isEqualTo(new Lookup.Granted());
    }

    private static List<String> keys(CacheEntry.Cached entry) {
        RedisKeys keys = new RedisKeys("beacon");
        return entry.cacheName().equals(TAGGED) ? keys.taggedEntry(entry) : keys.entry(entry);
    }

    /** It belongs to the application, unlike a key of a cache. */
    @Test
    void listOfTheApplication_isKept() {
        CacheEntry.Plain entry = new CacheEntry.Plain("a-list");
        String key = new RedisKeys("beacon").entry(entry).get(0);
        replaceByList(key);

        assertThatThrownBy(() -> read(entry, "a")).hasMessageContaining("WRONGTYPE");
        assertThat(operator.redis().llen(key)).isEqualTo(1);
    }
}
