package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes on one server, and the clock that they share. Runs schedules, each on entries of its own. */
final class ModelWorld {
    private static final int MAX_NODES = 3;
    private static final int LONGEST_DRAIN = 40;
    private static final int[] MOVES = {1, 50, 200, 400, 700, 1_000, 3_100, 10_100};
    private static final int ALL_LANES = 15;
    private static final Duration PAUSE = Duration.ofMillis(1_001);

    private final HandMovedClock clock = new HandMovedClock();
    private final History history = new History(clock);
    private final List<ModelLink> links = new ArrayList<>();
    private final ModelServer server = new ModelServer(clock, history, links);
    private final ModelNode[] nodes = new ModelNode[MAX_NODES];
    private final List<Runnable> late = new ArrayList<>();
    private Variant variant = Variant.of(0);
    private String cacheName = "";
    private final CacheEntry.Cached[] entries = new CacheEntry.Cached[History.KEYS];
    private boolean mayLeakLeases;

    ModelWorld() {
        for (int i = 0; i < MAX_NODES; i++) {
            ModelLink link = new ModelLink(server, history);
            links.add(link);
            nodes[i] = new ModelNode(i, link, history);
        }
    }

    History history() {
        return history;
    }

    /** @param name of the cache that only this schedule uses */
    void begin(Variant chosen, String name, boolean traced) {
        variant = chosen;
        cacheName = name;
        history.begin(traced);
        server.begin(name);
        mayLeakLeases = false;
        late.clear();
        for (int i = 0; i < History.KEYS; i++) {
            entries[i] = new CacheEntry.Cached(name, name + i);
        }
        links.forEach(link -> link.begin(chosen.publishes()));
    }

    /** Runs a step. Returns false if it is not possible now: then nothing has happened. */
    boolean step(int code) {
        Action action = Action.of(code);
        int index = (code >>> 6 & 0xff) % variant.nodes();
        ModelNode node = nodes[index];
        CacheEntry.Cached entry = entries[(code >>> 14 & 1) % variant.keys()];
        int choice = code >>> 15 & 0x3fff;
        node.link.choose(choice);
        boolean done = run(action, node, entry, choice);
        if (done && code < 0) {
            // the rest of what this node has to do happens at once
            pump(node);
        }
        return done;
    }

    private void noted(ModelNode node, Object what, int choice) {
        if (history.isTraced()) {
            history.note("node " + node.index + ": " + what + " " + choice);
        }
    }

    private boolean run(Action action, ModelNode node, CacheEntry.Cached entry, int choice) {
        int tags = choice >> 1 & 3;
        CacheTransaction inside = (choice >> 3 & 1) == 0 ? null : node.transaction();
        switch (action) {
            case READ, FRESH_READ -> {
                noted(node, action, History.key(entry));
                node.read(entry, variant, tags, action == Action.FRESH_READ, inside);
            }
            case PUT -> node.put(entry, variant, tags);
            case INVALIDATE -> {
                if (inside == null) {
                    node.invalidate(entry);
                } else {
                    noted(node, "invalidates after its commit", History.key(entry));
                    node.invalidateAfterCommit(entry, inside);
                }
            }
            case CLEAR -> node.clear(cacheName);
            case TAG -> node.invalidateTags(cacheName, Math.max(1, tags));
            case END_LOAD, FAIL_LOAD -> {
                if (node.loads.isEmpty()) {
                    return false;
                }
                node.endLoad(choice, action == Action.FAIL_LOAD);
            }
            case TRANSACT -> {
                noted(node, node.transaction() == null ? "begins a transaction" : "ends its transaction", choice & 3);
                node.transact((choice & 3) != 0);
            }
            default -> {
                return network(action, node, choice);
            }
        }
        return true;
    }

    private boolean network(Action action, ModelNode node, int choice) {
        Lane lane = node.link.lane(choice & 3);
        switch (action) {
            case SERVE -> {
                if (!lane.hasRequest()) {
                    return false;
                }
                noted(node, "its request is served on connection", choice & 3);
                lane.serve();
            }
            case DELIVER -> {
                if (!lane.hasDelivery()) {
                    return false;
                }
                noted(node, "receives on connection", choice & 3);
                lane.deliver();
            }
            case MISS -> {
                noted(node, action, choice);
                mayLeakLeases = true;
                return node.link.miss(choice);
            }
            case WAKE -> {
                return node.link.wake();
            }
            case SETTLE -> {
                if (node.isSettled()) {
                    return false;
                }
                node.settle();
            }
            case BEAT -> node.link.beat();
            case RECONNECT -> {
                noted(node, action, choice);
                return node.link.reconnect();
            }
            default -> {
                return disturb(action, node, choice);
            }
        }
        return true;
    }

    private boolean disturb(Action action, ModelNode node, int choice) {
        if (action == Action.CRASH && (choice >> 10 & 7) != 0) {
            // rare: a new node has forgotten all that could go wrong
            return false;
        }
        noted(node, action, choice);
        switch (action) {
            case CUT -> {
                mayLeakLeases = true;
                int which = (choice & 1) == 0 ? ALL_LANES : 1 << (choice >> 1 & 3);
                late.addAll(node.link.cut(which, choice * 0x9E3779B1, true));
            }
            case CRASH -> {
                mayLeakLeases = true;
                late.addAll(node.link.cut(ALL_LANES, choice * 0x9E3779B1, false));
                ModelLink link = new ModelLink(server, history);
                link.begin(variant.publishes());
                links.set(node.index, link);
                nodes[node.index] = new ModelNode(node.index, link, history);
            }
            case FLUSH -> {
                server.flush();
                if ((choice & 3) == 0) {
                    // a restart
                    mayLeakLeases = true;
                    for (ModelNode each : nodes) {
                        late.addAll(each.link.cut(ALL_LANES, choice * 0x9E3779B1, true));
                    }
                }
            }
            case LATE -> {
                if (!late.isEmpty()) {
                    late.remove(choice % late.size()).run();
                }
            }
            case TIME -> clock.move(Duration.ofMillis(MOVES[choice & 7]));
            default -> throw new IllegalArgumentException(action.toString());
        }
        return true;
    }

    private static void pump(ModelNode node) {
        for (int i = 0; i < 2 * ModelLink.LANES; i++) {
            node.link.lane(i % ModelLink.LANES).pump();
        }
    }

    /** Lets all that has begun end, and reads all keys once more by all nodes. */
    void end() {
        late.forEach(Runnable::run);
        late.clear();
        for (ModelNode node : nodes) {
            if (node.transaction() != null) {
                node.transact(true);
            }
        }
        drain();
        if (variant.servesStale()) {
            // a load that has failed while an older value is served keeps its lease for a while
            clock.move(PAUSE);
        }
        for (int key = 0; key < variant.keys(); key++) {
            if (!mayLeakLeases && server.isLeased(entries[key])) {
                history.violated("the lease of key " + key + " is held by nobody");
            }
            for (ModelNode node : nodes) {
                node.read(entries[key], variant, 0, false, null);
                pump(node);
                endLoads(node);
            }
        }
        drain();
    }

    private void drain() {
        for (int round = 0; !isIdle(); round++) {
            if (round > LONGEST_DRAIN) {
                history.violated("a caller waits for ever: " + waiting());
                return;
            }
            if (round > 2) {
                // leases of nodes that have crashed
                clock.move(ModelNode.LEASE.plusMillis(1));
            }
            for (ModelNode node : nodes) {
                boolean unused = node.link.reconnect();
                pump(node);
                endLoads(node);
                boolean unusedWoken = node.link.wake();
                node.settle();
                pump(node);
            }
        }
    }

    private static void endLoads(ModelNode node) {
        while (!node.loads.isEmpty()) {
            node.endLoad(0, false);
            pump(node);
        }
    }

    private boolean isIdle() {
        for (ModelNode node : nodes) {
            if (!node.reads.isEmpty() || !node.loads.isEmpty() || !node.isSettled() || node.link.wake()) {
                return false;
            }
            for (int i = 0; i < ModelLink.LANES; i++) {
                if (!node.link.lane(i).isOpen()
                        || node.link.lane(i).hasRequest()
                        || node.link.lane(i).hasDelivery()) {
                    return false;
                }
            }
        }
        return true;
    }

    private String waiting() {
        StringBuilder all = new StringBuilder();
        for (ModelNode node : nodes) {
            all.append(node.reads);
        }
        return all.toString();
    }

    /** The violation of the schedule; null if there is none. */
    @Nullable
    String violation() {
        return history.violation();
    }
}
