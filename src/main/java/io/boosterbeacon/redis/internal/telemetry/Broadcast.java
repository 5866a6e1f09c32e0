package io.boosterbeacon.redis.internal.telemetry;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.Revocation;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes each call on to several listeners. Loops over an array, because an iterator or a lambda would be allocated for
 * every call.
 */
final class Broadcast implements Telemetry {
    private final Telemetry[] listeners;

    Broadcast(List<? extends Telemetry> listeners) {
        this.listeners = listeners.toArray(Telemetry[]::new);
    }

    @Override
    public CacheHits cacheHits(String cache, HitSource source) {
        CacheHits all = CacheHits.NONE;
        for (Telemetry listener : listeners) {
            all = all.and(listener.cacheHits(cache, source));
        }
        return all;
    }

    @Override
    public void cacheMiss(String cache) {
        for (Telemetry listener : listeners) {
            listener.cacheMiss(cache);
        }
    }

    @Override
    public void cacheLoaded(String cache, long nanos) {
        for (Telemetry listener : listeners) {
            listener.cacheLoaded(cache, nanos);
        }
    }

    @Override
    public void cacheLoadFailed(String cache, long nanos) {
        for (Telemetry listener : listeners) {
            listener.cacheLoadFailed(cache, nanos);
        }
    }

    @Override
    public void cacheUnreadable(String cache) {
        for (Telemetry listener : listeners) {
            listener.cacheUnreadable(cache);
        }
    }

    @Override
    public void cacheServedStale(String cache) {
        for (Telemetry listener : listeners) {
            listener.cacheServedStale(cache);
        }
    }

    @Override
    public void cacheValueKept(String id, int bytes) {
        for (Telemetry listener : listeners) {
            listener.cacheValueKept(id, bytes);
        }
    }

    @Override
    public void cacheValueDropped(String id, int bytes, boolean evicted) {
        for (Telemetry listener : listeners) {
            listener.cacheValueDropped(id, bytes, evicted);
        }
    }

    @Override
    public void cacheInvalidated(String cache, boolean all) {
        for (Telemetry listener : listeners) {
            listener.cacheInvalidated(cache, all);
        }
    }

    @Override
    public void limitDecided(
            String endpoint,
            String policy,
            String subject,
            LimitOutcome outcome,
            @Nullable RateLimitResult result,
            boolean shadow) {
        for (Telemetry listener : listeners) {
            listener.limitDecided(endpoint, policy, subject, outcome, result, shadow);
        }
    }

    @Override
    public void forwardingIgnored(String header) {
        for (Telemetry listener : listeners) {
            listener.forwardingIgnored(header);
        }
    }

    @Override
    public void tokenChecked(CheckOutcome outcome) {
        for (Telemetry listener : listeners) {
            listener.tokenChecked(outcome);
        }
    }

    @Override
    public void tokenRejected(String id, Supplier<List<String>> foundBy, String method, String path) {
        for (Telemetry listener : listeners) {
            listener.tokenRejected(id, foundBy, method, path);
        }
    }

    @Override
    public void revoked(Revocation revocation, boolean recorded) {
        for (Telemetry listener : listeners) {
            listener.revoked(revocation, recorded);
        }
    }

    @Override
    public void restored(Restoration restoration) {
        for (Telemetry listener : listeners) {
            listener.restored(restoration);
        }
    }

    @Override
    public void refreshTokenPresented(RefreshRotation.Outcome outcome) {
        for (Telemetry listener : listeners) {
            listener.refreshTokenPresented(outcome);
        }
    }

    @Override
    public void refreshTokenReused(String family, @Nullable Revocation session) {
        for (Telemetry listener : listeners) {
            listener.refreshTokenReused(family, session);
        }
    }

    @Override
    public void refreshTokenOfOtherClient(String family) {
        for (Telemetry listener : listeners) {
            listener.refreshTokenOfOtherClient(family);
        }
    }

    @Override
    public void revocationsLost(long untilMillis) {
        for (Telemetry listener : listeners) {
            listener.revocationsLost(untilMillis);
        }
    }

    @Override
    public void revocationStateRead(long skewMillis, long lostMillis) {
        for (Telemetry listener : listeners) {
            listener.revocationStateRead(skewMillis, lostMillis);
        }
    }

    @Override
    public void replicaObserved(boolean fresh, int revocations) {
        for (Telemetry listener : listeners) {
            listener.replicaObserved(fresh, revocations);
        }
    }

    @Override
    public void commandFailed(StoreUse use, RedisErrorType type) {
        for (Telemetry listener : listeners) {
            listener.commandFailed(use, type);
        }
    }

    @Override
    public void circuitChanged(StoreUse use, CircuitState state) {
        for (Telemetry listener : listeners) {
            listener.circuitChanged(use, state);
        }
    }

    @Override
    public void storeDegraded(StoreUse use, RedisErrorType type) {
        for (Telemetry listener : listeners) {
            listener.storeDegraded(use, type);
        }
    }

    @Override
    public void storeRecovered(StoreUse use, long nanos) {
        for (Telemetry listener : listeners) {
            listener.storeRecovered(use, nanos);
        }
    }

    @Override
    public void storeConnected(String address) {
        for (Telemetry listener : listeners) {
            listener.storeConnected(address);
        }
    }

    @Override
    public void storeDisconnected(String address, String reason) {
        for (Telemetry listener : listeners) {
            listener.storeDisconnected(address, reason);
        }
    }
}
