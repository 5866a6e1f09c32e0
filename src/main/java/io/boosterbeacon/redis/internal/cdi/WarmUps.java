package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.cache.read.LoadExecutor;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** Calls the methods that fill caches, a few at a time, until the application ends. Thread-safe. */
final class WarmUps {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int AT_ONCE = 4;

    private final BeanManager beans;
    private final Scheduler timers;
    private final Queue<WarmUpMethod> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    /** @param timers end the calls when they are closed */
    WarmUps(BeanManager beans, Scheduler timers) {
        this.beans = beans;
        this.timers = timers;
        timers.onClose(this::stop);
    }

    /** Starts the calls, and does not wait for them. */
    void start(Collection<WarmUpMethod> methods, LoadExecutor executor) {
        waiting.addAll(methods);
        for (int i = 0; i < Math.min(AT_ONCE, methods.size()); i++) {
            try {
                executor.execute(this::runAll);
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.log(Level.WARNING, "Caches are not filled at the start of the application", e);
            }
        }
    }

    private void stop() {
        waiting.clear();
        running.forEach(Call::interrupt);
    }

    private void runAll() {
        WarmUpMethod next = waiting.poll();
        while (next != null) {
            new Call(next).run();
            next = waiting.poll();
        }
    }

    private final class Call {
        private final WarmUpMethod method;
        private final Thread thread = Thread.currentThread();
        private final ReentrantLock lock = new ReentrantLock();
        private boolean interrupted;
        private boolean ended;

        Call(WarmUpMethod method) {
            this.method = method;
        }

        void run() {
            running.add(this);
            Future<?> timeout = timers.once(method.timeout(), this::interrupt);
            try {
                if (timers.isClosed()) {
                    // closed before it could see this call
                    return;
                }
                method.call(beans);
            } catch (Throwable e) {
                warn(e);
            } finally {
                running.remove(this);
                timeout.cancel(false);
                end();
            }
        }

        /** A failure of a method that was interrupted is a consequence of that. */
        private void warn(Throwable failure) {
            if (isInterrupted()) {
                if (!timers.isClosed()) {
                    LOG.log(Level.WARNING, "{0} was stopped after {1}", method.place(), method.timeout());
                }
            } else {
                LOG.log(Level.WARNING, method.place() + " has failed", failure);
            }
        }

        private boolean isInterrupted() {
            lock.lock();
            try {
                return interrupted;
            } finally {
                lock.unlock();
            }
        }

        /** The thread belongs to the call until it has ended. */
        private void interrupt() {
            lock.lock();
            try {
                if (!ended) {
                    interrupted = true;
                    thread.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        /** The interrupt was meant for this call alone. */
        private void end() {
            lock.lock();
            try {
                ended = true;
                if (interrupted) {
                    boolean unused = Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
