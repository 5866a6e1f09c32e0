package io.boosterbeacon.redis.internal.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Admission;
import io.boosterbeacon.redis.internal.store.redis.FireNode.Kind;
import io.boosterbeacon.redis.testing.TempFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Nodes in JVMs of their own that all ask for permits of one key at the same time. The profile {@code full-size} makes
 * them more, and their tests longer.
 *
 * @param url of the servers
 * @param oneServer that tells the time
 * @param leased whether the nodes take permits in advance
 * @param skew between the clocks of two nodes
 */
record Fire(String url, Shape shape, String oneServer, boolean leased, Duration skew) {
    static final int JVMS = Integer.getInteger("test.fire.jvms", 2);
    static final int THREADS = Integer.getInteger("test.fire.threads", 16);
    static final Duration TIME =
            Duration.ofMillis((long) (Double.parseDouble(System.getProperty("test.fire.seconds", "1")) * 1_000));

    /** What the nodes have recorded, and how many µs have passed on the server meanwhile. */
    record Result(Map<Kind, List<Admission>> admissions, Map<Kind, List<Admission>> denials, long micros) {
        List<Admission> of(Kind kind) {
            return admissions.getOrDefault(kind, List.of());
        }

        String counts() {
            return admissions.entrySet().stream()
                    .map(each -> each.getKey() + " admitted " + each.getValue().size())
                    .collect(Collectors.joining(", "));
        }
    }

    /** What is done to the servers half a {@link #TIME} after the nodes have begun with an algorithm. */
    interface Disturbance {
        void run() throws Exception;
    }

    Result admissions() throws Exception {
        return admissions(() -> {});
    }

    /** Lets the nodes ask for permits by one algorithm after another. */
    Result admissions(Disturbance disturbance) throws Exception {
        List<Kind> kinds = Kind.all(leased);
        Path folder = TempFolder.create("beacon-fire");
        List<Process> nodes = new ArrayList<>();
        try (Operator operator = new Operator(oneServer)) {
            long before = micros(operator);
            for (int i = 0; i < JVMS; i++) {
                nodes.add(start(i, kinds, folder));
            }
            for (Kind kind : kinds) {
                // a node that has ended without a file has failed
                while (Files.notExists(folder.resolve(kind.name()))
                        && nodes.get(0).isAlive()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                TimeUnit.NANOSECONDS.sleep(TIME.toNanos() / 2);
                disturbance.run();
            }
            Map<Kind, List<Admission>> admissions = new EnumMap<>(Kind.class);
            Map<Kind, List<Admission>> denials = new EnumMap<>(Kind.class);
            for (int i = 0; i < JVMS; i++) {
                assertThat(nodes.get(i).waitFor(120 + 10 * TIME.toSeconds(), TimeUnit.SECONDS))
                        .as("end of a node in time")
                        .isTrue();
                assertThat(nodes.get(i).exitValue())
                        .as(Files.readString(errors(folder, i)))
                        .isZero();
                for (String line : Files.readAllLines(folder.resolve("node" + i))) {
                    Admission admission = Admission.parse(line);
                    (admission.count() == Admission.DENIED ? denials : admissions)
                            .computeIfAbsent(admission.kind(), kind -> new ArrayList<>())
                            .add(admission);
                }
            }
            return new Result(admissions, denials, micros(operator) - before);
        } finally {
            nodes.forEach(Process::destroyForcibly);
        }
    }

    private Process start(int number, List<Kind> kinds, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                FireNode.class.getName(),
                url,
                shape.name(),
                String.valueOf(JVMS),
                String.valueOf(THREADS),
                String.valueOf(TIME.toMillis()),
                folder.toString(),
                String.valueOf(number),
                String.valueOf(leased),
                String.valueOf(skew.toMillis() * number)));
        kinds.forEach(kind -> command.add(kind.name()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors(folder, number).toFile())
                .start();
    }

    private static Path errors(Path folder, int number) {
        return folder.resolve("errors" + number);
    }

    private static long micros(Operator operator) {
        List<String> time = operator.redis().time();
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
    }
}
