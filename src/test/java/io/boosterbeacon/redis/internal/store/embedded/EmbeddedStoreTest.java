package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Granted;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Held;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup.Hit;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is true of the embedded store alone: its memory, its clock and its end. */
class EmbeddedStoreTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MEGABYTE = 1 << 20;

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);

    @AfterEach
    void close() {
        store.close();
    }

    private static <T> T done(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }

    private static CacheEntry cached(int key) {
        return new CacheEntry.Cached("cache", "key" + key);
    }

    private void cache(int key, int size) {
        done(store.cache().put(cached(key), new byte[size], Lifetime.of(MINUTE)));
    }

    private long hits(int keys) {
        return IntStream.range(0, keys)
                .filter(i -> done(store.cache().readOrLease(cached(i), "reader", MINUTE)) instanceof Hit)
                .count();
    }

    private void set(String key) {
        done(store.keyValues().set(key, new byte[8], MINUTE));
    }

    private void count(String subject) {
        done(store.rateLimits().tryAcquire(subject, List.of(Requests.of("p", 5, MINUTE, 1))));
    }

    private void revoke(String token) {
        done(store.revocations()
                .revokeToken(Marks.token(List.of(token), clock.instant().plus(MINUTE))));
    }

    @Test
    void cachedValues_beyondTheMemory_makeRoom() {
        IntStream.range(0, 128).forEach(i -> cache(i, MEGABYTE));

        assertThat(hits(128)).isBetween(32L, 64L);
    }

    @Test
    void cachedValues_ofManyCaches_shareTheMemory() {
        for (int i = 0; i < 128; i++) {
            done(store.cache().put(new CacheEntry.Cached("cache" + i, "key"), new byte[MEGABYTE], Lifetime.of(MINUTE)));
        }

        assertThat(store.size()).isLessThanOrEqualTo(64);
    }

    @Test
    void cachedValues_cleared_makeRoomForTheNext() {
        for (int round = 0; round < 5; round++) {
            IntStream.range(0, 60).forEach(i -> cache(i, MEGABYTE));
            done(store.cache().clear("cache"));
        }

        assertThat(store.size()).isLessThanOrEqualTo(64);
    }

    @Test
    void lease_whileValuesMakeRoom_isKept() {
        done(store.cache().readOrLease(cached(-1), "holder", MINUTE));
        IntStream.range(0, 128).forEach(i -> cache(i, MEGABYTE));

        assertThat(done(store.cache().readOrLease(cached(-1), "other", MINUTE))).isEqualTo(new Held("holder"));
    }

    @Test
    void plainKeys_whileCachedValuesMakeRoom_areKept() {
        set("key");
        done(store.keyValues().set("large", new byte[80 * MEGABYTE], MINUTE));
        IntStream.range(0, 128).forEach(i -> cache(i, MEGABYTE));

        assertThat(done(store.keyValues().exists("key"))).isTrue();
        assertThat(done(store.keyValues().exists("large"))).isTrue();
    }

    @Test
    void countersAndRevocations_howeverMany_areKept() {
        int many = 200_000;
        IntStream.range(0, many).forEach(i -> {
            count("subject" + i);
            revoke("token" + i);
        });

        assertThat(done(store.revocations().stats()).tokens()).isEqualTo(many);
        assertThat(IntStream.range(0, many)
                        .filter(i -> done(store.rateLimits().adjust("subject" + i, "p", Requests.ANY, 0))
                                        .count()
                                >= 1)
                        .count())
                .isEqualTo(many);
    }

    @Test
    void whateverExpired_afterALittleMoreUse_isFreed() {
        int many = 10_000;
        for (int i = 0; i < many; i++) {
            cache(i, 8);
            set("key" + i);
            count("subject" + i);
            revoke("token" + i);
            done(store.revocations().revokeGroup(Marks.user("user" + i, MINUTE)));
        }
        assertThat(store.size()).isEqualTo(5L * many);
        clock.move(MINUTE.plusSeconds(10));

        for (int i = 0; i < 10; i++) {
            cache(i, 8);
            set("key" + i);
            count("subject" + i);
            revoke("token" + i);
            done(store.revocations().revokeGroup(Marks.user("user" + i, MINUTE)));
        }

        assertThat(store.size()).isEqualTo(50);
    }

    @Test
    void revocation_ofAnExpiredToken_takesNoMemory() {
        done(store.revocations().revokeToken(Marks.token(List.of("token"), clock.instant())));

        assertThat(store.size()).isZero();
    }

    @Test
    void leaseEnd_withoutALease_isCompleted() {
        done(store.cache().leaseEnd(cached(1), MINUTE));
    }

    @Test
    void leaseEnd_ofALeaseThatWillExpire_waitsNoLonger() {
        done(store.cache().readOrLease(cached(1), "holder", Duration.ofMillis(50)));

        assertThat(store.cache().leaseEnd(cached(1), MINUTE)).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void window_withoutPolicies_takesNoMemory() {
        count("subject");
        done(store.rateLimits().reset("subject", "p", Requests.ANY));

        assertThat(store.size()).isZero();
    }

    @Test
    void clock_setBack_bringsNothingBackToLife() {
        cache(1, 8);
        set("key");
        count("subject");
        revoke("token");
        clock.move(MINUTE);
        assertThat(done(store.keyValues().exists("key"))).isFalse();
        clock.move(MINUTE.negated());

        assertThat(hits(2)).isZero();
        assertThat(done(store.keyValues().exists("key"))).isFalse();
        assertThat(done(store.rateLimits().adjust("subject", "p", Requests.ANY, 0)))
                .isEqualTo(Usage.NONE);
        assertThat(done(store.revocations().find(TokenQuery.of(List.of("token"), List.of())))
                        .tokenRevoked())
                .isFalse();
    }

    @Test
    void clock_setBack_movesNoCutoffBack() {
        Instant first = done(store.revocations().revokeGroup(Marks.user("user", MINUTE)))
                .revokedAt();
        clock.move(MINUTE.negated());

        assertThat(done(store.revocations().revokeGroup(Marks.user("user", MINUTE)))
                        .revokedAt())
                .isEqualTo(first);
    }

    @Test
    void lifetimes_ofCenturies_areKept() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        done(store.keyValues().set("key", new byte[0], forever));
        done(store.revocations().revokeToken(Marks.token(List.of("token"), Instant.MAX)));
        done(store.rateLimits().adjust("subject", "p", Requests.window(1, forever), Long.MAX_VALUE));
        done(store.rateLimits().adjust("subject", "p", Requests.window(1, forever), Long.MAX_VALUE));
        clock.move(Duration.ofDays(365));

        assertThat(done(store.keyValues().exists("key"))).isTrue();
        assertThat(done(store.revocations().find(TokenQuery.of(List.of("token"), List.of())))
                        .tokenRevoked())
                .isTrue();
        assertThat(done(store.rateLimits().adjust("subject", "p", Requests.ANY, 0))
                        .count())
                .as("the largest number that both stores count exactly")
                .isEqualTo(1L << 53);
    }

    @Test
    void close_twice_forgetsEverythingAndEndsWaiting() throws Exception {
        cache(1, 8);
        set("key");
        count("subject");
        revoke("token");
        done(store.cache().readOrLease(cached(2), "holder", MINUTE));
        CompletionStage<Void> end = store.cache().leaseEnd(cached(2), MINUTE);

        store.close();
        store.close();

        end.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(store.size()).isZero();
        assertThat(done(store.cache().readOrLease(cached(1), "reader", MINUTE))).isEqualTo(new Granted());
        assertThat(done(store.revocations().stats()))
                .isEqualTo(new Stats(Map.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    void timer_ofTheStore_startsWithAWaiterAndEndsWithClose() {
        Set<Thread> before = timers();
        try (EmbeddedStore own = new EmbeddedStore(clock)) {
            done(own.cache().readOrLease(cached(1), "holder", MINUTE));
            assertThat(timers()).isEqualTo(before);

            own.cache().leaseEnd(cached(1), MINUTE);
            assertThat(timers()).hasSize(before.size() + 1);
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(before).containsAll(timers()));
    }

    private static Set<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("beacon-redis-embedded") && thread.isAlive())
                .collect(Collectors.toSet());
    }

    @Test
    void store_asked_tellsWhatItIs() {
        assertThat(store.kind()).isEqualTo("embedded");
        assertThat(store.address()).isEqualTo("this JVM");
        assertThat(store.unwrap(Object.class)).isEmpty();
        done(store.ping());
    }
}
