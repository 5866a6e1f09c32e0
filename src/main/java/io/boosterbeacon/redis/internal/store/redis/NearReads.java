package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore.Keeping;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.SilenceLimits;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.StoreConnections;
import io.boosterbeacon.redis.internal.store.redis.connection.TrackedReads;
import io.boosterbeacon.redis.internal.store.redis.connection.WatchedRead;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads whose values may be kept in this JVM, because their later changes become known: the server reports them
 * ({@code CLIENT TRACKING}), or, where it does not, the nodes publish them. Which way it is shows with each connection
 * that reads in this way, and may be another one for another server of a cluster. Thread-safe.
 */
final class NearReads {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final TrackedReads tracked;
    private final RedisConnection redis;
    private final Signals signals;
    private final Scheduler timer;
    private final RedisKeys keys;
    private final List<Consumer<CacheEntry.Cached>> listeners = new CopyOnWriteArrayList<>();
    /** Null as long as no server is known that does not report changes. */
    private final AtomicReference<@Nullable ChangeMessages> messages = new AtomicReference<>();

    private final AtomicBoolean refusalLogged = new AtomicBoolean();
    private final AtomicBoolean noMessagesLogged = new AtomicBoolean();

    NearReads(StoreConnections connections, RedisKeys keys) {
        this.tracked = connections.trackedReads();
        this.redis = connections.commands();
        this.signals = connections.signals();
        this.timer = connections.timer();
        this.keys = keys;
        tracked.listen(this::changed, this::refused, this::permitted);
    }

    /** Registers a listener for changed entries. It is called on threads of the store, and must not block. */
    void onChange(Consumer<CacheEntry.Cached> listener) {
        listeners.add(listener);
    }

    /**
     * Sends reads of the keys of a shard of a named cache. Null if changes cannot be known now.
     *
     * @param generation the key of the shard's generation
     */
    <T> @Nullable CompletionStage<T> read(String generation, Function<WatchedRead, CompletionStage<T>> reads) {
        ChangeMessages published = messages.get();
        return published != null && tracked.isRefused(generation)
                ? published.read(generation, reads)
                : tracked.read(generation, reads);
    }

    /**
     * Sends a read of keys of several shards of a named cache, which are on one server. Null if changes cannot be known
     * now.
     *
     * @param generations the keys of the shards' generations
     * @param reads are given a read for each shard, whose watches are those of the shards, and must send by the last
     *     one: if the connection is replaced meanwhile, the watches of the others have ended
     */
    <T> @Nullable CompletionStage<T> readAll(
            List<String> generations, Function<List<WatchedRead>, CompletionStage<T>> reads) {
        List<WatchedRead> by = new ArrayList<>();
        for (String generation : generations.subList(0, generations.size() - 1)) {
            if (read(generation, each -> CompletableFuture.completedFuture(by.add(each))) == null) {
                return null;
            }
        }
        return read(generations.get(generations.size() - 1), last -> {
            by.add(last);
            return reads.apply(by);
        });
    }

    /**
     * Adds that a value may be kept while it is fresh. One without a lifetime has expired, or was replaced, between the
     * two commands.
     */
    static Lookup toKeep(Lookup found, Watch watch, long millisLeft) {
        if (!(found instanceof Lookup.Hit hit)) {
            return found;
        }
        // without a time of its write, a value is in the store only as long as it is fresh
        long stale = hit.writtenAt() == 0
                ? 0
                : Math.max(0, hit.lifetime().total() - hit.lifetime().fresh());
        long fresh = millisLeft - stale;
        return fresh > 0
                ? new Lookup.Hit(
                        hit.value(), hit.writtenAt(), hit.lifetime(), new Keeping(watch, Duration.ofMillis(fresh)))
                : hit;
    }

    private void changed(String key) {
        keys.entryOf(key).ifPresent(entry -> listeners.forEach(listener -> listener.accept(entry)));
    }

    private void refused(String reason) {
        if (refusalLogged.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "Near caches (localTtl) hear only of the changes that this library makes, because Redis does not"
                            + " report changes: {0}. What other clients write to a cache is seen after localTtl.",
                    reason);
        }
        ChangeMessages published = new ChangeMessages(redis, signals, this::changed, this::messagesRefused);
        if (messages.compareAndSet(null, published)) {
            signals.subscribe(keys.changeChannel(), published);
            Future<?> unused = timer.every(SilenceLimits.CHECK_PERIOD, published::prove);
        }
    }

    private void permitted() {
        if (refusalLogged.compareAndSet(true, false)) {
            LOG.log(Level.INFO, "Redis reports changes to near caches (localTtl) now");
        }
        ChangeMessages published = messages.get();
        if (published != null) {
            // the changes of values that were read before are not reported: they are read again
            published.endWatches();
        }
    }

    private void messagesRefused(String reason) {
        if (noMessagesLogged.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "There are no near caches (localTtl): Redis permits neither CLIENT TRACKING nor the channel {0}: {1}",
                    keys.changeChannel(),
                    reason);
        }
    }
}
