package io.boosterbeacon.redis.internal.store.redis.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Supplier;

/**
 * Lets the client work on a thread of somebody else's. Netty keeps pools of small objects in each thread that calls it; in one
 * of the server's they would outlive the application, and hold its class loader. So they go when the work is done.
 */
public final class BorrowedThread {
    private BorrowedThread() {}

    /** Does the work. What somebody else has already put into the thread by means of Netty stays, and so do the pools then. */
    public static <T> T call(Supplier<T> work) {
        boolean found = FastThreadLocal.size() > 0;
        try {
            return work.get();
        } finally {
            // Netty's own threads never come here empty-handed, and take their things along when they end
            if (!found) {
                FastThreadLocal.removeAll();
            }
        }
    }

    /** As {@link #call}. */
    public static void run(Runnable work) {
        Object unused = call(() -> {
            work.run();
            return work;
        });
    }
}
