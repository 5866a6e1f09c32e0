package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.Pulse;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
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
    private final NodeKnowledge known;
    final TokenCheck check;
    final StoreTokenBlacklistService service;
    final List<Object> events = new CopyOnWriteArrayList<>();
    final WatchedRevocations watched = new WatchedRevocations();

    RevocationNode(RevocationStore store, Deadlines deadlines, InstantSource clock, Map<String, String> properties) {
        RevocationSettings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                    throw problem;
                })
                .revocation();
        StoreGuard guard = new StoreGuard(
                StoreUse.REVOCATION,
                Duration.ofSeconds(5),
                new Pulse(deadlines, () -> store.find(TokenQuery.of(List.of("probe"), List.of()))),
                new CdiEvents(events::add),
                System::nanoTime,
                true,
                () -> store.find(TokenQuery.of(List.of("probe"), List.of())));
        Telemetry telemetry = Telemetry.of(List.of(new CdiEvents(events::add), watched));
        boolean bounded = settings.onStoreFailure() == RevocationSettings.OnFailure.BOUNDED;
        known = new NodeKnowledge(
                settings.retention(),
                bounded ? settings.maxStaleness() : Duration.ZERO,
                100_000,
                telemetry,
                clock,
                System::nanoTime);
        watch = new RevocationWatch(new KnownRevocations(store, known), settings, known::lostAt, telemetry, clock);
        RevocationStore guarded = new KnownRevocations(new GuardedRevocationStore(store, guard), known);
        RevocationRules rules = new RevocationRules(settings, clock);
        check = new TokenCheck(guarded, rules, Telemetry.NONE);
        service = new StoreTokenBlacklistService(
                guarded, check, rules, new Json(), new CdiEvents(events::add), System::nanoTime);
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
