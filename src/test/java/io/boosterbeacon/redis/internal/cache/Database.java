package io.boosterbeacon.redis.internal.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the caches are caches of: the version of each key, and which versions may still be served. A change first makes
 * a new version and then changes the cache; when that has returned, older versions must not be served.
 */
final class Database {
    /** Versions of the keys from here on are made by one caller at a time, which puts them. */
    private final int firstPut;

    private final AtomicLong[] versions;
    private final ReentrantLock[] locks;
    private final AtomicReference<Floor>[] floors;
    private final ConcurrentMap<String, AtomicLong> ownFloors = new ConcurrentHashMap<>();
    private final AtomicLong[] doubtful;

    /** @param at when the change with this version had returned */
    private record Floor(long version, long at, Floor before) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    Database(int keys, int firstPut) {
        this.firstPut = firstPut;
        versions = new AtomicLong[keys];
        locks = new ReentrantLock[keys];
        floors = new AtomicReference[keys];
        doubtful = new AtomicLong[keys];
        for (int i = 0; i < keys; i++) {
            versions[i] = new AtomicLong();
            locks[i] = new ReentrantLock();
            floors[i] = new AtomicReference<>(new Floor(0, System.nanoTime(), null));
            doubtful[i] = new AtomicLong(System.nanoTime());
        }
    }

    int keys() {
        return versions.length;
    }

    boolean isPut(int key) {
        return key >= firstPut;
    }

    long version(int key) {
        return versions[key].get();
    }

    long newVersion(int key) {
        return versions[key].incrementAndGet();
    }

    void lock(int key) {
        if (isPut(key)) {
            locks[key].lock();
        }
    }

    void unlock(int key) {
        if (isPut(key)) {
            locks[key].unlock();
        }
    }

    /** Reads a version as a loader does. */
    Versioned load(int key, boolean isCommitted) throws InterruptedException {
        long version = version(key);
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2_000));
        }
        return new Versioned(key, version, isCommitted);
    }

    /**
     * A change has returned.
     *
     * @param isMade whether the server has made it; else only its node knows of it
     */
    void changed(int key, long version, int node, boolean isMade) {
        own(key, node).accumulateAndGet(version, Math::max);
        if (isMade) {
            Floor unused = floors[key].updateAndGet(
                    floor -> floor.version() >= version ? floor : new Floor(version, System.nanoTime(), floor));
        }
    }

    private AtomicLong own(int key, int node) {
        return ownFloors.computeIfAbsent(key + " " + node, name -> new AtomicLong());
    }

    /** The oldest version that a reader of a node may see, if its read begins now. */
    long ownFloor(int key, int node) {
        return own(key, node).get();
    }

    /** The oldest version that any reader may see whose read begins now; later than others by some nanoseconds. */
    long floor(int key, long bound) {
        long latest = System.nanoTime() - bound;
        Floor floor = floors[key].get();
        while (floor.before() != null && floor.at() - latest > 0) {
            floor = floor.before();
        }
        return floor.at() - latest > 0 ? 0 : floor.version();
    }

    /** A put has failed: it may still be made, after later changes. */
    void doubt(int key) {
        doubtful[key].set(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
    }

    boolean isDoubtful(int key) {
        return doubtful[key].get() - System.nanoTime() > 0;
    }
}
