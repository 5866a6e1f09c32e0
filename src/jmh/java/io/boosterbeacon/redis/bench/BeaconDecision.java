package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitPermit;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.BiPredicate;

/** Decisions of this library. */
final class BeaconDecision {
    /** As {@link MeasuredLimit#HIGH}. */
    private static final long HIGH = 1_000_000;

    private BeaconDecision() {}

    /** All subjects share one window, since there is no caller outside of a request. */
    @ApplicationScoped
    static class Limited {
        @RateLimit(
                value = HIGH * Contender.SUBJECTS,
                window = 10,
                key = RateLimitKey.GLOBAL,
                onStoreFailure = OnStoreFailure.CLOSED)
        public String call(String subject) {
            return subject;
        }
    }

    static Contender programmatic(String redis, MeasuredLimit limit) throws Exception {
        Application application = new Application(redis);
        RateLimiter limiter = application.bean(RateLimiter.class);
        String[] keys = Contender.keys("subject-");
        MeasuredLimit.Limiter decisions =
                subject -> !limiter.tryAcquire(keys[limit.key(subject)], limit.permits(), limit.window())
                        .limited();
        limit.prepare(decisions);
        return new Contender() {
            @Override
            public Object call(int subject) throws Exception {
                return limit.require(decisions.tryAcquire(subject));
            }

            @Override
            public void close() {
                application.close();
            }
        };
    }

    /** Decisions by a policy that admits all calls. */
    static Contender by(String redis, QuotaPolicy policy) {
        return of(redis, (limiter, key) -> limiter.tryAcquire(key, policy).limited());
    }

    /** A permit of running calls, closed at once: its return is not waited for. */
    static Contender running(String redis) {
        return of(redis, (limiter, key) -> {
            try (RateLimitPermit permit = limiter.acquire(key, AlgorithmDecision.RUNNING, Duration.ZERO)) {
                return permit.result().limited();
            }
        });
    }

    private static Contender of(String redis, BiPredicate<RateLimiter, String> denies) {
        Application application = new Application(redis);
        RateLimiter limiter = application.bean(RateLimiter.class);
        String[] keys = Contender.keys("subject-");
        return new Contender() {
            @Override
            public Object call(int subject) {
                Contender.require(!denies.test(limiter, keys[subject]), "allowed");
                return keys;
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
