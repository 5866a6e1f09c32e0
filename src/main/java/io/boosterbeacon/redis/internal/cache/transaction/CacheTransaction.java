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
 * What one transaction does with caches. Others see what it has loaded or changed after its commit, and nothing of it after a
 * rollback. It reads its own loads again, and what it has changed past the cache. Thread-safe.
 */
public final class CacheTransaction {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    /** What its loads may take until the commit; what comes beyond is not stored. */
    private static final long MAX_BYTES = 16L << 20;
    /** For the load itself, and the lease that it holds. */
    private static final int BYTES_OF_A_LOAD = 1_000;

    /** How a transaction has ended. */
    public enum Ending {
        COMMITTED,
        ROLLED_BACK,
        /** It may have committed: better a needless invalidation than a stale value. */
        IN_DOUBT
    }

    /** A load of the transaction. */
    public interface Load {
        /** Empty as long as the load is under way, and once it is no longer known to be true. */
        Optional<byte[]> value();

        /** The transaction has changed what it loads. */
        void discard();
    }

    private final Set<CacheEntry> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> cleared = ConcurrentHashMap.newKeySet();
    private final Map<CacheEntry, Load> loads = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    /** In their order: what replaces an entry must not come before what removes it. */
    private final List<Consumer<Ending>> actions = new ArrayList<>();

    private @Nullable Ending ending;

    /** Marks an entry that the transaction changes: from now on it reads it past the cache, and what it has loaded is void. */
    public void change(CacheEntry entry) {
        changed.add(entry);
        forget(entry);
    }

    /** Marks an entry that has a new value, for everybody at once: the transaction reads that, too. */
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

    /** Marks all entries of a cache. */
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

    /** What the transaction has loaded itself; empty if that is nothing, or no longer known to be true. */
    public Optional<byte[]> loaded(CacheEntry entry) {
        Load load = loads.get(entry);
        return load == null ? Optional.empty() : load.value();
    }

    /** Whether the transaction reads an entry past the cache: it has changed it, or is about to load it. */
    public boolean bypasses(CacheEntry entry) {
        return loads.containsKey(entry) || isChanged(entry);
    }

    private boolean isChanged(CacheEntry entry) {
        return changed.contains(entry)
                || (entry instanceof CacheEntry.Cached cached && cleared.contains(cached.cacheName()));
    }

    /** Whether there is room to keep what was loaded until the commit. */
    public boolean reserve(int size) {
        return bytes.addAndGet(size + BYTES_OF_A_LOAD) <= MAX_BYTES;
    }

    /** Keeps a load, whose value only this transaction may see until it has committed. */
    public void keep(CacheEntry entry, Load load) {
        loads.put(entry, load);
    }

    /** Does one thing after a commit, another after anything else; at once if the transaction has ended. */
    public void afterCompletion(Runnable committed, Runnable undone) {
        Consumer<Ending> action = how -> (how == Ending.COMMITTED ? committed : undone).run();
        unlessEnded(action).ifPresent(action);
    }

    /** Does one thing unless all has been undone; at once if the transaction has ended. */
    public void unlessRolledBack(Runnable action) {
        Consumer<Ending> unless = how -> {
            if (how != Ending.ROLLED_BACK) {
                action.run();
            }
        };
        unlessEnded(unless).ifPresent(unless);
    }

    /** Has an action called with the end of the transaction; returns how it has ended, if it has: then nothing is called. */
    public Optional<Ending> unlessEnded(Consumer<Ending> action) {
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
        List<Consumer<Ending>> due;
        lock.lock();
        try {
            ending = how;
            due = List.copyOf(actions);
            actions.clear();
        } finally {
            lock.unlock();
        }
        for (Consumer<Ending> action : due) {
            try {
                action.accept(how);
            } catch (RuntimeException e) {
                // the transaction has ended, and the other changes are due all the same
                LOG.log(Level.WARNING, "A cache was not changed as it should have been after a transaction", e);
            }
        }
        loads.clear();
    }
}
