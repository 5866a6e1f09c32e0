package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.guard.GuardedRevocationStore;
import io.boosterbeacon.redis.internal.store.guard.SilenceDetector;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.telemetry.StoreUse;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The revocations of one node, with knowledge of its own. It is wired here for tests that beat its watch and move its
 * time themselves: the library's module starts the watch, and keeps it to itself.
 */
final class RevocationNode {
    private static final int ROOM = 100_000;

    final RevocationWatch watch;
    final TokenCheck check;
    final StoreTokenBlacklistService service;
    final OpenConnections connections;
    final StoreTokenRevocationChecker checker;
    final List<Object> events = new CopyOnWriteArrayList<>();
    final WatchedRevocations watched = new WatchedRevocations();

    RevocationNode(RevocationStore store, Scheduler scheduler, InstantSource clock, Map<String, String> properties) {
        this(store, scheduler, clock, System::nanoTime, properties, ROOM);
    }

    /**
     * Wires a node.
     *
     * @param nanos a clock like {@link System#nanoTime}
     * @param room how many tokens, and how many users, the node remembers
     */
    RevocationNode(
            RevocationStore store,
            Scheduler scheduler,
            InstantSource clock,
            LongSupplier nanos,
            Map<String, String> properties,
            int room) {
        RevocationSettings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
                    throw problem;
                })
                .revocation();
        StoreGuard guard = new StoreGuard(
                StoreUse.REVOCATION,
                Duration.ofSeconds(5),
                new SilenceDetector(scheduler, () -> store.find(TokenQuery.of(List.of("probe"), List.of()))),
                new CdiEvents(events::add),
                System::nanoTime,
                true,
                () -> store.find(TokenQuery.of(List.of("probe"), List.of())));
        Telemetry telemetry = Telemetry.of(List.of(new CdiEvents(events::add), watched));
        NodeKnowledge known =
                new NodeKnowledge(settings.groupRetention(), settings.maxStaleness(), room, telemetry, clock, nanos);
        watch = new RevocationWatch(new KnownRevocations(store, known), settings, known::lostAt, telemetry, clock);
        RevocationStore guarded = new KnownRevocations(new GuardedRevocationStore(store, guard), known);
        RevocationRules rules = new RevocationRules(settings, clock);
        check = new TokenCheck(guarded, rules, Telemetry.NONE);
        connections = new OpenConnections(guarded, known::refuses, rules, scheduler);
        checker = new StoreTokenRevocationChecker(check, connections, settings.enabled(), new CdiEvents(events::add));
        Telemetry ofService = Telemetry.of(List.of(new CdiEvents(events::add), new Telemetry() {
            @Override
            public void revoked(Revocation revocation, boolean recorded) {
                connections.closeKnownSoon();
            }
        }));
        AuditTrails trails = new AuditTrails(rules, new Json(), nanos);
        service = new StoreTokenBlacklistService(guarded, check, rules, new Json(), trails, ofService, nanos);
    }

    /** Checks the tokens of all connections, and waits for the answers. */
    void checkConnections() {
        for (int part = 0; part < OpenConnections.PARTS; part++) {
            connections.checkPart(part);
        }
    }

    boolean accepts(JsonWebToken token) {
        return check.revoked(token).isEmpty();
    }

    /** {@code accepted}, {@code revoked} or, if it cannot be told, {@code unknown}. */
    String saysOf(JsonWebToken token) {
        try {
            return accepts(token) ? "accepted" : "revoked";
        } catch (StoreException e) {
            return "unknown";
        }
    }
}
