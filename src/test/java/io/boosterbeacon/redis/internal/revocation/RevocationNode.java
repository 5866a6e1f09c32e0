package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.guard.Pulse;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** One node: what it knows by itself is its own. */
final class RevocationNode {
    final RevocationWatch watch;
    final RevocationMemory memory;
    final TokenCheck check;
    final StoreTokenBlacklistService service;
    final List<Object> events = new CopyOnWriteArrayList<>();

    RevocationNode(RevocationStore store, Deadlines deadlines, InstantSource clock, Map<String, String> properties) {
        RevocationSettings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                    throw problem;
                })
                .revocation();
        StoreGuard guard = new StoreGuard(
                StoreUse.REVOCATION,
                Duration.ofSeconds(5),
                new Pulse(deadlines, () -> store.find(List.of("probe"), List.of())),
                new CdiEvents(events::add),
                System::nanoTime,
                true,
                () -> store.find(List.of("probe"), List.of()));
        memory = new RevocationMemory(settings, System::nanoTime);
        watch = new RevocationWatch(store, settings, new CdiEvents(events::add), clock);
        RevocationState state = new RevocationState(store, memory, watch, settings, clock);
        check = new TokenCheck(state, guard, Telemetry.NONE);
        service = new StoreTokenBlacklistService(
                state, guard, check, new Json(), new CdiEvents(events::add), System::nanoTime);
    }

    /** {@code accepted}, {@code revoked} or, if it cannot be told, {@code unknown}. */
    String saysOf(JsonWebToken token) {
        try {
            return check.revoked(token).isPresent() ? "revoked" : "accepted";
        } catch (StoreException e) {
            return "unknown";
        }
    }
}
