package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.AsyncRedisService;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Implements each operation by a call of a port. {@link StoreRedisService} waits for the results. */
public final class StoreAsyncRedisService implements AsyncRedisService {
    private static final Duration COUNTER_TTL = Duration.ofHours(24);

    private final Supplier<? extends CompletionStage<Void>> ping;
    private final KeyValueStore values;
    private final ReadThrough readThrough;
    private final Transactions transactions;
    private final StoreRateLimiter limiter;
    private final Json json;
    private final LoadedValues loaded;
    private final LongSupplier nanos;

    /**
     * @param values the guarded port
     * @param ping makes one round trip, guarded
     */
    public StoreAsyncRedisService(
            KeyValueStore values,
            Supplier<? extends CompletionStage<Void>> ping,
            ReadThrough readThrough,
            Transactions transactions,
            StoreRateLimiter limiter,
            Json json,
            LongSupplier nanos) {
        this.values = values;
        this.ping = ping;
        this.readThrough = readThrough;
        this.transactions = transactions;
        this.limiter = limiter;
        this.json = json;
        this.loaded = new LoadedValues(json);
        this.nanos = nanos;
    }

    @Override
    public CompletionStage<Optional<String>> get(String key) {
        Arguments.key(key);
        return values.get(key).thenApply(found -> found.map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<@Nullable Void> set(String key, String value, Duration ttl) {
        return store(key, value.getBytes(StandardCharsets.UTF_8), Arguments.ttl(ttl));
    }

    @Override
    public CompletionStage<@Nullable Void> setWithoutExpiry(String key, String value) {
        return store(key, value.getBytes(StandardCharsets.UTF_8), null);
    }

    private CompletionStage<@Nullable Void> store(String key, byte[] value, @Nullable Duration ttl) {
        replaced(List.of(Arguments.key(key)));
        return done(values.set(key, value, ttl));
    }

    private static CompletionStage<@Nullable Void> done(CompletionStage<Void> stage) {
        return stage.thenApply(ignored -> null);
    }

    @Override
    public <T> CompletionStage<Optional<T>> getJson(String key, Class<T> type) {
        return read(key, type);
    }

    @Override
    public <T> CompletionStage<Optional<T>> getJson(String key, TypeLiteral<T> type) {
        return read(key, type.getType());
    }

    private <T> CompletionStage<Optional<T>> read(String key, Type type) {
        Arguments.key(key);
        return values.get(key).thenApply(found -> found.flatMap(bytes -> bind(bytes, type)));
    }

    /**
     * Bytes that do not bind to the type are treated as absent: another version or another client may have written
     * them.
     */
    private <T> Optional<T> bind(byte[] bytes, Type type) {
        try {
            @SuppressWarnings("unchecked") // bound to this very type
            T value = (T) json.read(bytes, type);
            return Optional.ofNullable(value);
        } catch (UnbindableException e) {
            return Optional.empty();
        }
    }

    @Override
    public <T> CompletionStage<@Nullable Void> setJson(String key, T value, Duration ttl) {
        return store(key, json.write(value), Arguments.ttl(ttl));
    }

    @Override
    public <T> CompletionStage<T> getOrSet(
            String key, Class<T> type, Duration ttl, Supplier<? extends CompletionStage<? extends T>> loader) {
        return readOrLoad(key, type, Arguments.ttl(ttl), loader);
    }

    @Override
    public <T> CompletionStage<T> getOrSet(
            String key, TypeLiteral<T> type, Duration ttl, Supplier<? extends CompletionStage<? extends T>> loader) {
        return readOrLoad(key, type.getType(), Arguments.ttl(ttl), loader);
    }

    private <T> CompletionStage<T> readOrLoad(
            String key, Type type, Duration ttl, Supplier<? extends CompletionStage<? extends T>> loader) {
        CacheEntry.Plain entry = new CacheEntry.Plain(Arguments.key(key));
        @SuppressWarnings("unchecked") // read as this very type, or loaded
        CompletionStage<T> value = (CompletionStage<T>)
                readThrough.readAsync(entry, format(type), ReadPolicy.of(ttl), () -> required(loader.get())
                        .thenApply(StoreAsyncRedisService::<T>required));
        return value;
    }

    ValueFormat format(Type type) {
        return loaded.format(type);
    }

    static <T> T required(@Nullable T loaded) {
        if (loaded == null) {
            throw new IllegalStateException("the loader of getOrSet returned null; accepted: a value");
        }
        return loaded;
    }

    @Override
    public CompletionStage<Long> delete(String... keys) {
        List<String> all = List.of(keys);
        Arguments.keys(all);
        // until the commit, other callers may load the state from before this transaction
        transactions.current().ifPresent(current -> all.forEach(key -> current.change(new CacheEntry.Plain(key))));
        return values.delete(all);
    }

    /** Drops what the caller's transaction has loaded for the keys itself. */
    private void replaced(Collection<String> keys) {
        transactions.current().ifPresent(current -> keys.forEach(key -> current.replace(new CacheEntry.Plain(key))));
    }

    @Override
    public CompletionStage<Boolean> exists(String key) {
        Arguments.key(key);
        return values.exists(key);
    }

    @Override
    public CompletionStage<Boolean> expire(String key, Duration ttl) {
        Arguments.key(key);
        Arguments.ttl(ttl);
        return values.expire(key, ttl);
    }

    @Override
    public CompletionStage<Optional<Duration>> ttl(String key) {
        Arguments.key(key);
        return values.ttl(key);
    }

    @Override
    public CompletionStage<Long> increment(String key, long by) {
        return increment(key, by, COUNTER_TTL);
    }

    @Override
    public CompletionStage<Long> increment(String key, long by, Duration ttl) {
        Arguments.key(key);
        Arguments.ttl(ttl);
        replaced(List.of(key));
        return values.increment(key, by, ttl);
    }

    @Override
    public <T> CompletionStage<Map<String, T>> getAllJson(Collection<String> keys, Class<T> type) {
        List<String> all = List.copyOf(Arguments.keys(keys));
        return values.getAll(all).thenApply(found -> {
            Map<String, T> bound = new LinkedHashMap<>();
            for (String key : all) {
                byte[] bytes = found.get(key);
                if (bytes != null) {
                    this.<T>bind(bytes, type).ifPresent(value -> bound.put(key, value));
                }
            }
            return bound;
        });
    }

    @Override
    public <T> CompletionStage<@Nullable Void> setAllJson(Map<String, T> values, Duration ttl) {
        Arguments.keys(values.keySet());
        Arguments.ttl(ttl);
        Map<String, byte[]> written = new LinkedHashMap<>();
        values.forEach((key, value) -> written.put(key, json.write(value)));
        replaced(written.keySet());
        return done(this.values.setAll(written, ttl));
    }

    @Override
    public CompletionStage<RateLimitResult> rateLimit(String key, Duration window, long limit) {
        return limiter.tryAcquireAsync(key, limit, window);
    }

    @Override
    public CompletionStage<RateLimitStatus> getRateLimitStatus(String key) {
        return limiter.statusAsync(key);
    }

    @Override
    public CompletionStage<Duration> ping() {
        long start = nanos.getAsLong();
        return ping.get().thenApply(pong -> Duration.ofNanos(nanos.getAsLong() - start));
    }
}
