package io.boosterbeacon.redis.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a run measures, from system properties.
 *
 * @param full the long run: latencies and what Redis spends, too
 * @param rounds how often each contender is measured
 * @param threads how many threads call; a table for each
 * @param warmup seconds before each measurement
 * @param time seconds of each measurement
 * @param only which contenders, by their names in {@link Contenders}
 * @param output the folder of what is written
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
                Integer.parseInt(text("warmup", full ? "5" : "2")),
                Integer.parseInt(text("time", full ? "5" : "1")),
                Pattern.compile(text("only", ""), Pattern.CASE_INSENSITIVE),
                Path.of(text("output", "target/bench")));
    }

    /** An empty property is one that the POM has passed on without a value. */
    private static String text(String name, String fallback) {
        String value = System.getProperty("bench." + name, "");
        return value.isBlank() ? fallback : value;
    }

    /** What the JVMs of the contenders are told of this run. */
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

    /** Those of which some contender takes part. The short run leaves servers out, unless it is asked for them by name. */
    List<Group> groups() {
        return Stream.of(Group.values())
                .filter(group -> full || !group.onServer || !only.pattern().isEmpty())
                .filter(group -> !contenders(group).isEmpty())
                .toList();
    }
}
