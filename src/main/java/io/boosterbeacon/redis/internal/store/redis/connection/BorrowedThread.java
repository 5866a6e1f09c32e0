package io.boosterbeacon.redis.internal.store.redis.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;

/**
 * Runs code of the client on a thread of the application server. Netty keeps pools of small objects in thread-local
 * variables. On a thread of the server they would outlive the application and keep its class loader in memory, so they
 * are removed afterwards.
 */
final class BorrowedThread {
    private BorrowedThread() {}

    /**
     * Runs the work. Thread-local variables of Netty that existed before are kept, and then the pools are kept as well.
     */
    static <T> T call(Supplier<T> work) {
        boolean found = FastThreadLocal.size() > 0;
        try {
            return work.get();
        } finally {
            // Netty's own threads always have some, and remove them when they end
            if (!found) {
                FastThreadLocal.removeAll();
            }
        }
    }

    /** As {@link #call}. */
    static void run(Runnable work) {
        Object unused = call(() -> {
            work.run();
            return work;
        });
    }
}
