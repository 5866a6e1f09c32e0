package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.event.RedisConnected;
import io.boosterbeacon.redis.event.RedisDisconnected;
import io.boosterbeacon.redis.event.RefreshTokenOfOtherClient;
import io.boosterbeacon.redis.event.RefreshTokenReused;
import io.boosterbeacon.redis.event.RevocationsLost;
import io.boosterbeacon.redis.event.RevokedTokenRejected;
import io.boosterbeacon.redis.event.StoreDegraded;
import io.boosterbeacon.redis.event.StoreRecovered;
import io.boosterbeacon.redis.event.TokenRestored;
import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fires CDI events for what is rare and worth observing. */
public final class CdiEvents implements Telemetry {
    private final Consumer<Object> events;

    /** @param events fires an event on the calling thread */
    public CdiEvents(Consumer<Object> events) {
        this.events = events;
    }

    @Override
    public void cacheInvalidated(String cache, boolean all) {
        events.accept(new CacheInvalidated(cache, all));
    }

    @Override
    public void limitDecided(
            String endpoint,
            String policy,
            String subject,
            LimitOutcome outcome,
            @Nullable RateLimitResult result,
            boolean shadow) {
        if (result != null && result.limited()) {
            events.accept(new RateLimitExceeded(policy, endpoint, subject, result, shadow));
        }
    }

    @Override
    public void tokenRejected(String id, Supplier<List<String>> foundBy, String method, String path) {
        events.accept(new RevokedTokenRejected(id, method, path));
    }

    @Override
    public void revoked(Revocation revocation, boolean recorded) {
        events.accept(new TokenRevoked(revocation));
    }

    @Override
    public void restored(Restoration restoration) {
        events.accept(new TokenRestored(restoration));
    }

    @Override
    public void refreshTokenReused(String family, @Nullable Revocation session) {
        events.accept(new RefreshTokenReused(family, Optional.ofNullable(session)));
    }

    @Override
    public void refreshTokenOfOtherClient(String family) {
        events.accept(new RefreshTokenOfOtherClient(family));
    }

    @Override
    public void revocationsLost(long untilMillis) {
        events.accept(new RevocationsLost(Instant.ofEpochMilli(untilMillis)));
    }

    @Override
    public void storeDegraded(StoreUse use, RedisErrorType type) {
        events.accept(new StoreDegraded(use.text(), type));
    }

    @Override
    public void storeRecovered(StoreUse use, long nanos) {
        events.accept(new StoreRecovered(use.text(), Duration.ofNanos(nanos)));
    }

    @Override
    public void storeConnected(String address) {
        events.accept(new RedisConnected(address));
    }

    @Override
    public void storeDisconnected(String address, String reason) {
        events.accept(new RedisDisconnected(address, reason));
    }
}
