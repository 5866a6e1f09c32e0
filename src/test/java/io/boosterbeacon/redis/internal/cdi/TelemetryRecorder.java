package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.telemetry.CacheHits;
import io.boosterbeacon.redis.internal.telemetry.CheckOutcome;
import io.boosterbeacon.redis.internal.telemetry.CircuitState;
import io.boosterbeacon.redis.internal.telemetry.HitSource;
import io.boosterbeacon.redis.internal.telemetry.LimitOutcome;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import io.boosterbeacon.redis.revocation.Revocation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A listener that records what it is told. */
@LibrarySingleton
class TelemetryRecorder implements Telemetry {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> connections = new CopyOnWriteArrayList<>();
    private final Map<StoreUse, List<CircuitState>> circuits = new ConcurrentHashMap<>();
    private final List<StoreUse> degraded = new CopyOnWriteArrayList<>();
    private final List<StoreUse> recovered = new CopyOnWriteArrayList<>();

    @Override
    public void cacheInvalidated(String cache, boolean all) {
        calls.add("invalidated " + cache + (all ? " all" : ""));
    }

    @Override
    public CacheHits cacheHits(String cache, HitSource source) {
        return () -> calls.add("hit " + cache + " " + source);
    }

    @Override
    public void cacheMiss(String cache) {
        calls.add("miss " + cache);
    }

    @Override
    public void cacheLoaded(String cache, long nanos) {
        calls.add("loaded " + cache + (nanos > 0 ? "" : " in no time"));
    }

    @Override
    public void cacheLoadFailed(String cache, long nanos) {
        calls.add("load failed " + cache);
    }

    @Override
    public void cacheUnreadable(String cache) {
        calls.add("unreadable " + cache);
    }

    @Override
    public void cacheServedStale(String cache) {
        calls.add("stale " + cache);
    }

    @Override
    public void limitDecided(
            String endpoint,
            String policy,
            String subject,
            LimitOutcome outcome,
            @Nullable RateLimitResult result,
            boolean trial) {
        calls.add(policy + " " + outcome + (trial ? " trial" : ""));
    }

    @Override
    public void revoked(Revocation revocation, boolean recorded) {
        calls.add("revoked " + revocation.reason().orElse(""));
    }

    @Override
    public void tokenChecked(CheckOutcome outcome) {
        calls.add("check " + outcome);
    }

    @Override
    public void commandFailed(StoreUse use, RedisErrorType type) {
        calls.add("failed " + use + " " + type);
    }

    @Override
    public void circuitChanged(StoreUse use, CircuitState state) {
        circuits.computeIfAbsent(use, first -> new CopyOnWriteArrayList<>()).add(state);
    }

    @Override
    public void storeDegraded(StoreUse use, RedisErrorType type) {
        degraded.add(use);
    }

    @Override
    public void storeRecovered(StoreUse use, long nanos) {
        recovered.add(use);
    }

    @Override
    public void storeConnected(String address) {
        connections.add("connected");
    }

    @Override
    public void storeDisconnected(String address, String reason) {
        connections.add("disconnected");
    }

    /** What has been recorded of calls since this method was called last. */
    List<String> take() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    List<String> connections() {
        return connections;
    }

    /** The states that each circuit has changed to, in their order. */
    Map<StoreUse, List<CircuitState>> circuits() {
        return circuits;
    }

    List<StoreUse> degraded() {
        return degraded;
    }

    List<StoreUse> recovered() {
        return recovered;
    }
}
