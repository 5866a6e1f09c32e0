package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.api.StatefulConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that carry commands. Each is shared by all threads; a command goes to the one with the fewest commands in
 * flight, and another connection is opened when even that one is busy.
 */
final class DataConnections {
    private static final int BUSY = 64;

    /** A connection and its load. */
    static final class Slot {
        private final ReconnectingLink<StatefulConnection<String, byte[]>> link;
        private final AtomicInteger inFlight = new AtomicInteger();

        private Slot(ReconnectingLink<StatefulConnection<String, byte[]>> link) {
            this.link = link;
        }

        void began(int commands) {
            inFlight.addAndGet(commands);
        }

        void ended() {
            inFlight.decrementAndGet();
        }

        void giveUp(StatefulConnection<String, byte[]> wrong, String reason) {
            link.giveUp(wrong, reason);
        }
    }

    /** A slot and its connection, which was open a moment ago. */
    record Lane(Slot slot, StatefulConnection<String, byte[]> connection) {}

    private final Supplier<ReconnectingLink<StatefulConnection<String, byte[]>>> links;
    private final int max;
    private final List<Slot> slots = new CopyOnWriteArrayList<>();
    private final AtomicBoolean growing = new AtomicBoolean();
    private volatile boolean closed;

    DataConnections(Supplier<ReconnectingLink<StatefulConnection<String, byte[]>>> links, int max) {
        this.links = links;
        this.max = max;
    }

    /** Opens the first connections; completes, never exceptionally, when each has been tried once. */
    CompletableFuture<Void> start(int min) {
        CompletableFuture<?>[] attempts = new CompletableFuture<?>[min];
        for (int i = 0; i < min; i++) {
            attempts[i] = add();
        }
        return CompletableFuture.allOf(attempts);
    }

    /** The least busy open connection, or null if there is none. */
    @Nullable
    Lane pick() {
        if (closed) {
            return null;
        }
        Slot best = null;
        StatefulConnection<String, byte[]> connection = null;
        int least = Integer.MAX_VALUE;
        for (Slot slot : slots) {
            int load = slot.inFlight.get();
            StatefulConnection<String, byte[]> open = load < least ? slot.link.open() : null;
            if (open != null) {
                best = slot;
                connection = open;
                least = load;
            }
        }
        if (best == null || connection == null) {
            return null;
        }
        if (least >= BUSY && slots.size() < max && growing.compareAndSet(false, true)) {
            grow();
        }
        return new Lane(best, connection);
    }

    /** One connection at a time, only by whom set {@code growing}. */
    private void grow() {
        // Others may have grown between this thread's look at the size and its turn.
        CompletableFuture<Void> attempt = slots.size() < max ? add() : CompletableFuture.completedFuture(null);
        CompletableFuture<Void> unused = attempt.whenComplete((done, failure) -> growing.set(false));
    }

    int size() {
        return slots.size();
    }

    void beat() {
        slots.forEach(slot -> slot.link.beat());
    }

    /** As a heartbeat, but only where answers are awaited. */
    void beatWhereAwaited() {
        slots.stream().filter(slot -> slot.inFlight.get() > 0).forEach(slot -> slot.link.ask());
    }

    void close() {
        closed = true;
        slots.forEach(slot -> slot.link.close());
    }

    private CompletableFuture<Void> add() {
        Slot slot = new Slot(links.get());
        slots.add(slot);
        if (closed) {
            slot.link.close();
        }
        return slot.link.start();
    }
}
