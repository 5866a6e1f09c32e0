package io.boosterbeacon.redis;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous operations of {@link RedisService}.
 *
 * <p>A stage fails with a {@link RedisException}. Stages complete on threads of the store's client: use the
 * {@code …Async} methods of the stage with your own executor for anything that blocks. The loaders of {@code getOrSet}
 * may be called on such a thread, too. An argument out of range throws an {@link IllegalArgumentException} at once.
 * Safe for use by many threads.
 */
public interface AsyncRedisService {
    /**
     * Returns the string stored under a key.
     *
     * @param key the key, 1 to 512 characters
     * @return a stage with the value, or empty if the key does not exist
     */
    CompletionStage<Optional<String>> get(String key);

    /**
     * Stores a string. Replaces the previous value and its lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @param ttl the lifetime, at least one millisecond
     * @return a stage with null, completed when the store has answered
     */
    CompletionStage<@Nullable Void> set(String key, String value, Duration ttl);

    /**
     * Stores a string that never expires. No other method creates a key without a lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @return a stage with null, completed when the store has answered
     */
    CompletionStage<@Nullable Void> setWithoutExpiry(String key, String value);

    /**
     * Returns the value stored as JSON under a key. JSON that does not fit the type is treated as absent.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @return a stage with the value, or empty if the key does not exist or its content does not bind to the type
     */
    <T> CompletionStage<Optional<T>> getJson(String key, Class<T> type);

    /**
     * Returns the value stored as JSON under a key, for generic types. JSON that does not fit the type is treated as
     * absent.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @return a stage with the value, or empty if the key does not exist or its content does not bind to the type
     */
    <T> CompletionStage<Optional<T>> getJson(String key, TypeLiteral<T> type);

    /**
     * Stores a value as plain UTF-8 JSON, readable by any other client.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @param ttl the lifetime, at least one millisecond
     * @return a stage with null, completed when the store has answered
     */
    <T> CompletionStage<@Nullable Void> setJson(String key, T value, Duration ttl);

    /**
     * Returns the stored value, or loads, stores and returns it.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @param ttl the lifetime, at least one millisecond
     * @param loader called at most once in the cluster while the value is absent; its failure fails the returned stage
     * @return a stage with the stored or the loaded value
     */
    <T> CompletionStage<T> getOrSet(
            String key, Class<T> type, Duration ttl, Supplier<? extends CompletionStage<? extends T>> loader);

    /**
     * Returns the stored value, or loads, stores and returns it, for generic types.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @param ttl the lifetime, at least one millisecond
     * @param loader called at most once in the cluster while the value is absent; its failure fails the returned stage
     * @return a stage with the stored or the loaded value
     */
    <T> CompletionStage<T> getOrSet(
            String key, TypeLiteral<T> type, Duration ttl, Supplier<? extends CompletionStage<? extends T>> loader);

    /**
     * Deletes keys. A load in flight for one of them does not store its value.
     *
     * @param keys the keys, each 1 to 512 characters
     * @return a stage with the number of keys that existed
     */
    CompletionStage<Long> delete(String... keys);

    /**
     * Returns whether a key exists.
     *
     * @param key the key, 1 to 512 characters
     * @return a stage with true if the key exists
     */
    CompletionStage<Boolean> exists(String key);

    /**
     * Gives an existing key a new lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param ttl the lifetime, at least one millisecond
     * @return a stage with false if the key does not exist
     */
    CompletionStage<Boolean> expire(String key, Duration ttl);

    /**
     * Returns the remaining lifetime of a key.
     *
     * @param key the key, 1 to 512 characters
     * @return a stage with the remaining lifetime; empty if the key does not exist or does not expire
     */
    CompletionStage<Optional<Duration>> ttl(String key);

    /**
     * Adds to a counter atomically. A counter that this call creates starts at 0 and expires after 24 hours.
     *
     * @param key the key, 1 to 512 characters
     * @param by the amount to add; may be negative
     * @return a stage with the value after the addition
     */
    CompletionStage<Long> increment(String key, long by);

    /**
     * Adds to a counter atomically. The lifetime is set only if this call creates the counter.
     *
     * @param key the key, 1 to 512 characters
     * @param by the amount to add; may be negative
     * @param ttl the lifetime, at least one millisecond
     * @return a stage with the value after the addition
     */
    CompletionStage<Long> increment(String key, long by, Duration ttl);

    /**
     * Returns the values of many keys in one round trip. Keys that do not exist or do not bind are left out.
     *
     * @param <T> the type of the value
     * @param keys the keys, each 1 to 512 characters
     * @param type what to bind the JSON to
     * @return a stage with the values found, by key, in the order of the keys
     */
    <T> CompletionStage<Map<String, T>> getAllJson(Collection<String> keys, Class<T> type);

    /**
     * Stores many values as JSON with one lifetime. All commands are sent together.
     *
     * @param <T> the type of the value
     * @param values the values by key
     * @param ttl the lifetime, at least one millisecond
     * @return a stage with null, completed when the store has answered
     */
    <T> CompletionStage<@Nullable Void> setAllJson(Map<String, T> values, Duration ttl);

    /**
     * Counts one request against a fixed window that begins with the key's first request.
     *
     * @param key the key, 1 to 512 characters
     * @param window the length of the window, at least one millisecond
     * @param limit how many requests a window admits, at least 1
     * @return a stage with the decision
     */
    CompletionStage<RateLimitResult> rateLimit(String key, Duration window, long limit);

    /**
     * Returns the current window of a key of {@code rateLimit}. Does not count a request.
     *
     * @param key the key, 1 to 512 characters
     * @return a stage with the state of the key's current window
     */
    CompletionStage<RateLimitStatus> getRateLimitStatus(String key);

    /**
     * Measures one round trip to the store.
     *
     * @return a stage with the time that the round trip took
     */
    CompletionStage<Duration> ping();
}
