package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that determine their lifetimes. */
abstract class ValueTtlContract extends CacheContract {
    private final CacheRig node = node(Tokens.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Tokens.class, CacheRig.SETTINGS);

    /** Annotated methods, whose bodies the tests provide. */
    interface Tokens {
        @Cached(cacheName = "tokens", nullTtl = 7, ttlBy = Named.class)
        @Nullable
        String token(String id);

        @Cached(cacheName = "tokens", nullTtl = 7, ttlBy = Named.class)
        CompletionStage<Optional<String>> tokenLater(String id);

        @Cached(cacheName = "tokens", nullTtl = 7, ttlBy = Named.class, jitter = 0.5)
        String shakyToken(String id);

        @Cached(cacheName = "stale-tokens", staleTtl = 600, ttlBy = Named.class)
        String staleToken(String id);

        @CachePut(cacheName = "tokens", ttlBy = Named.class)
        void put(String id, @CacheValue String token);
    }

    /** The value is a lifetime, or says what to do. */
    static final class Named implements CacheTtl<String> {
        @Override
        public @Nullable Duration ttl(String value) {
            return switch (value) {
                case "of the annotation" -> null;
                case "fails" -> throw new IllegalStateException("a secret");
                default -> Duration.parse(value);
            };
        }
    }

    private @Nullable Object read(CacheRig on, String method, @Nullable String value) throws Exception {
        return value(on.read(
                method,
                () -> {
                    loads.incrementAndGet();
                    return method.equals("tokenLater")
                            ? CompletableFuture.completedFuture(Optional.ofNullable(value))
                            : value;
                },
                id));
    }

    @ParameterizedTest
    @CsvSource({
        "PT30S, PT30S",
        "of the annotation, PT5M",
        "PT0.0000001S, PT0.001S",
        "PT200000000H, PT87840H",
    })
    void value_isKeptForItsLifetime(String value, Duration lifetime) throws Exception {
        read(node, "token", value);
        assertThat(node.store.lifetimes()).containsExactly(lifetime);
    }

    @Test
    void contentOfAnOptionalInAStage_isKeptForItsLifetime() throws Exception {
        read(node, "tokenLater", "PT30S");
        assertThat(node.store.lifetimes()).containsExactly(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "tokenLater"})
    void nothing_hasTheLifetimeOfTheAnnotation(String method) throws Exception {
        read(node, method, null);

        assertThat(node.store.lifetimes()).containsExactly(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "fails"})
    void valueThatIsExcluded_isReturnedAndNotStored(String value) throws Exception {
        assertThat(read(node, "token", value)).isEqualTo(value);
        assertThat(read(other, "tokenLater", value)).isEqualTo(Optional.of(value));

        assertThat(read(node, "token", "PT1M")).isEqualTo("PT1M");
        assertThat(read(other, "token", "no")).isEqualTo("PT1M");
        assertThat(loads).hasValue(3);
    }

    @Test
    void valueThatIsExcluded_isSharedWithWaiters() throws Exception {
        List<Future<@Nullable Object>> callers = node.start(8, () -> node.read("token", load("PT0S"), id));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(callers)).containsOnly("PT0S");
        assertThat(loads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "fails"})
    void put_excludedValue_invalidates(String value) throws Exception {
        read(node, "token", "PT1M");
        node.change("put", id, value);

        assertThat(read(other, "token", "PT2M")).isEqualTo("PT2M");
        node.change("put", id, "PT3M");
        assertThat(read(other, "token", "no")).isEqualTo("PT3M");
    }

    @Test
    void put_valueIsGoneAfterItsLifetime() throws Exception {
        node.change("put", id, "PT0.2S");
        assertThat(read(other, "token", "PT1M")).isEqualTo("PT0.2S");

        await().untilAsserted(() -> assertThat(read(other, "token", "PT1M")).isEqualTo("PT1M"));
    }

    /** A token must not be served after its end because a transaction was long. */
    @Test
    void value_loadedInATransaction_hasItsLifetimeSinceTheLoad() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        long begun = System.nanoTime();
        read(node, "token", "PT30S");
        long loaded = System.nanoTime();
        await().until(() -> System.nanoTime() - loaded > Duration.ofMillis(100).toNanos());
        node.transaction.remove();
        Duration atLeast = Duration.ofNanos(System.nanoTime() - loaded);

        transaction.end(CacheTransaction.Ending.COMMITTED);

        Duration atMost = Duration.ofNanos(System.nanoTime() - begun);
        Duration life = Duration.ofSeconds(30);
        assertThat(node.store.lifetimes()).singleElement().satisfies(lifetime -> assertThat(lifetime)
                .isBetween(
                        life.minus(atMost).minusMillis(1), life.minus(atLeast).plusMillis(1)));
        assertThat(read(other, "token", "no")).isEqualTo("PT30S");
    }

    @Test
    void value_thatEndsBeforeTheCommit_isNotStored() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        read(node, "token", "PT0.05S");
        long loaded = System.nanoTime();
        await().until(() -> System.nanoTime() - loaded > Duration.ofMillis(60).toNanos());
        node.transaction.remove();
        transaction.end(CacheTransaction.Ending.COMMITTED);

        assertThat(node.store.lifetimes()).isEmpty();
        assertThat(read(other, "token", "PT1M")).isEqualTo("PT1M");
    }

    @Test
    @SuppressWarnings("try") // open while the value is read
    void value_thatEndsBeforeTheCommit_removesTheOlderOne() throws Exception {
        read(node, "token", "PT1M");
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        try (CacheBypass.Scope scope = node.bypass().open()) {
            assertThat(read(node, "token", "PT0.05S")).isEqualTo("PT0.05S");
        }
        long loaded = System.nanoTime();
        await().until(() -> System.nanoTime() - loaded > Duration.ofMillis(60).toNanos());
        node.transaction.remove();
        transaction.end(CacheTransaction.Ending.COMMITTED);

        assertThat(read(other, "token", "PT2M")).isEqualTo("PT2M");
    }

    @Test
    void jitter_shortensTheLifetimeOfTheValue() throws Exception {
        read(node, "shakyToken", "PT100S");

        assertThat(node.store.lifetimes()).singleElement().satisfies(lifetime -> assertThat(lifetime)
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(100))
                .isNotEqualTo(Duration.ofMinutes(5)));
    }

    /** It is older than the excluded one. */
    @Test
    void valueThatIsExcluded_dropsTheLastKnownOne() throws Exception {
        read(node, "staleToken", "PT0.05S");
        await().untilAsserted(() -> {
            read(node, "staleToken", "PT0S");
            node.store.line(SwitchableCacheStore.Line.CUT);
            try {
                assertThat(read(node, "staleToken", "PT1M")).isEqualTo("PT1M");
            } finally {
                node.store.line(SwitchableCacheStore.Line.UP);
            }
        });
    }
}
