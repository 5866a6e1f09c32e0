package io.boosterbeacon.redis.internal.store.redis.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections for commands, each shared by all threads. A command is sent on the connection with the fewest pending
 * commands. If even that one is busy, another connection is opened, up to a maximum.
 */
final class DataConnections {
    private static final int BUSY = 64;

    private final Supplier<Lane> lanes;
    private final int max;
    private final List<Lane> open = new CopyOnWriteArrayList<>();
    private final AtomicBoolean growing = new AtomicBoolean();
    private volatile boolean closed;

    DataConnections(Supplier<Lane> lanes, int max) {
        this.lanes = lanes;
        this.max = max;
    }

    /** Opens the first connections. Completes when each first attempt has ended; does not fail. */
    CompletableFuture<Void> start(int min) {
        CompletableFuture<?>[] attempts = new CompletableFuture<?>[min];
        for (int i = 0; i < min; i++) {
            attempts[i] = add();
        }
        return CompletableFuture.allOf(attempts);
    }

    /** The open connection with the fewest pending commands; null if none is open. */
    @Nullable
    Lane pick() {
        if (closed) {
            return null;
        }
        Lane best = null;
        int least = Integer.MAX_VALUE;
        for (Lane lane : open) {
            int load = lane.load();
            if (load < least && lane.isOpen()) {
                best = lane;
                least = load;
            }
        }
        if (best != null && least >= BUSY && open.size() < max && growing.compareAndSet(false, true)) {
            grow();
        }
        return best;
    }

    /** Opens one more connection. Called only by the thread that has set {@code growing}. */
    private void grow() {
        // another thread may have added a connection since this one has read the size
        CompletableFuture<Void> attempt = open.size() < max ? add() : CompletableFuture.completedFuture(null);
        CompletableFuture<Void> unused = attempt.whenComplete((done, failure) -> growing.set(false));
    }

    int size() {
        return open.size();
    }

    void beat() {
        open.forEach(Lane::beat);
    }

    /** Sends a heartbeat only on connections with pending commands. */
    void beatIfPending() {
        open.stream().filter(lane -> lane.load() > 0).forEach(Lane::ping);
    }

    void close() {
        closed = true;
        open.forEach(Lane::close);
    }

    /** Fails all commands that are still enqueued. To be called when the event loops have ended. */
    void abandon() {
        open.forEach(Lane::abandon);
    }

    private CompletableFuture<Void> add() {
        Lane lane = lanes.get();
        open.add(lane);
        if (closed) {
            lane.close();
        }
        return lane.start();
    }
}
