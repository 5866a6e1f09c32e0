package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.BoundedThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * Closes connections on threads of its own, because closing one may wait for a client that does not read. Those of one
 * user are closed one after the other, in turn with other users, so that no user keeps all threads busy. Thread-safe;
 * never blocks.
 */
final class CloseActions implements AutoCloseable {
    static final int THREADS = 16;

    private final BoundedThreads threads = new BoundedThreads("beacon-redis-closing", THREADS, THREADS);
    /** The actions of each user. A user stays here while an action runs. */
    private final ConcurrentMap<String, Queue<Runnable>> waiting = new ConcurrentHashMap<>();
    /** The users with actions of which none runs, in turn. */
    private final Queue<String> turns = new ConcurrentLinkedQueue<>();

    /**
     * Runs an action soon.
     *
     * @param user whose actions run one after the other
     * @param action does not throw
     */
    void add(String user, Runnable action) {
        Queue<Runnable> first = new ConcurrentLinkedQueue<>();
        first.add(action);
        Queue<Runnable> all = waiting.merge(user, first, (known, added) -> {
            known.addAll(added);
            return known;
        });
        if (all == first) {
            turns.add(user);
        }
        retry();
    }

    /** Starts threads for actions that had none: none could be started. */
    void retry() {
        if (!turns.isEmpty()) {
            // refused if enough threads run or are about to, each of which goes on until all actions have run
            threads.run(this::work, () -> {});
        }
    }

    private void work() {
        for (String user = turns.poll(); user != null; user = turns.poll()) {
            try {
                runNext(user);
            } finally {
                if (waiting.computeIfPresent(user, (same, left) -> left.isEmpty() ? null : left) != null) {
                    turns.add(user);
                }
            }
        }
    }

    private void runNext(String user) {
        Queue<Runnable> actions = waiting.get(user);
        Runnable next = actions == null ? null : actions.poll();
        if (next != null) {
            next.run();
        }
    }

    /** Drops the waiting actions, and interrupts those that run. */
    @Override
    public void close() {
        threads.close();
    }
}
