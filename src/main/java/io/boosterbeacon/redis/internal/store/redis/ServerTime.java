package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's clock, known to half a round trip. It is asked for, and then counted on by the clock of this JVM that
 * never jumps. The nodes of a cluster are assumed to have the same time, as Redis itself does for expiries. Thread-safe.
 */
final class ServerTime {
    /** From then on the clock is asked again in the background. */
    private static final Duration RENEWAL = Duration.ofSeconds(10);
    /** From then on the callers wait for the answer: the server may have been replaced by one with another time. */
    private static final Duration EXPIRY = Duration.ofMinutes(1);

    private static final long REFUSED = -1;

    private final RedisConnection redis;
    private final LongSupplier nanos;
    private final AtomicReference<@Nullable CompletableFuture<Sample>> asked = new AtomicReference<>();
    private volatile @Nullable Sample latest;

    /** @param nanos a clock like {@link System#nanoTime} */
    ServerTime(RedisConnection redis, LongSupplier nanos) {
        this.redis = redis;
        this.nanos = nanos;
    }

    /** In milliseconds since the epoch; 0 if the server refuses to tell. */
    CompletableFuture<Long> now() {
        Sample sample = latest;
        if (sample == null || sample.isOlderThan(EXPIRY, nanos)) {
            return ask().thenApply(fresh -> fresh.now(nanos));
        }
        if (sample.isOlderThan(RENEWAL, nanos)) {
            CompletableFuture<Sample> unused = ask();
        }
        return CompletableFuture.completedFuture(sample.now(nanos));
    }

    /** Asks the server, unless its answer is awaited already. */
    private CompletableFuture<Sample> ask() {
        CompletableFuture<Sample> mine = new CompletableFuture<>();
        CompletableFuture<Sample> other = asked.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        long begin = nanos.getAsLong();
        CompletableFuture<Long> answer = redis.send(Commands.time(ServerTime::millis));
        CompletableFuture<Long> unused = answer.whenComplete((millis, failure) -> {
            long middle = begin + (nanos.getAsLong() - begin) / 2;
            asked.set(null);
            if (failure == null) {
                complete(mine, new Sample(millis, middle));
            } else if (RedisErrors.translate(failure).type() == RedisErrorType.COMMAND_ERROR) {
                complete(mine, new Sample(REFUSED, middle));
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void complete(CompletableFuture<Sample> question, Sample sample) {
        latest = sample;
        question.complete(sample);
    }

    private static long millis(Reply reply) {
        return TimeUnit.SECONDS.toMillis(number(reply, 0)) + TimeUnit.MICROSECONDS.toMillis(number(reply, 1));
    }

    private static long number(Reply reply, int index) {
        try {
            return Long.parseLong(reply.text(index));
        } catch (NumberFormatException e) {
            throw reply.unexpected();
        }
    }

    /** @param at the moment of this JVM's clock at which it was that time on the server */
    private record Sample(long millis, long at) {
        long now(LongSupplier nanos) {
            return millis == REFUSED ? 0 : millis + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - at);
        }

        boolean isOlderThan(Duration age, LongSupplier nanos) {
            return nanos.getAsLong() - at > age.toNanos();
        }
    }
}
