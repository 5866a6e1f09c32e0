package io.boosterbeacon.redis.internal.store.redis.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that carry commands. Each is shared by all threads; a command goes to the one with the fewest commands in
 * flight, and another connection is opened when even that one is busy.
 */
public final class DataConnections {
    private static final int BUSY = 64;

    private final Supplier<Lane> lanes;
    private final int max;
    private final List<Lane> open = new CopyOnWriteArrayList<>();
    private final AtomicBoolean growing = new AtomicBoolean();
    private volatile boolean closed;

    public DataConnections(Supplier<Lane> lanes, int max) {
        this.lanes = lanes;
        this.max = max;
    }

    /** Opens the first connections; completes, never exceptionally, when each has been tried once. */
    public CompletableFuture<Void> start(int min) {
        CompletableFuture<?>[] attempts = new CompletableFuture<?>[min];
        for (int i = 0; i < min; i++) {
            attempts[i] = add();
        }
        return CompletableFuture.allOf(attempts);
    }

    /** The least busy one that is connected, or null if there is none. */
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

    /** One connection at a time, only by whom set {@code growing}. */
    private void grow() {
        // Others may have grown between this thread's look at the size and its turn.
        CompletableFuture<Void> attempt = open.size() < max ? add() : CompletableFuture.completedFuture(null);
        CompletableFuture<Void> unused = attempt.whenComplete((done, failure) -> growing.set(false));
    }

    int size() {
        return open.size();
    }

    public void beat() {
        open.forEach(Lane::beat);
    }

    /** As a heartbeat, but only where answers are awaited. */
    public void beatWhereAwaited() {
        open.stream().filter(lane -> lane.load() > 0).forEach(Lane::ping);
    }

    public void close() {
        closed = true;
        open.forEach(Lane::close);
    }

    /** Fails what is still enqueued. To be called when the event loops have ended. */
    public void abandon() {
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
