package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A node with the endpoints of revocation, wired by the library's own module, for tests in other packages. */
public final class EndpointNode implements AutoCloseable {
    private final Platform platform;
    private final Revoking revoking;
    private final RevocationEndpoints endpoints;
    private final List<Object> events = new CopyOnWriteArrayList<>();

    /** @param properties the embedded store is used unless they name a Redis */
    public EndpointNode(Map<String, String> properties) {
        Function<String, Optional<String>> texts = name -> Optional.ofNullable(properties.get(name));
        Settings settings = Settings.read(texts, problem -> {
            throw problem;
        });
        InstantSource clock = InstantSource.system();
        platform = Platform.on(
                StoreFactory.create(settings.redis(), null, Telemetry.NONE, clock),
                settings,
                texts,
                Telemetry.of(List.of(new CdiEvents(events::add))),
                clock);
        revoking = new Revoking(
                platform,
                settings.revocation(),
                new RevocationPolicies(texts, settings.revocation()),
                Caller.NOBODY,
                new RestRegistration(true));
        endpoints = new RevocationEndpoints(platform, settings, revoking);
    }

    public EndpointDispatch endpoints() {
        return endpoints.dispatch();
    }

    public TokenBlacklistService blacklist() {
        return revoking.blacklist();
    }

    public RevocationAudit audit() {
        return revoking.audit();
    }

    /** What observers of the application have been told. */
    public List<Object> events() {
        return events;
    }

    @Override
    public void close() {
        platform.close();
    }
}
