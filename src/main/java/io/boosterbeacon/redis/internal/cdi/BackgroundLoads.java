package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.cache.read.LoadExecutor;
import io.boosterbeacon.redis.internal.concurrent.BoundedThreads;
import io.boosterbeacon.redis.internal.concurrent.Timers;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Runs methods of the application that their callers do not await to the end. They run on the server's managed executor
 * where there is one, with the context that it passes on, otherwise on threads of the library. Each has a request
 * context of its own. There is a limit to them: a slow method must not use up the threads of the server. Thread-safe.
 */
final class BackgroundLoads implements LoadExecutor {
    private static final String MANAGED_EXECUTOR = "java:comp/DefaultManagedExecutorService";
    private static final int AT_MOST = 64;
    private static final int THREADS = 16;

    private final Instance<RequestContextController> requestContexts;
    private final BoundedThreads ownThreads;
    private final Timers timers;
    private final Semaphore free = new Semaphore(AT_MOST);
    private volatile @Nullable Executor managed;

    /** @param timers end the library's own threads */
    BackgroundLoads(Timers timers, Instance<RequestContextController> requestContexts) {
        this.requestContexts = requestContexts;
        this.timers = timers;
        this.ownThreads = new BoundedThreads("beacon-redis-loads", THREADS, AT_MOST);
        timers.onClose(ownThreads::close);
    }

    /**
     * Runs a task, with the context of the caller if the server has a managed executor.
     *
     * @throws RejectedExecutionException if there are too many tasks, or if the application ends
     */
    @Override
    public void execute(Runnable task) {
        requireOpen();
        if (!free.tryAcquire()) {
            throw new RejectedExecutionException(AT_MOST + " loads are running");
        }
        start(task);
    }

    @Override
    public boolean execute(Runnable task, Duration patience) throws InterruptedException {
        requireOpen();
        boolean acquired = free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (acquired) {
            start(task);
        }
        return acquired;
    }

    private void requireOpen() {
        if (timers.isClosed()) {
            throw new RejectedExecutionException("the application ends");
        }
    }

    private void start(Runnable task) {
        try {
            executor().execute(() -> {
                try {
                    // the server's executor goes on after the application has ended
                    if (!timers.isClosed()) {
                        runInRequest(task);
                    }
                } finally {
                    free.release();
                }
            });
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** The executor is found by the name space of the caller, which threads of the library do not have. */
    private Executor executor() {
        Executor known = managed;
        if (known == null) {
            known = find();
            managed = known;
        }
        return known == null ? this::runOnOwnThread : known;
    }

    @SuppressWarnings("BanJNDI") // a constant name of the server's own, no user input
    private static @Nullable Executor find() {
        try {
            return InitialContext.doLookup(MANAGED_EXECUTOR) instanceof Executor found ? found : null;
        } catch (NamingException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    private void runOnOwnThread(Runnable task) {
        AtomicBoolean refused = new AtomicBoolean();
        ownThreads.run(task, () -> refused.set(true));
        if (refused.get()) {
            throw new RejectedExecutionException("no thread can be started");
        }
    }

    private void runInRequest(Runnable task) {
        RequestContextController context = requestContexts.get();
        boolean activated = context.activate();
        try {
            task.run();
        } finally {
            end(context, activated);
        }
    }

    /** A task that ends after the application has no context any more. */
    private void end(RequestContextController context, boolean activated) {
        try {
            if (activated) {
                context.deactivate();
            }
            requestContexts.destroy(context);
        } catch (RuntimeException e) {
            if (!timers.isClosed()) {
                throw e;
            }
        }
    }
}
