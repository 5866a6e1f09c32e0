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
 * <p>Inject it anywhere; it is {@code @ApplicationScoped} and safe for use by many threads. Every call is one round trip
 * unless it says otherwise (many keys at once travel in portions of 512), waits at most {@code redis.command.timeout}
 * ({@code beacon.ratelimit.timeout} for limits) and less than a second once Redis answers nobody, and throws
 * {@link RedisException} if the store fails and
 * {@link IllegalArgumentException} for an argument out of range. Keys are stored as
 * <code>&lt;redis.key.prefix&gt;:kv:{key}</code>: do not put a person's name or a token into one.
 *
 * <p>{@code getOrSet} asks the loader once in the cluster, whoever calls, and waits for another caller's for at most
 * {@code beacon.cache.load-wait}; a hit is one round trip, a miss two. If the
 * store fails, the loader answers and nothing is stored; the same if the value would not come back from JSON as it is, with one
 * warning that says why. The type must say what the value is: not {@code Object}, nor raw, nor a {@code Stream} or anything
 * else that can be read only once; an {@link IllegalArgumentException} says so. A {@code set} or {@code delete} beats a load in flight: the
 * loaded value goes to its caller and is not stored.
 *
 * <p>Within a JTA transaction, what {@code getOrSet} loads is stored after the commit only, and the transaction reads it
 * again. Everything else acts at once and is not undone by a rollback; a key that the transaction has deleted is loaded past
 * the store.
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
     * Stores a string, replacing what was there, whatever its lifetime.
     *
     * @param key the key, 1 to 512 characters
     * @param value the value
     * @param ttl the lifetime, at least one millisecond
     * @throws RedisException if the store fails
     */
    void set(String key, String value, Duration ttl);

    /**
     * Stores a string that lives until it is deleted. The only way to a key without a lifetime.
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
     * Stores a value as plain UTF-8 JSON, readable by any other client. What it is read as is up to the reader; a value
     * without JSON is an {@link IllegalArgumentException} that says why.
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
     * @param loader called at most once in the cluster while the value is absent; its unchecked exceptions are passed on,
     *     checked ones as the cause of a {@link java.util.concurrent.CompletionException}
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
     * @param loader called at most once in the cluster while the value is absent; its unchecked exceptions are passed on,
     *     checked ones as the cause of a {@link java.util.concurrent.CompletionException}
     * @return the stored or the loaded value
     */
    <T> T getOrSet(String key, TypeLiteral<T> type, Duration ttl, Callable<? extends T> loader);

    /**
     * Deletes keys. A load in flight for one of them does not store its value.
     *
     * @param keys the keys, each 1 to 512 characters
     * @return how many of the keys existed
     * @throws RedisException if the store fails
     */
    long delete(String... keys);

    /**
     * Tells whether a key exists.
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
     * Adds to a counter, atomically. A counter that this call creates starts at 0 and lives for 24 hours.
     *
     * @param key the key, 1 to 512 characters
     * @param by how much to add, may be negative
     * @return the value after the addition
     * @throws RedisException if the store fails
     */
    long increment(String key, long by);

    /**
     * Adds to a counter, atomically. The lifetime is set only if this call creates the counter.
     *
     * @param key the key, 1 to 512 characters
     * @param by how much to add, may be negative
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
     * Stores many values as JSON with one lifetime; all commands travel together.
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
     * Tells how far a key of {@code rateLimit} is used. Never counts.
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
     * Tells whether the store answers now. Never throws.
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
     * Gives access to the client behind this service. A connection has keys and values of text, and is shared by all who ask
     * for it here (not by the library's own commands): no transactions, no blocking commands, no other database. One that
     * was lost stays lost: ask anew for each use. The first call opens it. A thread that works with it keeps small objects
     * of the client's: where an application is redeployed on a running server, {@link #withConnection} is the better way.
     *
     * @param <T> the client's type
     * @param nativeType {@code io.lettuce.core.RedisClient} or {@code io.lettuce.core.api.StatefulRedisConnection}
     *     on Redis, {@code RedisClusterClient} or {@code StatefulRedisClusterConnection} on a cluster; nothing on the
     *     embedded store
     * @return the shared instance; do not close it
     * @throws IllegalArgumentException if the store has no such object
     * @throws RedisException if no connection can be opened within {@code redis.connect.timeout}
     */
    <T> T unwrap(Class<T> nativeType);

    /**
     * Does work on a connection that nobody else uses meanwhile: for transactions ({@code WATCH}, {@code MULTI}) and blocking
     * commands. At most {@code redis.pool.max} are open at once; they are opened when they are needed, and used again. A
     * connection on which work has thrown, or left a transaction open, is closed; one that is in another database is set
     * back. Leave the user, subscriptions and whatever else belongs to the connection as they were.
     *
     * <p>Commands wait at most {@code redis.command.timeout} for their answer. For a blocking command that may take
     * longer, call {@code connection.setTimeout} first; it is set back afterwards.
     *
     * @param <C> the connection's type
     * @param <T> the result's type
     * @param connectionType {@code io.lettuce.core.api.StatefulRedisConnection} on Redis,
     *     {@code StatefulRedisClusterConnection} on a cluster; its keys and values are text
     * @param work called once, on this thread; what it throws, the client's own exceptions too, is passed on as it is
     * @return what the work returns
     * @throws IllegalArgumentException if the store has no such connections
     * @throws RedisException if no connection becomes free within {@code redis.command.timeout}, or none can be opened
     *     within {@code redis.connect.timeout}
     */
    <C, T> T withConnection(Class<C> connectionType, Function<? super C, ? extends T> work);
}
