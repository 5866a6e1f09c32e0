package io.boosterbeacon.it.application.calls;

import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What became of calls. */
final class Outcomes {
    private Outcomes() {}

    /** The result of a call, or {@code denied}, whichever way the container tells it. */
    static String of(Callable<?> call) {
        try {
            Object result = call.call();
            if (result instanceof CompletionStage<?> stage) {
                result = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
            } else if (result instanceof Future<?> future) {
                result = future.get(10, TimeUnit.SECONDS);
            }
            return String.valueOf(result);
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof RateLimitExceededException) {
                    return "denied";
                }
            }
            return "failed";
        }
    }

    static String of(int times, Callable<?> call) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(of(call));
        }
        return String.join(" ", all);
    }

    /** The first outcome that is no denial, for at most five seconds: permits come back a little later than results. */
    static String ofFirstAdmitted(Callable<?> call) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        String outcome = of(call);
        while (outcome.equals("denied") && System.nanoTime() < until) {
            Thread.sleep(20);
            outcome = of(call);
        }
        return outcome;
    }
}
