package io.boosterbeacon.redis.cache;

/**
 * Lets a caller read fresh values: an {@code @ApplicationScoped} bean, safe for use by many threads.
 *
 * <pre>{@code
 * @Inject
 * CacheBypass bypass;
 *
 * Report report(String id) {
 *     try (CacheBypass.Scope fresh = bypass.open()) {
 *         return reports.find(id);
 *     }
 * }
 * }</pre>
 *
 * <p>Within a scope, each call of a method with {@link Cached}, and each {@code getOrSet} of {@code RedisService}, calls
 * the method or the loader, and its value replaces the stored one for all callers. It does not accept the value of a
 * load that has begun before: that is not stored, or the caller waits for the end of a load that itself reads fresh.
 * Callers that wait for the same load share it, if it begins after their calls. Other callers are served the stored
 * value meanwhile, on all nodes. If the load fails, its exception is thrown, also where stale values are allowed, and
 * the stored value stays. If the value is not to be stored, such as a null without {@link Cached#nullTtl()}, the stored
 * value is removed. {@link Cached#condition()}, {@link Cached#unless()} and transactions apply as always.
 *
 * <p>A scope belongs to a thread, and {@link #forRequest()} to the threads of a request. What they begin is part of it:
 * the whole load, on any thread of this library. Threads that the application starts by itself are not, and neither are
 * the later steps of a {@code CompletionStage}: open a scope there.
 */
public interface CacheBypass {
    /**
     * Opens a scope on the current thread, within any other one.
     *
     * @return the scope, to be closed
     */
    Scope open();

    /**
     * Makes the current thread, and all others in the CDI context of its request, read fresh values of cached methods
     * until that context ends. {@code getOrSet} of {@code RedisService} is not affected.
     *
     * @throws IllegalStateException if the thread has no request context
     */
    void forRequest();

    /**
     * Returns whether the current thread reads fresh values.
     *
     * @return true within a scope, and after {@link #forRequest()}
     */
    boolean isActive();

    /** An open scope. */
    interface Scope extends AutoCloseable {
        /** Ends the scope. A second call has no effect. */
        @Override
        void close();
    }
}
