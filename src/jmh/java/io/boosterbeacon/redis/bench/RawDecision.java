package io.boosterbeacon.redis.bench;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.StringCodec;
import java.util.List;

/** Decisions by a small script for one fixed window, with the Redis commands and the reply of our own script. */
final class RawDecision implements Contender {
    private static final String SCRIPT =
            """
            local window = redis.call('HMGET', KEYS[1], 'count', 'id')
            local count, id, left = tonumber(window[1] or 0), window[2] or '', redis.call('PTTL', KEYS[1])
            if left < 0 then
              left = tonumber(ARGV[3])
            end
            local fits = count + tonumber(ARGV[4]) <= tonumber(ARGV[2])
            if fits then
              if redis.call('HSETNX', KEYS[1], 'id', ARGV[1]) == 1 then
                redis.call('PEXPIRE', KEYS[1], ARGV[3])
                id = ARGV[1]
              end
              count = redis.call('HINCRBY', KEYS[1], 'count', ARGV[4])
            end
            return {fits and 1 or 0, count, left, id}
            """;

    private final RawLettuce<String> redis;
    private final String script;
    private final String[] keys = Contender.keys("raw:window:subject-");
    private final MeasuredLimit limit;
    private final String permits;
    private final String window;

    RawDecision(String redis, MeasuredLimit limit) throws Exception {
        this.limit = limit;
        permits = Long.toString(limit.permits());
        window = Long.toString(limit.window().toMillis());
        this.redis = new RawLettuce<>(redis, StringCodec.UTF8);
        script = this.redis.commands().scriptLoad(SCRIPT).get();
        limit.prepare(this::tryAcquire);
    }

    @Override
    public Object call(int subject) throws Exception {
        return limit.require(tryAcquire(subject));
    }

    private boolean tryAcquire(int subject) throws Exception {
        List<Object> reply = redis.commands()
                .<List<Object>>evalsha(
                        script,
                        ScriptOutputType.MULTI,
                        new String[] {keys[limit.key(subject)]},
                        "0123456789abcdef",
                        permits,
                        window,
                        "1")
                .get();
        return Long.valueOf(1).equals(reply.get(0));
    }

    @Override
    public void close() {
        redis.close();
    }
}
