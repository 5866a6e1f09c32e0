package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Node;
import io.boosterbeacon.redis.internal.store.RevocationLog.Nodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Waits until no node answers any more from a replica that lacks a change: each node has applied it, or its lease has ended.
 * All that wait share the calls of the store. Thread-safe; never blocks.
 */
final class AppliedChanges {
    private static final Duration READ_LIMIT = Duration.ofSeconds(2);
    /** Nodes need about two round trips. */
    private static final Duration PAUSE = Duration.ofMillis(4);

    private final RevocationLog log;
    private final Timers timers;
    private final NodeTime time;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean();
    private volatile Register register;

    // what follows is used only by the one that works
    private final Map<String, Seen> seen = new HashMap<>();
    private Duration longestLease;

    /** @param changedNanos the change was in the store by then */
    private record Waiter(Optional<Epoch> reached, long changedNanos, CompletableFuture<Void> applied) {
        boolean isAppliedBy(Node node) {
            return reached.isPresent()
                    && node.epoch().equals(reached.get().id())
                    && node.applied() >= reached.get().changes();
        }
    }

    /**
     * A read of a node.
     *
     * @param sinceNanos the read was before that
     */
    private record Seen(long stamp, long sinceNanos) {}

    /**
     * The register of the nodes, as the store has it. If it is a new one, it lacks nodes that have not read since then.
     *
     * @param sinceNanos when it was seen for the first time
     */
    private record Register(long since, long sinceNanos) {}

    /** Creates it without any that wait. */
    AppliedChanges(RevocationLog log, ReplicaSettings settings, Timers timers, NodeTime time) {
        this.log = log;
        this.longestLease = settings.lease();
        this.timers = timers;
        this.time = time;
        this.register = new Register(0, time.nanos());
        timers.onClose(this::endAll);
    }

    /** A read of the log has shown which register the store has. */
    void registerSeen(long since) {
        if (register.since() != since) {
            register = new Register(since, time.nanos());
        }
    }

    /**
     * Waits for a change that is in the store. Never fails, and ends at the latest with the longest lease of any node, or
     * when the timers are closed.
     *
     * @param reached the epoch after the change; empty if the store has none
     */
    CompletionStage<Void> everywhere(Optional<Epoch> reached) {
        Waiter waiter = new Waiter(reached, time.nanos(), new CompletableFuture<>());
        waiters.add(waiter);
        if (timers.isClosed()) {
            endAll();
        } else {
            work();
        }
        return waiter.applied();
    }

    private void endAll() {
        for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            waiter.applied().complete(null);
        }
    }

    private void work() {
        if (!waiters.isEmpty() && working.compareAndSet(false, true)) {
            read();
        }
    }

    private void read() {
        long asked = time.nanos();
        // the longest lease ends a wait also while the store does not answer
        Duration limit = longestLease.compareTo(READ_LIMIT) < 0 ? longestLease : READ_LIMIT;
        CompletionStage<?> unused = Calls.answer(timers, limit, log::nodes)
                .whenCompleteAsync(
                        (nodes, failure) -> received(failure == null ? nodes : null, asked), timers::offload);
    }

    /** @param nodes null if the store has not answered */
    private void received(@Nullable Nodes nodes, long asked) {
        try {
            long now = time.nanos();
            if (nodes != null) {
                see(nodes, now);
            }
            waiters.removeIf(waiter -> {
                boolean ends = ends(waiter, nodes, asked, now);
                if (ends) {
                    waiter.applied().complete(null);
                }
                return ends;
            });
        } finally {
            goOn();
        }
    }

    private boolean ends(Waiter waiter, @Nullable Nodes nodes, long asked, long now) {
        if (now - waiter.changedNanos() > longestLease.toNanos()) {
            return true;
        }
        // an earlier answer may lack a node that has answered before the change
        boolean isLater = waiter.changedNanos() - asked <= 0;
        return nodes != null && isLater && isAppliedByAll(waiter, nodes, now);
    }

    private void see(Nodes nodes, long now) {
        registerSeen(nodes.since());
        Map<String, Seen> latest = new HashMap<>();
        for (Node node : nodes.nodes()) {
            Seen before = seen.get(node.name());
            boolean isSame = before != null && before.stamp() == node.stamp();
            latest.put(node.name(), isSame ? before : new Seen(node.stamp(), now));
            longestLease = node.answersFor().compareTo(longestLease) > 0 ? node.answersFor() : longestLease;
        }
        seen.clear();
        seen.putAll(latest);
    }

    private boolean isAppliedByAll(Waiter waiter, Nodes nodes, long now) {
        Register known = register;
        boolean isWhole = known.since() != 0
                && known.since() == nodes.since()
                && now - known.sinceNanos() > longestLease.toNanos();
        return isWhole && nodes.nodes().stream().allMatch(node -> waiter.isAppliedBy(node) || hasEnded(node, now));
    }

    /** Whether the lease of a node has ended since it was seen for the first time after its last read. */
    private boolean hasEnded(Node node, long now) {
        Seen last = seen.get(node.name());
        return last != null && now - last.sinceNanos() > node.answersFor().toNanos();
    }

    private void goOn() {
        if (timers.isClosed()) {
            endAll();
        } else if (waiters.isEmpty()) {
            working.set(false);
            work();
        } else {
            Future<?> unused = timers.once(PAUSE, this::read);
        }
    }
}
