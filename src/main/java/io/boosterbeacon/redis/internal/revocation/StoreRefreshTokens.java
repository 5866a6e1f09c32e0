package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Begun;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ended;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.Presented;
import io.boosterbeacon.redis.internal.store.RefreshStore.RevokedSession;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RefreshFamily;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.RefreshRotation.Outcome;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Durability;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Makes refresh tokens, and keeps their families in a {@link RefreshStore}. */
public final class StoreRefreshTokens implements RefreshTokens {
    /** The reason of the revocation of a session whose refresh token was presented again. */
    static final String REUSED = "refresh token reused";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final RefreshStore store;
    private final RevocationSettings settings;
    private final InstantSource clock;
    private final TokenGroups groups;
    private final DurabilityCheck durability;
    private final Receipts receipts;
    private final AuditTrails trails;
    private final Telemetry telemetry;
    private final SecureRandom random = new SecureRandom();

    /**
     * Creates the service.
     *
     * @param revocations finds out who has kept the revocation of a session
     */
    public StoreRefreshTokens(
            RefreshStore store,
            RevocationStore revocations,
            RevocationRules rules,
            AuditTrails trails,
            Telemetry telemetry) {
        this.store = store;
        this.settings = rules.settings();
        this.clock = rules.clock();
        this.groups = rules.groups();
        this.durability = new DurabilityCheck(revocations, settings.durability());
        this.receipts = new Receipts(telemetry);
        this.trails = trails;
        this.telemetry = telemetry;
    }

    @Override
    public RefreshToken register(String issuer, String subject, RefreshOptions options) {
        return register(LoginClaims.of(issuer, subject, options), options);
    }

    @Override
    public RefreshToken register(JsonWebToken verified, RefreshOptions options) {
        return register(LoginClaims.of(verified, options), options);
    }

    @Override
    public RefreshToken register(Map<String, ?> claims, RefreshOptions options) {
        return register(LoginClaims.of(claims, options), options);
    }

    private RefreshToken register(LoginClaims login, RefreshOptions options) {
        Duration lifetime = options.lifetime().orElse(settings.life().refresh().lifetime());
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "lifetime is " + lifetime + "; accepted: from " + SHORTEST + " to " + LONGEST);
        }
        TokenGroups.Found found = groups.of(login, login.issuer());
        if (found.user().isEmpty()) {
            throw new IllegalArgumentException(
                    "the login names no user; accepted: one with sub or one of " + ConfigKeys.REVOCATION_USER_CLAIMS);
        }
        RefreshText first = RefreshText.first(random);
        Instant now = clock.instant();
        Optional<Instant> since = since(login, options, now);
        // its issuer's clock may be ahead of this node's, and the cutoff of its user as well
        Instant latest = since.filter(now::isBefore).orElse(now);
        Begun begun = Answers.await(store.register(new RefreshStore.NewFamily(
                first.family(),
                first.hash(),
                new RefreshStore.Login(
                        login.session(), found.all(), options.client().map(TokenIdentity::ofClient), since),
                settings.life().refresh().idle(),
                lifetime,
                latest)));
        return token(first, begun);
    }

    /** When a login took place, at the earliest: the clock of the issuer may be ahead. Empty for now. */
    private Optional<Instant> since(LoginClaims login, RefreshOptions options, Instant now) {
        long millis = TokenTimes.of(login).loginMillis(settings.cutoffs().authTime());
        Optional<Instant> since =
                options.issuedAt().or(() -> millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis)));
        Duration ahead = settings.clockSkew().plus(settings.issuerSkew());
        if (since.filter(time -> time.isBefore(Instant.EPOCH) || time.isAfter(now.plus(ahead)))
                .isPresent()) {
            throw new IllegalArgumentException("the time of the login is " + since.get() + "; accepted: from "
                    + Instant.EPOCH + " to " + now.plus(ahead));
        }
        return since.map(time -> time.minus(settings.issuerSkew()))
                .map(time -> time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time);
    }

    @Override
    public RefreshRotation rotate(String presented) {
        return rotate(presented, Optional.empty());
    }

    @Override
    public RefreshRotation rotate(String presented, String client) {
        return rotate(presented, Optional.of(TokenIdentity.ofClient(Arguments.id("client", client))));
    }

    private RefreshRotation rotate(String presented, Optional<String> client) {
        Optional<RefreshText> text = RefreshText.parse(presented);
        RefreshRotation rotation = text.isEmpty()
                ? new RefreshRotation(Outcome.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty())
                : rotate(text.get(), client);
        telemetry.refreshTokenPresented(rotation.outcome());
        return rotation;
    }

    private RefreshRotation rotate(RefreshText presented, Optional<String> client) {
        String salt = RefreshText.salt(random);
        RevocationNote note = trails.ofFamily(true, RevocationNote.of(REUSED));
        CompletionStage<Presented> answer = store.rotate(new RefreshStore.Rotation(
                presented.hash(),
                presented.successor(salt).hash(),
                salt,
                settings.life().refresh().grace(),
                client,
                ending(presented.family(), true, note)));
        CompletionStage<Optional<Durability>> kept =
                durability.after(answer.thenApply(given -> stored(given.session())), note);
        Presented given = Answers.await(answer);
        Optional<RefreshToken> successor = given.begun().map(begun -> token(presented.successor(given.salt()), begun));
        Optional<Revocation> session =
                given.session().map(revoked -> receipts.ofSession(revoked, note, durability.await(kept)));
        if (given.outcome() == RefreshStore.Outcome.REUSED) {
            telemetry.refreshTokenReused(presented.family(), session.orElse(null));
        } else if (given.outcome() == RefreshStore.Outcome.WRONG_CLIENT) {
            telemetry.refreshTokenOfOtherClient(presented.family());
        }
        return new RefreshRotation(outcome(given.outcome()), successor, Optional.of(presented.family()), session);
    }

    private static Outcome outcome(RefreshStore.Outcome given) {
        return switch (given) {
            case ROTATED -> Outcome.ROTATED;
            case REPEATED -> Outcome.REPEATED;
            case REUSED -> Outcome.REUSED;
            case REVOKED -> Outcome.REVOKED;
            case WRONG_CLIENT -> Outcome.WRONG_CLIENT;
            case EXPIRED -> Outcome.EXPIRED;
            case UNKNOWN -> Outcome.UNKNOWN;
            case LOST ->
                throw new StoreException(
                        RedisErrorType.UNKNOWN_ERROR,
                        "refresh: the store has lost revocations after the family began, so that it cannot be checked",
                        null,
                        true);
        };
    }

    @Override
    public Optional<RefreshFamily> find(String presented) {
        return RefreshText.parse(presented).flatMap(text -> Answers.await(store.find(text.family(), text.hash()))
                .map(found -> new RefreshFamily(
                        text.family(),
                        found.begun().startedAt(),
                        found.begun().expiresAt(),
                        found.isLive(),
                        found.isCurrent())));
    }

    @Override
    public RefreshRevocation revoke(String presented, @Nullable String reason, RevokeOptions options) {
        RevocationNote note = note(reason, options);
        Optional<RefreshText> text = RefreshText.parse(presented);
        return text.isEmpty()
                ? new RefreshRevocation(Optional.empty(), RefreshRevocation.Outcome.UNKNOWN, Optional.empty())
                : revoke(text.get().family(), true, note);
    }

    @Override
    public RefreshRevocation revokeFamily(String family, @Nullable String reason, RevokeOptions options) {
        return revoke(Arguments.hash("family", family), false, note(reason, options));
    }

    private static RevocationNote note(@Nullable String reason, RevokeOptions options) {
        Arguments.requireWhole("a family of refresh tokens", options);
        if (options.until().isPresent() || options.isDryRun()) {
            throw new IllegalArgumentException((options.isDryRun() ? "dryRun" : "until")
                    + " is set for a family of refresh tokens; accepted: actor");
        }
        return Arguments.note(reason, options);
    }

    private RefreshRevocation revoke(String family, boolean isPresented, RevocationNote unaudited) {
        RevocationNote note = trails.ofFamily(isPresented, unaudited);
        CompletionStage<Ended> answer = store.revoke(ending(family, isPresented, note));
        CompletionStage<Optional<Durability>> kept =
                durability.after(answer.thenApply(ended -> stored(ended.session())), note);
        Ended ended = Answers.await(answer);
        return new RefreshRevocation(
                Optional.of(family),
                ended.outcome(),
                ended.session().map(revoked -> receipts.ofSession(revoked, note, durability.await(kept))));
    }

    private Ending ending(String family, boolean isPresented, RevocationNote note) {
        return new Ending(family, isPresented, settings.groupRetention(), note);
    }

    private static Optional<Stored> stored(Optional<RevokedSession> session) {
        return session.map(revoked -> Stored.mark(revoked.id(), revoked.entry().expiresAt()));
    }

    private static RefreshToken token(RefreshText text, Begun begun) {
        return new RefreshToken(text.secretText(), text.family(), begun.startedAt(), begun.expiresAt());
    }
}
