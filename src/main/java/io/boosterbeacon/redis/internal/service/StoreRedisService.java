package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.AsyncRedisService;
import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.internal.cache.read.ReadPolicy;
import io.boosterbeacon.redis.internal.cache.read.ReadThrough;
import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Calls {@link StoreAsyncRedisService} and waits for the results. Loaders run on the thread of the caller, with its
 * contexts.
 */
public final class StoreRedisService implements RedisService {
    private final StoreAsyncRedisService async;
    private final Store store;
    private final ReadThrough readThrough;

    public StoreRedisService(StoreAsyncRedisService async, Store store, ReadThrough readThrough) {
        this.async = async;
        this.store = store;
        this.readThrough = readThrough;
    }

    @Override
    public Optional<String> get(String key) {
        return await(async.get(key));
    }

    @Override
    public void set(String key, String value, Duration ttl) {
        await(async.set(key, value, ttl));
    }

    @Override
    public void setWithoutExpiry(String key, String value) {
        await(async.setWithoutExpiry(key, value));
    }

    @Override
    public <T> Optional<T> getJson(String key, Class<T> type) {
        return await(async.getJson(key, type));
    }

    @Override
    public <T> Optional<T> getJson(String key, TypeLiteral<T> type) {
        return await(async.getJson(key, type));
    }

    @Override
    public <T> void setJson(String key, T value, Duration ttl) {
        await(async.setJson(key, value, ttl));
    }

    @Override
    public <T> T getOrSet(String key, Class<T> type, Duration ttl, Callable<? extends T> loader) {
        return readOrLoad(key, type, ttl, loader);
    }

    @Override
    public <T> T getOrSet(String key, TypeLiteral<T> type, Duration ttl, Callable<? extends T> loader) {
        return readOrLoad(key, type.getType(), ttl, loader);
    }

    private <T> T readOrLoad(String key, Type type, Duration ttl, Callable<? extends T> loader) {
        CacheEntry.Plain entry = new CacheEntry.Plain(Arguments.key(key));
        ReadPolicy policy = ReadPolicy.of(Arguments.ttl(ttl));
        ValueFormat format = async.format(type);
        try {
            @SuppressWarnings("unchecked") // read as this very type, or loaded
            T value = (T) Objects.requireNonNull(
                    readThrough.read(entry, format, policy, () -> StoreAsyncRedisService.<T>required(loader.call())));
            return value;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new CompletionException("the loader of getOrSet failed", e);
        }
    }

    @Override
    public long delete(String... keys) {
        return await(async.delete(keys));
    }

    @Override
    public boolean exists(String key) {
        return await(async.exists(key));
    }

    @Override
    public boolean expire(String key, Duration ttl) {
        return await(async.expire(key, ttl));
    }

    @Override
    public Optional<Duration> ttl(String key) {
        return await(async.ttl(key));
    }

    @Override
    public long increment(String key, long by) {
        return await(async.increment(key, by));
    }

    @Override
    public long increment(String key, long by, Duration ttl) {
        return await(async.increment(key, by, ttl));
    }

    @Override
    public <T> Map<String, T> getAllJson(Collection<String> keys, Class<T> type) {
        return await(async.getAllJson(keys, type));
    }

    @Override
    public <T> void setAllJson(Map<String, T> values, Duration ttl) {
        await(async.setAllJson(values, ttl));
    }

    @Override
    public RateLimitResult rateLimit(String key, Duration window, long limit) {
        return await(async.rateLimit(key, window, limit));
    }

    @Override
    public RateLimitStatus getRateLimitStatus(String key) {
        return await(async.getRateLimitStatus(key));
    }

    @Override
    public Duration ping() {
        return await(async.ping());
    }

    @Override
    public boolean isReady() {
        try {
            ping();
            return true;
        } catch (CallerInterruptedException e) {
            throw e;
        } catch (RedisException e) {
            return false;
        }
    }

    @Override
    public AsyncRedisService async() {
        return async;
    }

    @Override
    public <T> T unwrap(Class<T> nativeType) {
        return store.unwrap(nativeType)
                .orElseThrow(() ->
                        new IllegalArgumentException("the " + store.kind() + " store has no " + nativeType.getName()));
    }

    @Override
    public <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work) {
        return store.withConnection(connectionType, work);
    }

    /** Waits without a timeout, because every stage has its deadline. */
    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            throw CallerInterruptedException.of("commands", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisException failure) {
                throw failure;
            }
            throw new RedisException(RedisErrorType.UNKNOWN_ERROR, "the store failed", e.getCause());
        }
    }
}
