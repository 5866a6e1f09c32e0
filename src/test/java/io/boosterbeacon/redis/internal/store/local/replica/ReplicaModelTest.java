package io.boosterbeacon.redis.internal.store.local.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.redis.VerifiedToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Nodes, a store and a network in a simulated time: messages are late or lost, nodes are cut off and paused, also in the
 * middle of a check, clocks run at different speeds and show different times, the store is frozen, emptied, and loses its
 * last changes. No node accepts a token by its replica once the revocation has returned, unless the store has lost it.
 */
class ReplicaModelTest {
    private static final int RUNS = Integer.getInteger("test.replica.runs", 200);
    private static final long FIRST_SEED = Long.getLong("test.replica.seed", 0);
    private static final Duration FRESHNESS = Duration.ofSeconds(1);
    private static final int NODES = 3;
    private static final int TOKENS = 60;
    private static final int STEPS = 150;
    /** Half of what two clocks may differ by. */
    private static final double DRIFT = 0.0045;

    @Test
    void tokenWhoseRevocationHasReturned_isAcceptedNowhere() {
        long accepted = 0;
        long refused = 0;
        long waited = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
            Run run = new Run(seed);
            run.run();
            accepted += run.accepted;
            refused += run.refused;
            waited += run.returned;
        }
        System.out.println(RUNS + " runs: " + accepted + " accepted, " + refused + " refused, " + waited
                + " revocations have returned");
        assertThat(accepted).isGreaterThan(RUNS * 20L);
        assertThat(refused).isGreaterThan(RUNS * 20L);
        assertThat(waited).isGreaterThan(RUNS * 3L);
    }

    /** One run. */
    private static final class Run {
        private final long seed;
        private final Random random;
        private final SimulatedWorld world;
        private final SimulatedLog store;
        private final SimulatedWorld.Machine storeMachine;
        private final List<ModelNode> nodes = new ArrayList<>();
        /** When the revocation of a token has returned, in true time. */
        private final Map<String, Long> returnedAt = new HashMap<>();

        /** The tokens that are restored now and then: about these, only the end is known. */
        private final Set<String> restored = new HashSet<>();

        private boolean isDisturbed = true;
        private int losses;
        private int tokens;
        private long accepted;
        private long refused;
        private long returned;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.world = new SimulatedWorld(random);
            this.storeMachine = world.new Machine(rate(), random.nextInt(20_000) - 10_000);
            this.store = new SimulatedLog(world, storeMachine, random);
            for (int i = 0; i < NODES; i++) {
                nodes.add(new ModelNode("node" + i));
            }
        }

        private double rate() {
            return 1 + (random.nextDouble() * 2 - 1) * DRIFT;
        }

        private String token(int number) {
            return Digest.of("model", Long.toString(seed), Integer.toString(number));
        }

        void run() {
            every(200_000, store::beat, storeMachine);
            nodes.forEach(node -> every(250_000, node.feed::read, node.machine));
            world.pass(500_000);
            for (int step = 0; step < STEPS; step++) {
                disturb();
                world.pass(random.nextInt(100_000));
                check();
            }
            isDisturbed = false;
            nodes.forEach(node -> {
                node.machine.pause(false);
                node.machine.cutOff(false);
                node.machine.beforeReading(() -> {});
            });
            storeMachine.pause(false);
            world.pass(20_000_000);
            nodes.forEach(node -> {
                assertThat(node.replica.isFresh())
                        .as("%s of run %d is fresh in the end", node.name, seed)
                        .isTrue();
                for (int token = 0; token < tokens; token++) {
                    assertThat(node.replica.find(VerifiedToken.of(token(token))))
                            .as("%s of run %d about token %d", node.name, seed, token)
                            .isEqualTo(store.has(token(token)) ? Replica.Answer.REVOKED : Replica.Answer.ACCEPTED);
                }
            });
        }

        private void every(long period, Runnable task, SimulatedWorld.Machine machine) {
            var unused = world.after(random.nextInt((int) period), machine::isPaused, () -> {
                task.run();
                every(period, task, machine);
            });
        }

        private void disturb() {
            ModelNode node = nodes.get(random.nextInt(NODES));
            switch (random.nextInt(20)) {
                case 0 -> node.machine.pause(true);
                case 1, 2, 3 -> nodes.forEach(each -> each.machine.pause(false));
                case 4 -> node.machine.cutOff(true);
                case 5, 6, 7 -> nodes.forEach(each -> each.machine.cutOff(false));
                case 8 -> storeMachine.pause(true);
                case 9, 10 -> storeMachine.pause(false);
                case 11 -> lose(store::flush);
                case 12 -> lose(() -> store.loseLastChanges(1 + random.nextInt(3)));
                case 13 -> restore(node);
                case 14 -> store.loseNodes();
                default -> revoke(node);
            }
        }

        /** After a loss, checks are decided without the replica: by the time of the loss. Here all is revoked again. */
        private void lose(Runnable loss) {
            if (random.nextInt(3) == 0) {
                loss.run();
                losses++;
                returnedAt.clear();
            }
        }

        private void revoke(ModelNode node) {
            if (node.machine.isPaused()) {
                return;
            }
            boolean isNew = tokens == 0 || (tokens < TOKENS && random.nextBoolean());
            String token = token(isNew ? tokens++ : random.nextInt(tokens));
            int lossesBefore = losses;
            var unused = node.changed(node.client.revoke(token))
                    .thenCompose(reached -> node.applied.everywhere(node.replica.lastChange()))
                    .thenAccept(applied -> {
                        if (lossesBefore == losses && !restored.contains(token)) {
                            returnedAt.put(token, world.micros());
                            returned++;
                            nodes.forEach(each -> check(each, token));
                        }
                    });
        }

        private void restore(ModelNode node) {
            if (tokens > 0 && !node.machine.isPaused()) {
                String token = token(random.nextInt(1 + tokens / 3));
                returnedAt.remove(token);
                restored.add(token);
                var unused = node.changed(node.client.restore(token));
            }
        }

        private void check() {
            ModelNode node = nodes.get(random.nextInt(NODES));
            // also some that nobody has revoked yet
            check(node, token(Math.max(0, tokens + 2 - random.nextInt(8))));
        }

        private void check(ModelNode node, String token) {
            if (node.machine.isPaused() || node.isInCheck) {
                return;
            }
            switch (node.find(VerifiedToken.of(token))) {
                case ACCEPTED -> {
                    accepted++;
                    Long since = returnedAt.get(token);
                    assertThat(since == null || since >= node.decidedAt)
                            .as(
                                    "%s of run %d accepts a token at %d us, whose revocation has returned at %d us",
                                    node.name, seed, node.decidedAt, since)
                            .isTrue();
                }
                case REVOKED -> refused++;
                case UNKNOWN -> {}
            }
        }

        /** A node: only its stores are simulated. */
        private final class ModelNode {
            private final String name;
            private final SimulatedWorld.Machine machine = world.new Machine(rate(), random.nextInt(20_000) - 10_000);
            private final SimulatedLog.Client client = store.new Client(machine);
            private final Replica replica;
            private final ReplicaFeed feed;
            private final AppliedChanges applied;
            private boolean isInCheck;
            private boolean mayPause;
            /** When the last check was decided, in true time. */
            private long decidedAt;

            ModelNode(String name) {
                this.name = name;
                ReplicaSettings settings =
                        new ReplicaSettings(name, FRESHNESS, Duration.ofMinutes(1), Duration.ofHours(1), 1_000, true);
                NodeTime time = new NodeTime(machine, machine::nanos);
                this.applied = new AppliedChanges(client, settings, machine, time);
                this.replica = new Replica(settings, time);
                WriteBack writeBack =
                        new WriteBack(client, client::beat, Duration.ofHours(1), machine, ReplicaFeed.CALL_LIMIT);
                this.feed = new ReplicaFeed(client, replica, writeBack, applied::registerSeen, settings, machine, time);
                client.onChange(() -> {
                    if (!machine.isPaused() && !machine.isCutOff()) {
                        feed.read();
                    }
                });
                machine.beforeReading(this::beforeReading);
            }

            /** As the decorator does. */
            CompletionStage<Optional<Epoch>> changed(CompletionStage<Optional<Epoch>> answer) {
                return answer.thenApply(reached -> {
                    replica.changed(reached);
                    feed.read();
                    return reached;
                });
            }

            /** The thread, or the whole node, is paused in the middle of a check. */
            private void beforeReading() {
                if (mayPause && random.nextInt(3) == 0) {
                    mayPause = false;
                    boolean whole = random.nextBoolean();
                    machine.pause(whole);
                    world.pass(random.nextInt(3_000_000));
                    machine.pause(false);
                    // if only this thread was paused, what was read before may be the answer
                    decidedAt = whole ? world.micros() : decidedAt;
                }
            }

            Replica.Answer find(TokenQuery token) {
                mayPause = isDisturbed;
                isInCheck = true;
                decidedAt = world.micros();
                Replica.Answer answer = replica.find(token);
                mayPause = false;
                isInCheck = false;
                return answer;
            }
        }
    }
}
