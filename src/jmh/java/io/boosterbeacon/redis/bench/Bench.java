package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures all contenders on a Redis of its own, and prints a table. {@link Options} lists the options. */
public final class Bench {
    /** Latencies are measured at half of the throughput of so many threads. */
    private static final int MANY_THREADS = 16;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Options options = Options.read();
        Files.createDirectories(options.output());
        Table table = new Table();
        table.title(options);
        try (RedisProcess process = RedisProcess.start();
                ServerProbe redis = new ServerProbe(process.url())) {
            ThroughputRounds throughput = new ThroughputRounds(options, redis);
            for (Group group : options.groups()) {
                long limit = Long.MAX_VALUE;
                for (int threads : options.threads()) {
                    Map<Contenders, ThroughputRounds.Measured> measured = throughput.run(group, threads);
                    table.throughput(group, threads, measured);
                    limit = threads == MANY_THREADS || options.threads().size() == 1 ? limit(group, measured) : limit;
                }
                if (options.full()) {
                    if (!group.onServer) {
                        table.costs(group, costs(options.contenders(group), redis));
                    }
                    // near hits are too many for calls at a fixed rate
                    if (limit < Long.MAX_VALUE && group != Group.NEAR_HIT) {
                        table.latencies(
                                group,
                                limit / 2,
                                LatencyRounds.run(options.contenders(group), redis, limit / 2, options));
                    }
                }
            }
        }
        Files.writeString(options.output().resolve("table.md"), table.toString());
        System.out.println("\n" + table);
    }

    /** The throughput of ours or of the raw client, whichever is less: both must be able to keep up with the rate. */
    private static long limit(Group group, Map<Contenders, ThroughputRounds.Measured> measured) {
        return Contenders.of(group).stream()
                .limit(2)
                .filter(measured::containsKey)
                .mapToLong(each -> (long) measured.get(each).callsPerSecond().median())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static Map<Contenders, ServerCosts.Costs> costs(List<Contenders> contenders, ServerProbe redis)
            throws Exception {
        Map<Contenders, ServerCosts.Costs> costs = new EnumMap<>(Contenders.class);
        for (Contenders contender : contenders) {
            costs.put(contender, ServerCosts.of(contender, redis));
            say("%s: %s", contender, costs.get(contender));
        }
        return costs;
    }

    /** Tells what is being measured: a run takes minutes. */
    static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
