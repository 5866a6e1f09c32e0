package io.boosterbeacon.redis.internal.cache.transaction;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cache reads and changes of one transaction. Other callers see the values that it has loaded or changed after its
 * commit; after a rollback they see nothing of it. The transaction itself sees its own loads, and bypasses the cache
 * for entries that it has changed. Thread-safe.
 */
public final class CacheTransaction {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    /** The memory for loaded values until the commit. Further values are not stored. */
    private static final long MAX_BYTES = 16L << 20;
    /** An estimate of the memory of a load and its lease, besides the value. */
    private static final int BYTES_OF_A_LOAD = 1_000;

    /** How a transaction has ended. */
    public enum Ending {
        COMMITTED,
        ROLLED_BACK,
        /**
         * It is unknown whether the transaction has committed. An unnecessary invalidation is better than a stale
         * value.
         */
        IN_DOUBT
    }

    /** A load within the transaction. */
    public interface Load {
        /** The loaded value; empty while the load is in flight, and when the value may be out of date. */
        Optional<byte[]> value();

        /** Discards the value, because the transaction has changed the entry. */
        void discard();
    }

    private final Set<CacheEntry> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> cleared = ConcurrentHashMap.newKeySet();
    private final Map<CacheEntry, Load> loads = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order of registration: a put must not be made before an earlier invalidation. */
    private final List<Consumer<Ending>> actions = new ArrayList<>();

    private @Nullable Ending ending;

    /**
     * Marks an entry as changed by the transaction. From now on its reads bypass the cache, and a value that it has
     * loaded is discarded.
     */
    public void change(CacheEntry entry) {
        changed.add(entry);
        forget(entry);
    }

    /** Marks an entry whose new value is visible to all callers at once, the transaction included. */
    public void replace(CacheEntry entry) {
        changed.remove(entry);
        forget(entry);
    }

    private void forget(CacheEntry entry) {
        Load load = loads.remove(entry);
        if (load != null) {
            load.discard();
        }
    }

    /** Marks all entries of a cache as changed. */
    public void changeAll(String cacheName) {
        cleared.add(cacheName);
        loads.forEach((entry, load) -> {
            if (isOf(cacheName, entry)) {
                load.discard();
                loads.remove(entry);
            }
        });
    }

    private static boolean isOf(String cacheName, CacheEntry entry) {
        return entry instanceof CacheEntry.Cached cached && cached.cacheName().equals(cacheName);
    }

    /** The value that the transaction has loaded itself; empty if there is none, or if it may be out of date. */
    public Optional<byte[]> loaded(CacheEntry entry) {
        Load load = loads.get(entry);
        return load == null ? Optional.empty() : load.value();
    }

    /** Whether reads of an entry bypass the cache: the transaction has changed the entry, or is loading it. */
    public boolean bypasses(CacheEntry entry) {
        return loads.containsKey(entry) || isChanged(entry);
    }

    /** Whether the transaction has changed the entry. */
    public boolean isChanged(CacheEntry entry) {
        return changed.contains(entry)
                || (entry instanceof CacheEntry.Cached cached && cleared.contains(cached.cacheName()));
    }

    /** Reserves memory to keep a loaded value until the commit. Returns false if there is not enough. */
    public boolean reserve(int size) {
        return bytes.addAndGet(size + BYTES_OF_A_LOAD) <= MAX_BYTES;
    }

    /** Keeps a load. Until the commit only this transaction may see its value. */
    public void keep(CacheEntry entry, Load load) {
        loads.put(entry, load);
    }

    /**
     * Runs one action after a commit, or the other one after any other end; at once if the transaction has already
     * ended.
     */
    public void afterCompletion(Runnable committed, Runnable undone) {
        Consumer<Ending> action = how -> (how == Ending.COMMITTED ? committed : undone).run();
        onEnd(action).ifPresent(action);
    }

    /**
     * Runs an action at the end of the transaction unless it has rolled back; at once if the transaction has already
     * ended.
     */
    public void unlessRolledBack(Runnable action) {
        Consumer<Ending> unless = how -> {
            if (how != Ending.ROLLED_BACK) {
                action.run();
            }
        };
        onEnd(unless).ifPresent(unless);
    }

    /**
     * Registers an action to be called at the end of the transaction. If the transaction has already ended, nothing is
     * registered and its ending is returned.
     */
    public Optional<Ending> onEnd(Consumer<Ending> action) {
        lock.lock();
        try {
            if (ending == null) {
                actions.add(action);
            }
            return Optional.ofNullable(ending);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the transaction. */
    public void end(Ending how) {
        List<Consumer<Ending>> pending;
        lock.lock();
        try {
            ending = how;
            pending = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        for (Consumer<Ending> action : pending) {
            try {
                action.accept(how);
            } catch (RuntimeException e) {
                // the transaction has ended, and the other changes must still be made
                LOG.log(Level.WARNING, "A cache was not changed as it should have been after a transaction", e);
            }
        }
        loads.clear();
    }
}
