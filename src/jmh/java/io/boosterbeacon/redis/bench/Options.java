package io.boosterbeacon.redis.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run measures, from system properties.
 *
 * @param full whether latencies and the costs of Redis are measured, too
 * @param rounds how often each contender is measured
 * @param threads the numbers of calling threads, each with a table of its own
 * @param warmup seconds before each measurement
 * @param time seconds of each measurement
 * @param only the names of the contenders to measure, as in {@link Contenders}
 * @param output the folder for all files
 */
record Options(boolean full, int rounds, List<Integer> threads, int warmup, int time, Pattern only, Path output) {
    static Options read() {
        boolean full = !text("full", "false").equals("false");
        return new Options(
                full,
                Integer.parseInt(text("rounds", full ? "5" : "3")),
                Arrays.stream(text("threads", full ? "1,16,64" : "16").split(","))
                        .map(String::strip)
                        .map(Integer::valueOf)
                        .toList(),
                Integer.parseInt(text("warmup", "10")),
                Integer.parseInt(text("time", full ? "5" : "2")),
                Pattern.compile(text("only", ""), Pattern.CASE_INSENSITIVE),
                Path.of(text("output", "target/bench")));
    }

    /** An empty property is one that the POM has passed on without a value. */
    private static String text(String name, String fallback) {
        String value = System.getProperty("bench." + name, "");
        return value.isBlank() ? fallback : value;
    }

    /** The options that are passed to the JVMs of the contenders. */
    static List<String> jvmArguments() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("bench."))
                .map(name -> "-D" + name + "=" + System.getProperty(name))
                .toList();
    }

    List<Contenders> contenders(Group group) {
        return Contenders.of(group).stream()
                .filter(each -> only.matcher(each.name()).find())
                .toList();
    }

    /** The groups that have a contender in this run. The short run leaves servers out unless one is named. */
    List<Group> groups() {
        return Stream.of(Group.values())
                .filter(group -> full || !group.onServer || !only.pattern().isEmpty())
                .filter(group -> !contenders(group).isEmpty())
                .toList();
    }
}
