package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Decisions by a small script for one algorithm, with the Redis commands that our own script needs. */
final class AlgorithmDecision implements Contender {
    private static final long LIMIT = 1_000_000;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    static final QuotaPolicy BUCKET = QuotaPolicy.tokenBucket(LIMIT, WINDOW, LIMIT);
    static final QuotaPolicy SLIDING = QuotaPolicy.slidingWindow(LIMIT, WINDOW);
    static final QuotaPolicy RUNNING = QuotaPolicy.concurrency(LIMIT, WINDOW);

    private static final String TOKEN_BUCKET =
            """
            local kept = redis.call('HMGET', KEYS[1], 'level', 'time')
            local time = redis.call('TIME')
            local limit, length, now = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, time[1] * 1000000 + time[2]
            local level = math.max(0, (tonumber(kept[1]) or 0) - (now - (tonumber(kept[2]) or now)) * limit)
            local fits = level + length <= limit * length
            if fits then
              level = level + length
              redis.call('HSET', KEYS[1], 'level', string.format('%.0f', level), 'time', string.format('%.0f', now))
              redis.call('PEXPIRE', KEYS[1], math.ceil(level / limit / 1000))
            end
            return {fits and 1 or 0, math.ceil(level / length), math.ceil(level / limit / 1000)}
            """;

    private static final String SLIDING_WINDOW =
            """
            local kept = redis.call('HMGET', KEYS[1], 'window', 'current', 'previous')
            local time = redis.call('TIME')
            local limit, length = tonumber(ARGV[1]), tonumber(ARGV[2])
            local now = math.floor(time[1] * 1000 + time[2] / 1000)
            local window = math.floor(now / length)
            local into, number = now - window * length, tonumber(kept[1])
            local current, previous = 0, 0
            if number == window then
              current, previous = tonumber(kept[2]), tonumber(kept[3])
            elseif number == window - 1 then
              previous = tonumber(kept[2])
            end
            local fits = previous * (length - into) + (current + 1) * length <= limit * length
            if fits then
              redis.call('HSET', KEYS[1], 'window', window, 'current', current + 1, 'previous', previous)
              redis.call('PEXPIRE', KEYS[1], 2 * length - into)
            end
            return {fits and 1 or 0, current, into}
            """;

    private static final String CONCURRENCY =
            """
            local time = redis.call('TIME')
            local now = math.floor(time[1] * 1000 + time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            local fits = redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1])
            if fits then
              redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            return {fits and 1 or 0}
            """;

    private final RawLettuce<String> redis;
    private final String script;
    private final String[] keys;
    private final boolean givesBack;
    private final AtomicLong permits = new AtomicLong();

    private AlgorithmDecision(String redis, String text, String prefix, boolean givesBack) throws Exception {
        this.redis = new RawLettuce<>(redis, StringCodec.UTF8);
        this.keys = Contender.keys(prefix);
        this.givesBack = givesBack;
        script = this.redis.commands().scriptLoad(text).get();
    }

    static Contender tokenBucket(String redis) throws Exception {
        return new AlgorithmDecision(redis, TOKEN_BUCKET, "raw:bucket:subject-", false);
    }

    static Contender slidingWindow(String redis) throws Exception {
        return new AlgorithmDecision(redis, SLIDING_WINDOW, "raw:sliding:subject-", false);
    }

    /** The permit is given back by a command that is not waited for. */
    static Contender running(String redis) throws Exception {
        return new AlgorithmDecision(redis, CONCURRENCY, "raw:running:subject-", true);
    }

    @Override
    public @Nullable Object call(int subject) throws Exception {
        String permit = givesBack ? Long.toString(permits.incrementAndGet()) : "";
        List<Object> reply = redis.commands()
                .<List<Object>>evalsha(
                        script,
                        ScriptOutputType.MULTI,
                        new String[] {keys[subject]},
                        Long.toString(LIMIT),
                        Long.toString(WINDOW.toMillis()),
                        permit)
                .get();
        Contender.require(Long.valueOf(1).equals(reply.get(0)), "allowed");
        if (givesBack) {
            redis.commands().zrem(keys[subject], permit);
        }
        return reply;
    }

    @Override
    public void close() {
        redis.close();
    }
}
