package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Decisions by this library. */
final class BeaconDecision {
    /** So many that none is denied. */
    static final long LIMIT = 1_000_000;

    static final Duration WINDOW = Duration.ofSeconds(10);

    private BeaconDecision() {}

    /** All subjects share one window: outside of a request there is nobody to tell them apart. */
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

    /** Through the interceptor; throws if denied. */
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
