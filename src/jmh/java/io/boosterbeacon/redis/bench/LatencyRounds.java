package io.boosterbeacon.redis.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures latencies of a group's contenders at one rate, in turn. Of one that cannot keep up, calls wait ever longer.
 */
final class LatencyRounds {
    private LatencyRounds() {}

    /** The results of one contender, in microseconds and calls per second. */
    record Measured(Series p50, Series p99, Series p999, Series rate) {
        Measured() {
            this(new Series(), new Series(), new Series(), new Series());
        }
    }

    static Map<Contenders, Measured> run(List<Contenders> contenders, ServerProbe redis, long rate, Options options)
            throws Exception {
        Map<Contenders, Measured> measured = new EnumMap<>(Contenders.class);
        contenders.forEach(each -> measured.put(each, new Measured()));
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contenders contender : contenders) {
                OpenLoop.Latency latency = OpenLoop.of(contender, redis, rate, options);
                Measured its = measured.get(contender);
                its.p50().add(latency.p50());
                its.p99().add(latency.p99());
                its.p999().add(latency.p999());
                its.rate().add(latency.rate());
                Bench.say("%s, round %d: p99 %,.0f µs at %,d/s", contender, round, latency.p99(), rate);
            }
        }
        return measured;
    }
}
