package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationLog.Logged;
import io.boosterbeacon.redis.internal.store.RevocationLog.Node;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The store of a model: what the scripts do, one call after the other, by a clock of its own. */
final class SimulatedLog {
    private static final int SHORTEST_LOG = 5;
    private static final int CHANGES_A_READ = 3;
    private static final int PARTS = 4;

    private final SimulatedWorld world;
    private final SimulatedWorld.Machine machine;
    private final Random random;
    private final Map<String, Change> revoked = new LinkedHashMap<>();
    private final List<Logged> log = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private Optional<Epoch> epoch = Optional.empty();
    private long stamps;
    private long nodesSince;

    SimulatedLog(SimulatedWorld world, SimulatedWorld.Machine machine, Random random) {
        this.world = world;
        this.machine = machine;
        this.random = random;
    }

    /** A heartbeat that finds no epoch creates one. */
    void beat() {
        if (epoch.isEmpty()) {
            epoch = Optional.of(new Epoch("epoch" + stamps++, 0, 0));
        }
    }

    /** Loses everything. */
    void flush() {
        revoked.clear();
        log.clear();
        loseNodes();
        epoch = Optional.empty();
    }

    /** Loses the register of the nodes. */
    void loseNodes() {
        nodes.clear();
        nodesSince = 0;
    }

    /** Loses the last changes, as a failover to a replica does. */
    void loseLastChanges(int count) {
        if (epoch.isPresent() && epoch.get().changes() >= count) {
            long kept = epoch.get().changes() - count;
            for (Logged lost :
                    log.stream().filter(logged -> logged.number() > kept).toList()) {
                lost.changes().forEach(change -> revoked.remove(change.id()));
            }
            log.removeIf(logged -> logged.number() > kept);
            // reads after these changes are lost, too
            nodes.replaceAll((name, node) ->
                    new Node(name, node.stamp(), node.answersFor(), node.epoch(), Math.min(kept, node.applied())));
            String id = epoch.get().id();
            epoch = Optional.of(new Epoch(id, kept, 0));
            // a heartbeat notices it a while later, unless a replica has noticed it before
            var unused = world.after(random.nextInt(1_000_000), () -> false, () -> recordLoss(id, Long.MAX_VALUE));
        }
    }

    /** @param changes the number that the node knows which sends the heartbeat */
    private void recordLoss(String id, long changes) {
        if (epoch.map(Epoch::id).equals(Optional.of(id)) && epoch.get().changes() < changes) {
            epoch = Optional.of(new Epoch("epoch" + stamps++, epoch.get().changes() + 1, 0));
            log.clear();
        }
    }

    boolean has(String id) {
        return revoked.containsKey(id);
    }

    private Optional<Epoch> change(List<Change> changes) {
        changes.forEach(change -> {
            if (change.isRestored()) {
                revoked.remove(change.id());
            } else {
                revoked.put(change.id(), change);
            }
        });
        epoch = epoch.map(before -> new Epoch(before.id(), before.changes() + 1, 0));
        epoch.ifPresent(now -> {
            log.add(new Logged(now.changes(), "tag" + stamps++, changes));
            while (log.size() > SHORTEST_LOG + random.nextInt(20)) {
                log.remove(0);
            }
        });
        // messages may be lost
        listeners.forEach(listener -> {
            if (random.nextInt(4) != 0) {
                var unused = world.after(random.nextInt(3_000), () -> false, listener);
            }
        });
        return epoch;
    }

    /** The store as a machine sees it. */
    final class Client implements RevocationLog {
        private final SimulatedWorld.Machine client;

        Client(SimulatedWorld.Machine client) {
            this.client = client;
        }

        private <T> CompletionStage<T> call(Supplier<T> script) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            if (!client.isCutOff()) {
                var unused = world.after(delay(), machine::isPaused, () -> {
                    T reply = script.get();
                    if (!client.isCutOff()) {
                        // answers are read by threads that may be paused
                        var unusedAnswer = world.after(delay(), client::isPaused, () -> answer.complete(reply));
                    }
                });
            }
            return answer;
        }

        private long delay() {
            return random.nextInt(20) == 0 ? random.nextInt(300_000) : random.nextInt(2_000);
        }

        /** The heartbeat of a node that has noticed a loss. */
        CompletionStage<Beat> beat(Known known) {
            return call(() -> {
                Epoch had = known.epoch().orElseThrow();
                recordLoss(had.id(), had.changes());
                SimulatedLog.this.beat();
                return new Beat(epoch.orElseThrow(), machine.instant());
            });
        }

        CompletionStage<Optional<Epoch>> revoke(String id) {
            long expiry = machine.millis() + 3_600_000;
            return call(() -> change(List.of(new Change(Scope.TOKEN, id, Optional.empty(), expiry))));
        }

        CompletionStage<Optional<Epoch>> restore(String id) {
            return call(() -> change(List.of(new Change(Scope.TOKEN, id, Optional.empty(), 0))));
        }

        @Override
        public CompletionStage<Changes> read(Reader reader) {
            return call(() -> {
                boolean hasApplied = log.stream()
                        .anyMatch(logged -> logged.number() == reader.applied()
                                && logged.tag().equals(reader.tag()));
                nodesSince = reader.node().isPresent() && nodesSince == 0 ? ++stamps : nodesSince;
                reader.node()
                        .ifPresent(name -> nodes.put(
                                name,
                                new Node(
                                        name,
                                        stamps++,
                                        reader.answersFor(),
                                        reader.epoch(),
                                        hasApplied ? reader.applied() : 0)));
                boolean isSame = epoch.map(Epoch::id).equals(Optional.of(reader.epoch()));
                List<Logged> changes = log.stream()
                        .filter(logged -> isSame && logged.number() >= Math.max(1, reader.applied()))
                        .limit(CHANGES_A_READ)
                        .toList();
                return new Changes(epoch, machine.millis(), nodesSince, changes);
            });
        }

        @Override
        public CompletionStage<Part> snapshot(Cursor part) {
            long number = part.expiryMillis();
            return call(() -> new Part(
                    revoked.values().stream()
                            .filter(change -> change.id().charAt(0) % PARTS == number)
                            .toList(),
                    revoked.size(),
                    number + 1 < PARTS ? Optional.of(Cursor.from(number + 1)) : Optional.empty()));
        }

        @Override
        public CompletionStage<?> writeBack(List<Change> lost) {
            return call(() -> {
                List<Change> missing = lost.stream()
                        .filter(change -> !revoked.containsKey(change.id()))
                        .toList();
                return missing.isEmpty() ? epoch : change(missing);
            });
        }

        @Override
        public CompletionStage<Nodes> nodes() {
            return call(() -> new Nodes(nodesSince, List.copyOf(nodes.values())));
        }

        @Override
        public CompletionStage<?> remove(String node) {
            return call(() -> nodes.remove(node) != null);
        }

        @Override
        public void onChange(Runnable listener) {
            listeners.add(listener);
        }
    }
}
