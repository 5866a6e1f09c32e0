package io.boosterbeacon.redis;

import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimitStatus;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * The store as a CDI bean: strings, JSON, counters and limits.
 *
 * <p>It is {@code @ApplicationScoped} and safe for use by many threads. A call is one round trip unless its method says
 * otherwise; many keys are sent in portions of 512. A call waits at most {@code redis.command.timeout}
 * ({@code beacon.ratelimit.timeout} for limits), and less than a second if Redis answers no call at all. It throws a
 * {@link RedisException} if the store fails, and an {@link IllegalArgumentException} for an argument out of range. Keys
 * are stored as <code>&lt;redis.key.prefix&gt;:kv:{key}</code>: do not put a person's name or a token into a key.
 *
 * <p>{@code getOrSet} calls the loader once in the cluster. All other callers wait for that load, at most for
 * {@code beacon.cache.load-wait}. A hit is one round trip, a miss three. If the store fails, the loader's value is
 * returned and not stored. The same happens if the value cannot be read back unchanged from its JSON; then one warning
 * gives the reason. The type must describe the value: {@code Object}, raw types, and types that can be read only once,
 * such as {@code Stream}, throw an {@link IllegalArgumentException}. After a {@code set} or {@code delete}, a load in
 * flight returns its value to its callers and does not store it.
 *
 * <p>Within a JTA transaction, what {@code getOrSet} loads is stored only after the commit; the transaction itself
 * reads it before. All other operations act at once, and a rollback does not undo them. A key that the transaction has
 * deleted is loaded without a look-up in the store.
 */
public interface RedisService {
    /**
     * Returns the string stored under a key.
     *
     * @param key the key, 1 to 512 characters
     * @return the value, or empty if the key does not exist
     * @throws RedisException if the store fails
     */
    Optional<String> get(String key);

    /**
     * Stores a string. Replaces the previous value and its lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @param ttl the lifetime, at least one millisecond
     * @throws RedisException if the store fails
     */
    void set(String key, String value, Duration ttl);

    /**
     * Stores a string that never expires. No other method creates a key without a lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @throws RedisException if the store fails
     */
    void setWithoutExpiry(String key, String value);

    /**
     * Returns the value stored as JSON under a key. JSON that does not fit the type is treated as absent.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @return the value, or empty if the key does not exist or its content does not bind to the type
     * @throws RedisException if the store fails
     */
    <T> Optional<T> getJson(String key, Class<T> type);

    /**
     * Returns the value stored as JSON under a key, for generic types. JSON that does not fit the type is treated as
     * absent.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @return the value, or empty if the key does not exist or its content does not bind to the type
     * @throws RedisException if the store fails
     */
    <T> Optional<T> getJson(String key, TypeLiteral<T> type);

    /**
     * Stores a value as plain UTF-8 JSON, which any other client can read. The reader chooses the type. A value that
     * has no JSON form throws an {@link IllegalArgumentException} with the reason.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @param ttl the lifetime, at least one millisecond
     * @throws RedisException if the store fails
     */
    <T> void setJson(String key, T value, Duration ttl);

    /**
     * Returns the stored value, or loads, stores and returns it.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @param ttl the lifetime, at least one millisecond
     * @param loader called at most once in the cluster while the value is absent; its unchecked exceptions are passed
     *     on, checked ones as the cause of a {@link java.util.concurrent.CompletionException}
     * @return the stored or the loaded value
     */
    <T> T getOrSet(String key, Class<T> type, Duration ttl, Callable<? extends T> loader);

    /**
     * Returns the stored value, or loads, stores and returns it, for generic types.
     *
     * @param <T> the type of the value
     * @param key the key, 1 to 512 characters
     * @param type what to bind the JSON to
     * @param ttl the lifetime, at least one millisecond
     * @param loader called at most once in the cluster while the value is absent; its unchecked exceptions are passed
     *     on, checked ones as the cause of a {@link java.util.concurrent.CompletionException}
     * @return the stored or the loaded value
     */
    <T> T getOrSet(String key, TypeLiteral<T> type, Duration ttl, Callable<? extends T> loader);

    /**
     * Deletes keys. A load in flight for one of them does not store its value.
     *
     * @param keys the keys, each 1 to 512 characters
     * @return the number of keys that existed
     * @throws RedisException if the store fails
     */
    long delete(String... keys);

    /**
     * Returns whether a key exists.
     *
     * @param key the key, 1 to 512 characters
     * @return true if the key exists
     * @throws RedisException if the store fails
     */
    boolean exists(String key);

    /**
     * Gives an existing key a new lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param ttl the lifetime, at least one millisecond
     * @return false if the key does not exist
     * @throws RedisException if the store fails
     */
    boolean expire(String key, Duration ttl);

    /**
     * Returns the remaining lifetime of a key.
     *
     * @param key the key, 1 to 512 characters
     * @return the remaining lifetime; empty if the key does not exist or does not expire
     * @throws RedisException if the store fails
     */
    Optional<Duration> ttl(String key);

    /**
     * Adds to a counter atomically. A counter that this call creates starts at 0 and expires after 24 hours.
     *
     * @param key the key, 1 to 512 characters
     * @param by the amount to add; may be negative
     * @return the value after the addition
     * @throws RedisException if the store fails
     */
    long increment(String key, long by);

    /**
     * Adds to a counter atomically. The lifetime is set only if this call creates the counter.
     *
     * @param key the key, 1 to 512 characters
     * @param by the amount to add; may be negative
     * @param ttl the lifetime, at least one millisecond
     * @return the value after the addition
     * @throws RedisException if the store fails
     */
    long increment(String key, long by, Duration ttl);

    /**
     * Returns the values of many keys in one round trip. Keys that do not exist or do not bind are left out.
     *
     * @param <T> the type of the value
     * @param keys the keys, each 1 to 512 characters
     * @param type what to bind the JSON to
     * @return the values found, by key, in the order of the keys
     * @throws RedisException if the store fails
     */
    <T> Map<String, T> getAllJson(Collection<String> keys, Class<T> type);

    /**
     * Stores many values as JSON with one lifetime. All commands are sent together.
     *
     * @param <T> the type of the value
     * @param values the values by key
     * @param ttl the lifetime, at least one millisecond
     * @throws RedisException if the store fails
     */
    <T> void setAllJson(Map<String, T> values, Duration ttl);

    /**
     * Counts one request against a fixed window that begins with the key's first request.
     *
     * @param key the key, 1 to 512 characters
     * @param window the length of the window, at least one millisecond
     * @param limit how many requests a window admits, at least 1
     * @return the decision
     * @throws RedisException if the store fails
     */
    RateLimitResult rateLimit(String key, Duration window, long limit);

    /**
     * Returns the current window of a key of {@code rateLimit}. Does not count a request.
     *
     * @param key the key, 1 to 512 characters
     * @return the state of the key's current window
     * @throws RedisException if the store fails
     */
    RateLimitStatus getRateLimitStatus(String key);

    /**
     * Measures one round trip to the store.
     *
     * @return the time that the round trip took
     * @throws RedisException if the store fails
     */
    Duration ping();

    /**
     * Returns whether the store answers now. Does not throw if it fails.
     *
     * @return true if a round trip succeeds in time
     */
    boolean isReady();

    /**
     * Returns the same operations without waiting.
     *
     * @return the asynchronous view of this service
     */
    AsyncRedisService async();

    /**
     * Returns the client behind this service, or a connection of it. The keys and values of the connection are text.
     * All callers of this method share the connection, but the library's own commands do not use it: do not use
     * transactions, blocking commands or another database on it. The first call opens it. A lost connection is not
     * reopened: call this method again for each use. The client leaves small objects in each thread that uses the
     * connection, so prefer {@link #withConnection} where applications are redeployed on a running server.
     *
     * @param <T> the client's type
     * @param nativeType {@code io.lettuce.core.RedisClient} or {@code io.lettuce.core.api.StatefulRedisConnection} on
     *     Redis, {@code RedisClusterClient} or {@code StatefulRedisClusterConnection} on a cluster; nothing on the
     *     embedded store
     * @return the shared instance; do not close it
     * @throws IllegalArgumentException if the store has no such object
     * @throws RedisException if no connection can be opened within {@code redis.connect.timeout}
     */
    <T> T unwrap(Class<T> nativeType);

    /**
     * Runs work on a connection that no other caller uses at the same time: for transactions ({@code WATCH},
     * {@code MULTI}) and blocking commands. At most {@code redis.pool.max} connections are open at once. They are
     * opened when needed, and reused. A connection is closed if the work throws an exception or leaves a transaction
     * open. If the work selects another database, that is reset. Do not leave other changes on the connection, such as
     * its user or subscriptions.
     *
     * <p>Commands wait at most {@code redis.command.timeout} for their reply. For a blocking command that may take
     * longer, call {@code connection.setTimeout} first; the timeout is reset afterwards.
     *
     * @param <C> the connection's type
     * @param <T> the result's type
     * @param connectionType {@code io.lettuce.core.api.StatefulRedisConnection} on Redis,
     *     {@code StatefulRedisClusterConnection} on a cluster; its keys and values are text
     * @param work called once, on this thread; its exceptions, including those of the client, are thrown as they are
     * @return what the work returns
     * @throws IllegalArgumentException if the store has no such connections
     * @throws RedisException if no connection becomes free within {@code redis.command.timeout}, or none can be opened
     *     within {@code redis.connect.timeout}
     */
    <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work);
}
