package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows which callers read fresh values. Nearly none does: as long as there is no scope and no such request, a read
 * costs one comparison. Thread-safe.
 */
public final class CallerBypass implements CacheBypass {
    /** A class of the JDK: what a thread of the server keeps must not keep the application. */
    @SuppressWarnings("ThreadLocalUsage") // of each application its own
    private final ThreadLocal<@Nullable AtomicInteger> open = new ThreadLocal<>();

    /** The number of open scopes, of all threads, and of requests that read fresh values. */
    private final AtomicInteger users = new AtomicInteger();

    private final Requests requests;

    /** Marks requests. */
    public interface Requests {
        /** There are no requests. */
        Requests NONE = new Requests() {
            @Override
            public boolean mark(Runnable ended) {
                throw new IllegalStateException("there is no request");
            }

            @Override
            public boolean isMarked() {
                return false;
            }
        };

        /**
         * Marks the current request.
         *
         * @param ended to be called when the request ends
         * @return false if it was marked before
         * @throws IllegalStateException if there is no request
         */
        boolean mark(Runnable ended);

        /** Whether there is a request, and it is marked. */
        boolean isMarked();
    }

    public CallerBypass(Requests requests) {
        this.requests = requests;
    }

    @Override
    public Scope open() {
        AtomicInteger known = open.get();
        AtomicInteger depth = known == null ? new AtomicInteger() : known;
        open.set(depth);
        depth.incrementAndGet();
        users.incrementAndGet();
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            if (closed.compareAndSet(false, true)) {
                users.decrementAndGet();
                // also on another thread than that of the scope, which then keeps a count of 0
                if (depth.decrementAndGet() == 0 && open.get() == depth) {
                    open.remove();
                }
            }
        };
    }

    @Override
    public void forRequest() {
        // counted first: a request that is marked is never missed
        users.incrementAndGet();
        boolean marked = false;
        try {
            marked = requests.mark(users::decrementAndGet);
        } finally {
            if (!marked) {
                users.decrementAndGet();
            }
        }
    }

    @Override
    public boolean isActive() {
        return users.get() > 0 && (isOpen() || requests.isMarked());
    }

    /** Whether the current thread reads an entry fresh. A request concerns cached methods only. */
    boolean isActive(CacheEntry entry) {
        return users.get() > 0 && (isOpen() || (entry instanceof CacheEntry.Cached && requests.isMarked()));
    }

    /** Calls a task within a scope. */
    <T> T call(Supplier<T> task) {
        Scope fresh = open();
        try {
            return task.get();
        } finally {
            fresh.close();
        }
    }

    private boolean isOpen() {
        AtomicInteger depth = open.get();
        return depth != null && depth.get() > 0;
    }

    /** Threads that run what a caller gives them as it would itself. */
    LoadExecutor on(LoadExecutor threads) {
        return threads.changing(this::asCaller);
    }

    private Runnable asCaller(Runnable task) {
        if (!isActive()) {
            return task;
        }
        return () -> {
            Scope fresh = open();
            try {
                task.run();
            } finally {
                fresh.close();
            }
        };
    }
}
