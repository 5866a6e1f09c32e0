package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.local.KnownDenials;
import io.boosterbeacon.redis.internal.store.local.PermitLeases;
import io.boosterbeacon.redis.internal.store.redis.RedisStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import java.util.List;
import java.util.Optional;

/** Decisions of this library's port, with permits that are taken in advance. */
final class LeasedDecision implements Contender {
    private final RedisStore store;
    private final Scheduler timers = new Scheduler();
    private final PermitLeases leases;
    private final MeasuredLimit limit;
    private final List<Request> requests;
    private final String[] keys = Contender.keys("leased-subject-");

    LeasedDecision(String redis, MeasuredLimit limit) {
        RedisSettings settings = Settings.read(
                        name -> name.equals("redis.url") ? Optional.of(redis) : Optional.empty(), problem -> {
                            throw new IllegalStateException(problem);
                        })
                .redis();
        store = RedisStore.connect(settings, Telemetry.NONE);
        leases = new PermitLeases(new KnownDenials(store.rateLimits(), System::nanoTime), timers, System::nanoTime);
        this.limit = limit;
        requests = List.of(new Request(
                "default", new FixedWindow(limit.permits(), limit.window()), 1, OnStoreFailure.CLOSED, true));
    }

    @Override
    public Object call(int subject) {
        Decision decision = Answers.await(leases.tryAcquire(keys[limit.key(subject)], requests))
                .get(0);
        limit.require(decision.admitted());
        return decision;
    }

    @Override
    public void close() {
        leases.close();
        store.close();
        timers.close();
    }
}
