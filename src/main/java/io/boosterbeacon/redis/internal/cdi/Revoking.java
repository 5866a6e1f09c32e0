package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.audit.AuditLines;
import io.boosterbeacon.redis.internal.audit.AuditLog;
import io.boosterbeacon.redis.internal.audit.AuditRetention;
import io.boosterbeacon.redis.internal.audit.RejectionRecorder;
import io.boosterbeacon.redis.internal.audit.StoreRevocationAudit;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.binding.ServletCallers;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.rest.RevokingPart;
import io.boosterbeacon.redis.internal.rest.ServletRevocationFilter;
import io.boosterbeacon.redis.internal.revocation.AuditTrails;
import io.boosterbeacon.redis.internal.revocation.OpenConnections;
import io.boosterbeacon.redis.internal.revocation.RevocationRules;
import io.boosterbeacon.redis.internal.revocation.RevocationWatch;
import io.boosterbeacon.redis.internal.revocation.StoreRefreshTokens;
import io.boosterbeacon.redis.internal.revocation.StoreTokenBlacklistService;
import io.boosterbeacon.redis.internal.revocation.StoreTokenRevocationChecker;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.server.LibrarySingleton;
import io.boosterbeacon.redis.internal.server.RestRegistration;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.store.local.replica.RevocationReplica;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Future;

/** The feature module of revocation. The extension vetoes it on servers without MicroProfile JWT. */
@LibrarySingleton
public final class Revoking implements FeatureModule {
    /** How many revoked tokens, and how many cutoffs of users, this node remembers. */
    private static final int KNOWN_REVOCATIONS = 100_000;

    private final TokenBlacklistService blacklist;
    private final RefreshTokens refreshTokens;
    private final RevocationAudit audit;
    private final TokenRevocationChecker checker;
    private final RevokingPart rest;
    private final TokenCheck check;

    @Inject
    Revoking(
            Platform platform,
            Settings settings,
            BeaconExtension extension,
            ServletCallers callers,
            RestRegistration registration) {
        this(platform, settings.revocation(), extension.revocations(), callers.current(), registration);
    }

    /**
     * Builds the feature, and starts to watch the store unless revocation is disabled.
     *
     * @param policies of the annotated resources and applications
     * @param caller the caller of the current servlet request
     * @param registration knows whether JAX-RS has registered the filters
     */
    Revoking(
            Platform platform,
            RevocationSettings settings,
            RevocationPolicies policies,
            Caller caller,
            RestRegistration registration) {
        StoreStack stores = platform.stores();
        NodeKnowledge known = knowledge(platform, settings);
        RevocationWatch watch = new RevocationWatch(
                stores.unguardedRevocations(known), settings, known::lostAt, platform.telemetry(), platform.clock());
        RevocationRules rules = new RevocationRules(settings, platform.clock());
        AuditLines lines = new AuditLines(platform.json());
        AuditTrails trails = new AuditTrails(rules, platform.json(), platform.nanos());
        audit = new StoreRevocationAudit(
                stores.revocationAudit(),
                settings.audit().retention(),
                new StoreRevocationAudit.Hashes(trails::of, trails::ofActor),
                lines);
        Telemetry telemetry = platform.telemetry();
        if (settings.audit().enabled()) {
            AuditLog log = new AuditLog(lines, settings.audit().node(), platform.clock());
            RejectionRecorder recorder =
                    new RejectionRecorder(stores.unguardedRevocationAudit(), settings.audit(), log, platform.nanos());
            telemetry = Telemetry.of(List.of(telemetry, log, recorder));
            platform.beforeClose(recorder::close);
            recorder.start(platform.timers());
            if (settings.enabled()) {
                new AuditRetention(
                                stores.unguardedRevocationAudit(),
                                settings.audit().retention())
                        .start(platform.timers());
            }
        }
        check = new TokenCheck(stores.revocationChecks(known), rules, platform.telemetry());
        OpenConnections connections =
                new OpenConnections(stores.revocationChecks(known), known::refuses, rules, platform.timers());
        checker = new StoreTokenRevocationChecker(check, connections, settings.enabled(), telemetry);
        Telemetry revoking = Telemetry.of(List.of(
                new Telemetry() {
                    @Override
                    public void revoked(Revocation revocation, boolean recorded) {
                        connections.closeKnownSoon();
                    }
                },
                telemetry));
        blacklist = new StoreTokenBlacklistService(
                stores.revocationCommands(known), check, rules, platform.json(), trails, revoking, platform.nanos());
        refreshTokens = new StoreRefreshTokens(
                stores.refreshTokens(known), stores.revocationCommands(known), rules, trails, revoking);
        rest = new RevokingPart(check, policies, caller, registration, platform.json(), telemetry);
        if (settings.enabled()) {
            watch.start(platform.timers());
            stores.replica().ifPresent(RevocationReplica::start);
            Future<?> unusedUntilClosed = platform.timers()
                    .every(
                            settings.enforcement().connectionCheckInterval().dividedBy(OpenConnections.PARTS),
                            connections::checkNext);
        }
    }

    private static NodeKnowledge knowledge(Platform platform, RevocationSettings settings) {
        return new NodeKnowledge(
                settings.groupRetention(),
                settings.maxStaleness(),
                KNOWN_REVOCATIONS,
                platform.telemetry(),
                platform.clock(),
                platform.nanos());
    }

    @Produces
    @ApplicationScoped
    TokenBlacklistService blacklist() {
        return blacklist;
    }

    @Produces
    @ApplicationScoped
    RevocationAudit audit() {
        return audit;
    }

    @Produces
    @ApplicationScoped
    TokenRevocationChecker checker() {
        return checker;
    }

    TokenCheck check() {
        return check;
    }

    @Produces
    @ApplicationScoped
    RefreshTokens refreshTokens() {
        return refreshTokens;
    }

    @Produces
    @Singleton
    RestPart rest() {
        return rest;
    }

    /** The filter that {@link ServletFilterRegistration} calls. */
    @Produces
    @Singleton
    @Typed(ServletRevocationFilter.class)
    ServletRevocationFilter servletFilter() {
        return rest.servletFilter();
    }
}
