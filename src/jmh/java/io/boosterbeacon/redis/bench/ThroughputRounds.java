package io.boosterbeacon.redis.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the contenders of a group in turn, each round in a new JVM. The log and the results of JMH are kept in files.
 */
final class ThroughputRounds {
    private final Options options;
    private final ServerProbe redis;

    ThroughputRounds(Options options, ServerProbe redis) {
        this.options = options;
        this.redis = redis;
    }

    /** The results of one contender. */
    record Measured(Series callsPerSecond, Series bytesPerCall) {}

    Map<Contenders, Measured> run(Group group, int threads) throws RunnerException, IOException {
        Map<Contenders, Measured> measured = new EnumMap<>(Contenders.class);
        List<Contenders> turns = new ArrayList<>(options.contenders(group));
        turns.forEach(each -> measured.put(each, new Measured(new Series(), new Series())));
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contenders contender : turns) {
                redis.clear();
                RunResult result = measure(contender, threads, round);
                double calls = result.getPrimaryResult().getScore();
                double bytes = allocated(result);
                measured.get(contender).callsPerSecond().add(calls);
                measured.get(contender).bytesPerCall().add(bytes);
                Bench.say("%s, %d threads, round %d: %,.0f/s, %,.0f B", contender, threads, round, calls, bytes);
            }
            // so that no contender always follows the same other one
            Collections.rotate(turns, 1);
        }
        return measured;
    }

    private RunResult measure(Contenders contender, int threads, int round) throws RunnerException, IOException {
        Path raw = Files.createDirectories(options.output().resolve("jmh"));
        String name = contender.name() + "-" + threads + "-" + round;
        return new Runner(new OptionsBuilder()
                        .include(Throughput.class.getName())
                        .param("contender", contender.name())
                        .threads(threads)
                        .forks(1)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.seconds(options.warmup()))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.seconds(options.time()))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .jvmArgs("-Xms512m", "-Xmx512m", "-D" + Throughput.REDIS + "=" + redis.url())
                        .jvmArgsAppend(Options.jvmArguments().toArray(String[]::new))
                        .resultFormat(ResultFormatType.JSON)
                        .result(raw.resolve(name + ".json").toString())
                        .output(raw.resolve(name + ".log").toString())
                        .build())
                .runSingle();
    }

    /** The sum over all threads of the JVM, the client's own included. */
    private static double allocated(RunResult result) {
        return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    }
}
