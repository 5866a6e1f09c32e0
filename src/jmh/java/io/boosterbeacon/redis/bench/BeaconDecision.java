package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Decisions of this library. */
final class BeaconDecision {
    /** A limit so high that no call is denied. */
    static final long LIMIT = 1_000_000;

    static final Duration WINDOW = Duration.ofSeconds(10);

    private BeaconDecision() {}

    /** All subjects share one window, since there is no caller outside of a request. */
    @ApplicationScoped
    static class Limited {
        @RateLimit(
                value = LIMIT * Contender.SUBJECTS,
                window = 10,
                key = RateLimitKey.GLOBAL,
                onStoreFailure = OnStoreFailure.CLOSED)
        public String call(String subject) {
            return subject;
        }
    }

    static Contender programmatic(String redis) {
        Application application = new Application(redis);
        RateLimiter limiter = application.bean(RateLimiter.class);
        String[] keys = Contender.keys("subject-");
        return new Contender() {
            @Override
            public Object call(int subject) {
                RateLimitResult result = limiter.tryAcquire(keys[subject], LIMIT, WINDOW);
                Contender.require(!result.limited(), "allowed");
                return result;
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }

    /** Called through the interceptor; throws if denied. */
    static Contender annotated(String redis) {
        Application application = new Application(redis, Limited.class);
        Limited bean = application.bean(Limited.class);
        String[] keys = Contender.keys("subject-");
        return new Contender() {
            @Override
            public Object call(int subject) {
                return bean.call(keys[subject]);
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }
}
