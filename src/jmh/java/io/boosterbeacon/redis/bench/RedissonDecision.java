package io.boosterbeacon.redis.bench;

import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Decisions of Redisson, which keeps a sorted set of permits for each subject, and a pool of connections. */
final class RedissonDecision implements Contender {
    private final RedissonClient redisson;
    private final RRateLimiter[] limiters = new RRateLimiter[SUBJECTS];

    RedissonDecision(String redis) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis);
        redisson = Redisson.create(config);
        String[] keys = Contender.keys("redisson:subject-");
        for (int subject = 0; subject < SUBJECTS; subject++) {
            limiters[subject] = redisson.getRateLimiter(keys[subject]);
            limiters[subject].trySetRate(RateType.OVERALL, MeasuredLimit.HIGH.permits(), MeasuredLimit.HIGH.window());
        }
    }

    @Override
    public Object call(int subject) {
        boolean allowed = limiters[subject].tryAcquire();
        Contender.require(allowed, "allowed");
        return allowed;
    }

    @Override
    public void close() {
        redisson.shutdown();
    }
}
