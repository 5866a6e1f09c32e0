package io.boosterbeacon.redis.internal.ratelimit.binding;

import io.boosterbeacon.redis.internal.ratelimit.AdmittedCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCalls;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the calls of limited beans that run on the current thread, and those of its request. Thread-safe. */
final class CurrentCalls implements RateLimitCalls {
    private static final System.Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private static final ThreadLocal<@Nullable Running> OF_THREAD = new ThreadLocal<>();

    private final Supplier<RequestCounts> counts;

    /** @param counts finds the counts of the current request */
    CurrentCalls(Supplier<RequestCounts> counts) {
        this.counts = counts;
    }

    private record Running(List<RateLimitCall> calls, @Nullable Running outer) {}

    /** Runs an admitted call of a bean, which the application can find meanwhile. */
    @Nullable
    Object run(AdmittedCall call, Callable<@Nullable Object> work) throws Exception {
        List<RateLimitCall> calls = call.resolved();
        if (calls.isEmpty()) {
            return call.run(work);
        }
        Running outer = OF_THREAD.get();
        OF_THREAD.set(new Running(calls, outer));
        try {
            return call.run(work);
        } finally {
            if (outer == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(outer);
            }
        }
    }

    @Override
    public RateLimitCall current(String policy) {
        for (Running running = OF_THREAD.get(); running != null; running = running.outer()) {
            Optional<RateLimitCall> found = find(policy, running.calls().stream());
            if (found.isPresent()) {
                return found.get();
            }
        }
        return find(policy, counts.get().calls().flatMap(call -> call.resolved().stream()))
                .orElseGet(() -> {
                    LOG.log(
                            Level.DEBUG,
                            "No call of policy \"{0}\" is known on this thread: what it is charged has no effect",
                            policy);
                    return new Uncounted(policy);
                });
    }

    private static Optional<RateLimitCall> find(String policy, Stream<RateLimitCall> calls) {
        return calls.filter(call -> call.policy().equals(policy)).reduce((first, later) -> later);
    }

    /** A call that no policy has counted. */
    private record Uncounted(String policy) implements RateLimitCall {
        @Override
        public Optional<Method> method() {
            return Optional.empty();
        }

        @Override
        public List<Object> arguments() {
            return List.of();
        }

        @Override
        public long capacity() {
            return 0;
        }

        @Override
        public long reserved() {
            return 0;
        }

        @Override
        public void charge(long cost) {
            // nothing is settled
        }

        @Override
        public OptionalLong charged() {
            return OptionalLong.empty();
        }
    }
}
