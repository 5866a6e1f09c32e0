package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boosterbeacon.redis.internal.cache.LoadNode.Event;
import io.boosterbeacon.redis.internal.cache.LoadNode.Mode;
import io.boosterbeacon.redis.testing.Alone;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many callers in several JVMs ask for one cold key at once. The profile {@code full-size} makes the JVMs more and the
 * rounds, and lets loads fail and nodes die.
 */
@Alone
class OneLoadTest {
    private static final System.Logger LOG = System.getLogger(OneLoadTest.class.getName());
    private static final int JVMS = Integer.getInteger("test.fire.jvms", 2);
    private static final int CALLERS = 250;
    private static final int ROUNDS = JVMS > 2 ? 10 : 2;

    /** The time in which a node that has died must be replaced. */
    private static final Duration REPLACED = Duration.ofSeconds(3);

    private static final boolean FULL = JVMS > 2;

    private final RedisProcess server = RedisProcess.start();
    private final Path folder = TempFolder.create("beacon-loads");
    private final List<Process> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(Process::destroyForcibly);
        server.close();
    }

    private void start(int callers, int rounds, Mode mode) throws IOException {
        for (int i = 0; i < JVMS; i++) {
            nodes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-Xss512k",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadNode.class.getName(),
                            server.url(),
                            folder.toString(),
                            String.valueOf(i),
                            String.valueOf(JVMS),
                            String.valueOf(callers),
                            String.valueOf(rounds),
                            mode.name())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
    }

    private List<Event> events(int node) throws Exception {
        assertThat(nodes.get(node).waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(nodes.get(node).exitValue()).isZero();
        return Files.readAllLines(folder.resolve("node" + node)).stream()
                .map(Event::parse)
                .toList();
    }

    private List<Event> events() throws Exception {
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            all.addAll(events(i));
        }
        return all;
    }

    private static List<Event> of(List<Event> events, int round, String what) {
        return events.stream()
                .filter(event -> event.round() == round && event.what().equals(what))
                .toList();
    }

    /**
     * The rounds in which Redis has answered all nodes. On a machine that starves them, it does not always, and each
     * node then loads by itself, as it should.
     */
    private static List<Integer> answered(List<Event> events) {
        List<Integer> rounds = IntStream.range(0, ROUNDS)
                .filter(round -> of(events, round, "degraded").isEmpty())
                .boxed()
                .toList();
        assumeFalse(rounds.isEmpty(), "the machine starves Redis");
        return rounds;
    }

    @Test
    void coldKey_byManyCallersOfSeveralJvms_isLoadedOnce() throws Exception {
        start(CALLERS, ROUNDS, Mode.RETURN);
        List<Event> events = events();
        List<Integer> rounds = answered(events);
        for (int round : rounds) {
            assertThat(of(events, round, "load")).hasSize(1);
            assertThat(of(events, round, "value")).hasSize(JVMS * CALLERS);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0} JVMs of {1} callers, {2} cold keys, {3} loads; callers of other JVMs have the value after {4}",
                JVMS,
                CALLERS,
                rounds.size(),
                rounds.stream()
                        .mapToInt(round -> of(events, round, "load").size())
                        .sum(),
                percentiles(wakings(events, rounds)));
    }

    /** From the end of the load on, so that the write of the value counts, too. */
    private static long[] wakings(List<Event> events, List<Integer> rounds) {
        List<Long> nanos = new ArrayList<>();
        for (int round : rounds) {
            Event loaded = of(events, round, "loaded").get(0);
            of(events, round, "value").stream()
                    .filter(event -> event.node() != loaded.node())
                    .forEach(event -> nanos.add(event.nanos() - loaded.nanos()));
        }
        return nanos.stream().mapToLong(each -> each).sorted().toArray();
    }

    private static String percentiles(long[] sorted) {
        return LongStream.of(sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted[sorted.length - 1])
                        .mapToObj(nanos -> TimeUnit.NANOSECONDS.toMicros(nanos) + " µs")
                        .toList()
                + " (median, 99 %, longest)";
    }

    /** A machine that does nothing else: what waiting costs, and not what the processors do. */
    @Test
    void waiters_ofOtherJvms_wakeAtOnce() throws Exception {
        assumeTrue(FULL, "in full size");
        int rounds = 10 * ROUNDS;
        start(1, rounds, Mode.RETURN);

        long[] wakings = wakings(events(), IntStream.range(0, rounds).boxed().toList());

        LOG.log(
                System.Logger.Level.INFO,
                "A waiter of another JVM has the value of a load after its end within {0}",
                percentiles(wakings));
        assertThat(wakings).hasSize(rounds * (JVMS - 1));
        assertThat(wakings[0]).isPositive();
        // a waiter that polls would take half a second on average
        assertThat(Duration.ofNanos(wakings[wakings.length / 2])).isLessThan(Duration.ofMillis(50));
    }

    /** The exceptions of one JVM cannot be thrown in another one, where the load may succeed: each JVM tries once. */
    @Test
    void failingLoader_byManyCallersOfSeveralJvms_isCalledOnceByEachAtMost() throws Exception {
        assumeTrue(FULL, "in full size");
        start(CALLERS, ROUNDS, Mode.FAIL);
        List<Event> events = events();
        for (int round : answered(events)) {
            List<Event> loads = of(events, round, "load");
            assertThat(loads).extracting(Event::node).doesNotHaveDuplicates();
            assertThat(of(events, round, LoadNode.FAILURE)).hasSize(JVMS * CALLERS);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0} JVMs of {1} callers: a failing loader was called {2} times in {3} waves",
                JVMS,
                CALLERS,
                events.stream().filter(event -> event.what().equals("load")).count(),
                ROUNDS);
    }

    @Test
    void leader_thatIsKilledDuringItsLoad_isReplacedInTime() throws Exception {
        assumeTrue(FULL, "in full size");
        start(CALLERS, 1, Mode.HANG);
        int leader = await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(5))
                .until(this::leader, number -> number >= 0);
        // others wait for it, and it has renewed its lease
        TimeUnit.MILLISECONDS.sleep(1_500);
        long killed = System.nanoTime();
        nodes.get(leader).destroyForcibly();

        List<Event> events = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            if (i != leader) {
                events.addAll(events(i));
            }
        }

        assumeFalse(
                of(events, 0, "value").size() < (JVMS - 1) * CALLERS
                        && !of(events, 0, "degraded").isEmpty(),
                "the machine starves Redis");
        assertThat(of(events, 0, "value")).hasSize((JVMS - 1) * CALLERS);
        List<Event> loads = of(events, 0, "load");
        assertThat(loads).hasSize(1);
        Duration replaced = Duration.ofNanos(loads.get(0).nanos() - killed);
        LOG.log(System.Logger.Level.INFO, "A leader that was killed was replaced after {0} ms", replaced.toMillis());
        assertThat(replaced).isLessThan(REPLACED);
    }

    private int leader() {
        for (int i = 0; i < JVMS; i++) {
            if (Files.exists(folder.resolve("leader" + i))) {
                return i;
            }
        }
        return -1;
    }
}
