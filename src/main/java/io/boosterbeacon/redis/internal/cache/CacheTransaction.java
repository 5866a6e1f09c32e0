package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction does with caches. Others see what it has loaded or changed after its commit, and nothing of it after a
 * rollback. It reads its own loads again, and what it has changed past the cache. Thread-safe.
 */
public final class CacheTransaction {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    /** How a transaction has ended. */
    public enum Ending {
        COMMITTED,
        ROLLED_BACK,
        /** It may have committed: better a needless invalidation than a stale value. */
        IN_DOUBT
    }

    private final Set<CacheEntry> changed = ConcurrentHashMap.newKeySet();
    private final Set<String> cleared = ConcurrentHashMap.newKeySet();
    private final Map<CacheEntry, DeferredLoad> loads = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** In their order: what replaces an entry must not come before what removes it. */
    private final List<Consumer<Ending>> actions = new ArrayList<>();

    private @Nullable Ending ending;

    /** Marks an entry that the transaction changes: from now on it reads it past the cache, and what it has loaded is void. */
    void change(CacheEntry entry) {
        changed.add(entry);
        DeferredLoad load = loads.remove(entry);
        if (load != null) {
            load.discard();
        }
    }

    /** Marks all entries of a cache. */
    void changeAll(String cacheName) {
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

    /** Whether the transaction must read an entry past the cache: it has changed it, or is about to load it. */
    boolean bypasses(CacheEntry entry) {
        return changed.contains(entry)
                || (entry instanceof CacheEntry.Cached cached && cleared.contains(cached.cacheName()))
                || (loads.containsKey(entry) && loaded(entry).isEmpty());
    }

    /** What the transaction has loaded itself. */
    Optional<byte[]> loaded(CacheEntry entry) {
        return Optional.ofNullable(loads.get(entry)).flatMap(DeferredLoad::value);
    }

    /** Holds a load back whose value only this transaction may see until it has committed. */
    Outcome.Load defer(CacheEntry entry, Outcome.Load load) {
        DeferredLoad deferred = new DeferredLoad(load, this);
        if (load.withoutStore()) {
            // it will never be stored: those who wait for it load at once, not one after the other
            load.holdBack();
        }
        loads.put(entry, deferred);
        return deferred;
    }

    /** Does one thing after a commit, another after anything else; at once if the transaction has ended. */
    void afterCompletion(Runnable committed, Runnable undone) {
        Consumer<Ending> action = how -> (how == Ending.COMMITTED ? committed : undone).run();
        unlessEnded(action).ifPresent(action);
    }

    /** Has an action called with the end of the transaction; returns how it has ended, if it has: then nothing is called. */
    Optional<Ending> unlessEnded(Consumer<Ending> action) {
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
