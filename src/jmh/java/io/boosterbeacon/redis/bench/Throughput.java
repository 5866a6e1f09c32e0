package io.boosterbeacon.redis.bench;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The calls of one contender. Each has its own JVMs, so that calls of another one do not change how code is compiled.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class Throughput {
    static final String REDIS = "bench.redis";

    /** The name of one of {@link Contenders}. */
    @Param("")
    public String contender;

    private Contender opened;

    @Setup
    public void open() throws Exception {
        opened = Contenders.valueOf(contender).open(System.getProperty(REDIS));
    }

    @TearDown
    public void close() {
        opened.close();
    }

    /** Goes through all subjects, with another first one in each thread. */
    @State(Scope.Thread)
    public static class Subjects {
        private int last = ThreadLocalRandom.current().nextInt(Contender.SUBJECTS);

        int next() {
            last = (last + 1) % Contender.SUBJECTS;
            return last;
        }
    }

    @Benchmark
    public Object call(Subjects subjects) throws Exception {
        return opened.call(subjects.next());
    }
}
