package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.event.RefreshTokenOfOtherClient;
import io.boosterbeacon.redis.event.RefreshTokenReused;
import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.cdi.CdiEvents;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.RefreshFamily;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.RefreshRotation.Outcome;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh tokens and what revokes them, by a clock that the test moves. */
class RefreshTokensTest {
    private static final String ISSUER = "https://issuer.test";
    private static final Map<String, String> PROPERTIES =
            Map.of("beacon.revocation.claims", "device_id", "beacon.revocation.refresh-idle", "10d");

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);
    private final Scheduler scheduler = new Scheduler();
    private final RevocationNode node = new RevocationNode(store.revocations(), scheduler, clock, PROPERTIES);
    private final List<Object> events = new CopyOnWriteArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final StoreRefreshTokens tokens = tokens(PROPERTIES);

    private StoreRefreshTokens tokens(Map<String, String> properties) {
        Telemetry counting = new Telemetry() {
            @Override
            public void refreshTokenPresented(Outcome outcome) {
                outcomes.add(outcome);
            }
        };
        return tokens(store.refreshTokens(), properties, Telemetry.of(List.of(new CdiEvents(events::add), counting)));
    }

    private StoreRefreshTokens tokens(RefreshStore refreshes, Map<String, String> properties, Telemetry telemetry) {
        Settings settings = Settings.read(name -> Optional.ofNullable(properties.get(name)), problem -> {
            throw problem;
        });
        RevocationRules rules = new RevocationRules(settings.revocation(), clock);
        AuditTrails trails = new AuditTrails(rules, new Json(), System::nanoTime);
        return new StoreRefreshTokens(refreshes, store.revocations(), rules, trails, telemetry);
    }

    @AfterEach
    void close() {
        scheduler.close();
        store.close();
    }

    private RefreshToken login() {
        return tokens.register(
                ISSUER,
                "ada",
                RefreshOptions.none()
                        .session("s1")
                        .claim("azp", "shop")
                        .claim("upn", "ada@example.org")
                        .claim("device_id", "phone"));
    }

    /** An access token of the login. */
    private JsonWebToken access() {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new HashMap<>(Tokens.claims("sub", "ada", now, now + 300));
        claims.putAll(Map.of("sid", "s1", "azp", "shop", "upn", "ada@example.org", "device_id", "phone"));
        return Tokens.verified(Tokens.sign(claims));
    }

    @Test
    void rotation_ofTheCurrentToken_returnsTheNextOneOfTheSameFamily() {
        RefreshToken first = login();
        clock.move(Duration.ofDays(9));

        RefreshRotation rotation = tokens.rotate(first.text());

        assertThat(rotation.outcome()).isEqualTo(Outcome.ROTATED);
        RefreshToken next = rotation.successor().orElseThrow();
        assertThat(next.text()).isNotEqualTo(first.text());
        assertThat(next.family())
                .isEqualTo(first.family())
                .isEqualTo(rotation.family().orElseThrow());
        assertThat(next.startedAt()).isEqualTo(first.startedAt());
        assertThat(next.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(10)));
        assertThat(outcomes).containsExactly(Outcome.ROTATED);
        assertThat(events).isEmpty();
    }

    @Test
    void doubleClick_withinTheGracePeriod_getsTheSameSuccessorAndGoesOn() {
        RefreshToken first = login();
        RefreshToken next = tokens.rotate(first.text()).successor().orElseThrow();
        clock.move(Duration.ofMillis(9_999));

        RefreshRotation again = tokens.rotate(first.text());

        assertThat(again.outcome()).isEqualTo(Outcome.REPEATED);
        assertThat(again.successor()).hasValue(next);
        assertThat(tokens.rotate(next.text()).outcome()).isEqualTo(Outcome.ROTATED);
        assertThat(events).isEmpty();
    }

    /** The thief was first, or the owner: the second one ends both. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stolenToken_usedByBoth_endsTheFamilyAndItsAccessTokens(boolean thiefFirst) {
        RefreshToken stolen = login();
        JsonWebToken access = access();
        RefreshToken first = tokens.rotate(stolen.text()).successor().orElseThrow();
        // the first one goes on for some time
        RefreshToken last = thiefFirst ? tokens.rotate(first.text()).successor().orElseThrow() : first;
        clock.move(Duration.ofSeconds(10));
        assertThat(node.accepts(access)).isTrue();

        RefreshRotation reuse = tokens.rotate(stolen.text());

        assertThat(reuse.outcome()).isEqualTo(Outcome.REUSED);
        assertThat(reuse.successor()).isEmpty();
        Revocation session = reuse.session().orElseThrow();
        assertThat(session.scope()).isEqualTo(Scope.SESSION);
        assertThat(session.reason()).hasValue("refresh token reused");
        assertThat(events)
                .containsExactly(
                        new TokenRevoked(session), new RefreshTokenReused(stolen.family(), Optional.of(session)));
        assertThat(node.accepts(access)).isFalse();
        assertThat(tokens.rotate(last.text()).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(tokens.rotate(stolen.text()).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(events).as("once").hasSize(2);
        assertThat(events.toString() + reuse + stolen).doesNotContain(stolen.text(), ISSUER, "example.org");
    }

    static Stream<BiFunction<StoreTokenBlacklistService, JsonWebToken, Revocation>> revocations() {
        return Stream.of(
                (service, access) -> service.revokeSession(access, ""),
                (service, access) -> service.revokeAllUserTokens(access, ""),
                (service, access) -> service.revokeAllUserTokens("sub", "ada", ""),
                (service, access) -> service.revokeAllUserTokens("upn", "ada@example.org", ""),
                (service, access) -> service.revokeAllUserTokens("ada@example.org", ""),
                (service, access) -> service.revokeClientTokens("shop", ""),
                (service, access) -> service.revokeIssuerTokens(ISSUER, ""),
                (service, access) -> service.revokeWhere("device_id", "phone", ""));
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void family_whoseLoginWasRevoked_isRefusedHoweverLateItComes(
            BiFunction<StoreTokenBlacklistService, JsonWebToken, Revocation> revoke) {
        RefreshToken token = login();
        clock.move(Duration.ofDays(8));
        RefreshToken current = tokens.rotate(token.text()).successor().orElseThrow();
        Revocation unused = revoke.apply(node.service, access());
        // longer than any access token lives, and a little less than a refresh token does
        clock.move(Duration.ofDays(10).minusMillis(1));

        assertThat(tokens.rotate(current.text()).outcome()).isEqualTo(Outcome.REVOKED);
        clock.move(Duration.ofMinutes(2));
        assertThat(tokens.rotate(current.text()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @ParameterizedTest
    @MethodSource("revocations")
    void family_ofAnAccessToken_isRefusedByAllThatRevokesIt(
            BiFunction<StoreTokenBlacklistService, JsonWebToken, Revocation> revoke) {
        JsonWebToken access = access();
        RefreshToken byToken = tokens.register(access, RefreshOptions.none());
        RefreshToken byClaims = tokens.register(
                Map.of(
                        "iss",
                        ISSUER,
                        "sub",
                        "ada",
                        "sid",
                        "s1",
                        "azp",
                        "shop",
                        "upn",
                        "ada@example.org",
                        "device_id",
                        List.of("tablet", "phone")),
                RefreshOptions.none());
        clock.move(Duration.ofSeconds(2));
        Revocation unused = revoke.apply(node.service, access);

        assertThat(tokens.rotate(byToken.text()).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(tokens.rotate(byClaims.text()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    /** The token is refused, and so is what is made from it later. */
    @ParameterizedTest
    @MethodSource("revocations")
    void family_ofAnAccessTokenThatIsRevoked_isRefused(
            BiFunction<StoreTokenBlacklistService, JsonWebToken, Revocation> revoke) {
        JsonWebToken access = access();
        clock.move(Duration.ofSeconds(2));
        Revocation unused = revoke.apply(node.service, access);
        clock.move(Duration.ofSeconds(2));

        assertThat(tokens.rotate(tokens.register(access, RefreshOptions.none()).text())
                        .outcome())
                .isEqualTo(Outcome.REVOKED);
    }

    @Test
    void family_ofAnAccessToken_beginsWithItsLogin() {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = Map.of("iss", ISSUER, "sub", "ada", "iat", now - 60, "auth_time", now - 600);
        RefreshOptions none = RefreshOptions.none();
        Instant earlier = clock.instant().minusSeconds(3_600);

        assertThat(tokens.register(claims, none).startedAt()).isEqualTo(Instant.ofEpochSecond(now - 600));
        assertThat(tokens.register(claims, none.issuedAt(earlier)).startedAt()).isEqualTo(earlier);
        assertThat(tokens.register(Map.of("iss", ISSUER, "sub", "ada", "iat", now - 60), none)
                        .startedAt())
                .isEqualTo(Instant.ofEpochSecond(now - 60));
        assertThat(tokens.register(Map.of("iss", ISSUER, "sub", "ada"), none).startedAt())
                .isEqualTo(clock.instant());
        assertThat(tokens.register(Map.of("iss", ISSUER, "sub", "ada", "iat", now, "iat_ms", now * 1_000 - 1), none)
                        .startedAt())
                .isEqualTo(Instant.ofEpochMilli(now * 1_000 - 1));
        assertThat(tokens(Map.of("beacon.revocation.auth-time", "false"))
                        .register(claims, none)
                        .startedAt())
                .isEqualTo(Instant.ofEpochSecond(now - 60));
        assertThat(tokens(Map.of("beacon.revocation.issuer-skew", "30s"))
                        .register(claims, none)
                        .startedAt())
                .as("the clock of the issuer may have been ahead")
                .isEqualTo(Instant.ofEpochSecond(now - 630));
    }

    /** The cutoff of a user is not before the token that was passed, whose issuer's clock may be ahead. */
    @Test
    void family_ofALoginAfterTheRevocationByAnIssuerWhoseClockIsAhead_isRotated() {
        long ahead = clock.instant().getEpochSecond() + 30;
        Revocation unused = node.service.revokeAllUserTokens(
                Tokens.verified(Tokens.sign(Tokens.claims("sub", "ada", ahead, ahead + 300))), "");
        clock.move(Duration.ofSeconds(2));
        Map<String, Object> later = Map.of("iss", ISSUER, "sub", "ada", "iat", ahead + 2);

        RefreshToken token = tokens.register(later, RefreshOptions.none());

        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.ROTATED);
        assertThat(tokens.rotate(tokens.register(ISSUER, "ada", RefreshOptions.none())
                                .text())
                        .outcome())
                .as("by the clock of this node it was before")
                .isEqualTo(Outcome.REVOKED);
    }

    @Test
    void options_replaceTheClaimsOfTheToken() {
        RefreshToken token =
                tokens.register(access(), RefreshOptions.none().session("s2").claim("device_id", "watch"));
        clock.move(Duration.ofSeconds(2));
        Revocation unusedSession = node.service.revokeSession(ISSUER, "s1", "");
        Revocation unusedDevice = node.service.revokeWhere("device_id", "phone", "");
        assertThat(tokens.rotate(token.text()).successor()).isPresent();

        Revocation unused = node.service.revokeSession(ISSUER, "s2", "");

        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void registration_ofALoginWithoutAUserOrOfAnotherTime_isRefused() {
        RefreshOptions none = RefreshOptions.none();
        Instant latest = clock.instant().plusSeconds(60);
        assertThat(tokens.register(ISSUER, "ada", none.issuedAt(latest)).startedAt())
                .isEqualTo(clock.instant());
        for (Instant wrong : List.of(latest.plusMillis(1), Instant.MAX, Instant.EPOCH.minusMillis(1), Instant.MIN)) {
            assertThatThrownBy(() -> tokens.register(ISSUER, "ada", none.issuedAt(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the time of the login is " + wrong + "; accepted: from 1970-01-01T00:00:00Z to " + latest);
        }
        assertThatThrownBy(() -> tokens.register(Map.of("iss", ISSUER, "sid", "s1"), none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the login names no user");
        assertThatThrownBy(() -> tokens.register(ISSUER, "ada", none.client("")))
                .hasMessage("clientId has 0 characters; accepted: 1 to 1024");
        assertThatThrownBy(() -> tokens.rotate("any", "")).hasMessage("client has 0 characters; accepted: 1 to 1024");
    }

    @Test
    void family_ofAClient_isRotatedOnlyByIt() {
        RefreshToken token =
                tokens.register(ISSUER, "ada", RefreshOptions.none().client("shop"));

        RefreshRotation refused = tokens.rotate(token.text(), "app");

        assertThat(refused)
                .isEqualTo(new RefreshRotation(
                        Outcome.WRONG_CLIENT, Optional.empty(), Optional.of(token.family()), Optional.empty()));
        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.WRONG_CLIENT);
        assertThat(events)
                .containsExactly(
                        new RefreshTokenOfOtherClient(token.family()), new RefreshTokenOfOtherClient(token.family()));
        assertThat(outcomes).containsExactly(Outcome.WRONG_CLIENT, Outcome.WRONG_CLIENT);
        RefreshToken next = tokens.rotate(token.text(), "shop").successor().orElseThrow();
        clock.move(Duration.ofMillis(1));
        Revocation unused = node.service.revokeClientTokens("shop", "");
        assertThat(tokens.rotate(next.text(), "shop").outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void find_tellsOfTheFamilyWithoutRotating() {
        RefreshToken first = login();
        RefreshToken next = tokens.rotate(first.text()).successor().orElseThrow();
        RefreshFamily known = new RefreshFamily(next.family(), next.startedAt(), next.expiresAt(), true, true);

        assertThat(tokens.find(next.text())).hasValue(known);
        assertThat(tokens.find(first.text()))
                .hasValue(new RefreshFamily(next.family(), next.startedAt(), next.expiresAt(), true, false));
        assertThat(tokens.find("nonsense")).isEmpty();
        assertThat(tokens.rotate(next.text()).outcome()).isEqualTo(Outcome.ROTATED);
        tokens.revoke(next.text(), "logout");
        assertThat(tokens.find(next.text()).map(RefreshFamily::isLive)).hasValue(false);
    }

    @Test
    void family_ofALoginAfterTheRevocation_isRotated() {
        Revocation unused = node.service.revokeAllUserTokens(access(), "password changed");
        clock.move(Duration.ofMillis(1));

        assertThat(tokens.rotate(login().text()).outcome()).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_ofAnotherUserOrSession_isLeftAlone() {
        Revocation unusedBefore = node.service.revokeAllUserTokens(access(), "");
        clock.move(Duration.ofMillis(1));
        RefreshToken other = tokens.register(
                ISSUER, "eve", RefreshOptions.none().session("s2").claim("azp", "shop"));
        RefreshToken mine = login();
        clock.move(Duration.ofMillis(1));
        Revocation unusedUser = node.service.revokeAllUserTokens("sub", "ada", "");
        Revocation unusedSession = node.service.revokeSession(ISSUER, "s1", "");

        assertThat(tokens.rotate(mine.text()).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(tokens.rotate(other.text()).outcome()).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_ofTheSessionThatIsKept_isRotated() {
        RefreshToken mine = login();
        RefreshToken other =
                tokens.register(ISSUER, "ada", RefreshOptions.none().session("s2"));
        clock.move(Duration.ofSeconds(1));
        Revocation unused = node.service.revokeAllUserTokens(
                access(), "password changed", RevokeOptions.all().except(access()));

        assertThat(tokens.rotate(mine.text()).outcome()).isEqualTo(Outcome.ROTATED);
        assertThat(tokens.rotate(other.text()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void token_notRotatedInTime_hasExpired() {
        RefreshToken token = login();
        clock.move(Duration.ofDays(10));

        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.EXPIRED);
        clock.move(Duration.ofHours(2));
        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void family_ofALimitedLifetime_endsHoweverOftenItIsRotated() {
        RefreshToken current =
                tokens.register(ISSUER, "ada", RefreshOptions.none().lifetime(Duration.ofHours(20)));
        for (int i = 0; i < 19; i++) {
            clock.move(Duration.ofHours(1));
            current = tokens.rotate(current.text()).successor().orElseThrow();
        }
        assertThat(current.expiresAt()).isEqualTo(current.startedAt().plus(Duration.ofHours(20)));
        clock.move(Duration.ofHours(1));

        assertThat(tokens.rotate(current.text()).outcome()).isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void family_byDefault_isIdleForADayAndLivesForThirty() {
        StoreRefreshTokens byDefault = tokens(Map.of());
        RefreshToken current = byDefault.register(ISSUER, "ada", RefreshOptions.none());
        assertThat(current.expiresAt()).isEqualTo(current.startedAt().plus(Duration.ofDays(1)));
        for (int i = 0; i < 31; i++) {
            clock.move(Duration.ofHours(23));
            current = byDefault.rotate(current.text()).successor().orElseThrow();
        }

        assertThat(current.expiresAt()).isEqualTo(current.startedAt().plus(Duration.ofDays(30)));
    }

    @Test
    void logout_withAnyTokenOfTheFamily_endsItAndItsSession() {
        RefreshToken first = login();
        RefreshToken next = tokens.rotate(first.text()).successor().orElseThrow();
        JsonWebToken access = access();

        RefreshRevocation receipt = tokens.revoke(first.text(), "logout");

        assertThat(receipt.outcome()).isEqualTo(RefreshRevocation.Outcome.REVOKED);
        assertThat(receipt.family()).hasValue(first.family());
        assertThat(receipt.session().flatMap(Revocation::reason)).hasValue("logout");
        assertThat(events).containsExactly(new TokenRevoked(receipt.session().orElseThrow()));
        assertThat(node.accepts(access)).isFalse();
        assertThat(tokens.rotate(next.text()).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(tokens.revokeFamily(first.family(), null).outcome())
                .isEqualTo(RefreshRevocation.Outcome.ALREADY_REVOKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"})
    void text_thatIsNoRefreshToken_isUnknown(String text) {
        assertThat(tokens.rotate(text))
                .isEqualTo(new RefreshRotation(Outcome.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(tokens.revoke(text, null).outcome()).isEqualTo(RefreshRevocation.Outcome.UNKNOWN);
    }

    @Test
    void token_thatTheStoreDoesNotKnow_isUnknown() {
        RefreshToken lost;
        try (EmbeddedStore other = new EmbeddedStore(clock)) {
            lost = tokens(other.refreshTokens(), Map.of(), Telemetry.NONE)
                    .register(ISSUER, "ada", RefreshOptions.none());
        }

        assertThat(tokens.rotate(lost.text()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(tokens.revoke(lost.text(), null).outcome()).isEqualTo(RefreshRevocation.Outcome.UNKNOWN);
        assertThat(outcomes).containsExactly(Outcome.UNKNOWN);
    }

    @Test
    void family_fromBeforeALoss_cannotBeRotatedUntilItIsAcknowledged() {
        RefreshToken token = login();
        node.watch.beat();
        clock.move(Duration.ofSeconds(1));
        Known another =
                new Known(Optional.of(new Epoch("another", 0, 0)), clock.millis(), clock.instant(), Duration.ofDays(1));
        assertThat(store.revocations()
                        .beat(another)
                        .toCompletableFuture()
                        .join()
                        .epoch()
                        .lostAtMillis())
                .isPositive();

        for (int day = 0; day < 9; day++) {
            // longer than an access token lives: the family may be one of those whose revocation is lost
            clock.move(Duration.ofDays(1));
            node.watch.beat();
            assertThatThrownBy(() -> tokens.rotate(token.text()))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("has lost revocations");
        }
        node.service.acknowledgeLoss();
        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void registration_withValuesThatAreNotAccepted_isRefusedWithoutThem() {
        RefreshOptions none = RefreshOptions.none();
        String long1025 = "secret".repeat(171);
        assertThatThrownBy(() -> tokens.register("", "ada", none))
                .hasMessage("issuer has 0 characters; accepted: 1 to 1024");
        assertThatThrownBy(() -> tokens.register(ISSUER, long1025, none))
                .hasMessage("subject has 1026 characters; accepted: 1 to 1024");
        assertThatThrownBy(() -> tokens.register(ISSUER, "ada", none.session("")))
                .hasMessageStartingWith("sessionId has 0 characters");
        assertThatThrownBy(() -> tokens.register(ISSUER, "ada", none.claim("azp", "")))
                .hasMessageStartingWith("azp has 0 characters");
        assertThatThrownBy(() -> tokens.register(ISSUER, "ada", none.lifetime(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lifetime is PT0S; accepted: from PT1S to PT87840H");
    }

    @Test
    void revocation_byAnActor_saysWhoItWas() {
        RefreshToken first = login();
        RefreshToken second = login();
        RevokeOptions byRoot = RevokeOptions.all().actor("root");
        String root = TokenIdentity.ofActor("root");

        assertThat(tokens.revoke(first.text(), "stolen phone", byRoot).session().flatMap(Revocation::actor))
                .hasValue(root);
        assertThat(tokens.revokeFamily(second.family(), "stolen phone", byRoot)
                        .session()
                        .flatMap(Revocation::actor))
                .hasValue(root);
    }

    @Test
    void revocation_withOptionsThatSelectTokens_isRefused() {
        RefreshToken token = login();
        List<RevokeOptions> refused = List.of(
                RevokeOptions.all().issuedBefore(clock.instant()),
                RevokeOptions.all().except(access()),
                RevokeOptions.all().until(clock.instant().plusSeconds(9)),
                RevokeOptions.all().dryRun());

        for (RevokeOptions options : refused) {
            assertThatThrownBy(() -> tokens.revoke(token.text(), null, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a family of refresh tokens");
            assertThatThrownBy(() -> tokens.revokeFamily(token.family(), null, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a family of refresh tokens");
        }
        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.ROTATED);
    }

    /** It would reach the store, which has nothing but hashes. */
    @Test
    void token_passedAsTheHashOfItsFamily_isRefusedWithoutIt() {
        RefreshToken token = login();
        StoreException asked = new StoreException(RedisErrorType.UNKNOWN_ERROR, "asked", null);
        StoreRefreshTokens unasked = tokens(failing(asked), Map.of(), Telemetry.NONE);

        for (String text : List.of(
                "", token.text(), token.family() + "x", "*" + token.family().substring(1))) {
            assertThatThrownBy(() -> unasked.revokeFamily(text, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("family has " + text.length()
                            + " characters; accepted: a hash, which has 43 letters, digits, - and _");
        }
        assertThatThrownBy(() -> unasked.revokeFamily(token.family(), null)).isSameAs(asked);
    }

    /** Exactly one of the claims of the login is enough for a cutoff to apply; others have no effect. */
    @Test
    void claim_thatNothingRevokes_hasNoEffect() {
        RefreshToken token = tokens.register(
                ISSUER,
                "ada",
                RefreshOptions.none().claim("iss", "https://other.test").claim("color", "red"));
        clock.move(Duration.ofMillis(1));
        Revocation unused = node.service.revokeIssuerTokens("https://other.test", "");

        assertThat(tokens.rotate(token.text()).outcome()).isEqualTo(Outcome.ROTATED);
    }

    private static RefreshStore failing(StoreException failure) {
        return (RefreshStore) Proxy.newProxyInstance(
                RefreshStore.class.getClassLoader(),
                new Class<?>[] {RefreshStore.class},
                (proxy, method, arguments) -> CompletableFuture.failedFuture(failure));
    }

    @Test
    void storeThatFails_isAFailureOfTheCall() {
        StoreException failure = new StoreException(RedisErrorType.TIMEOUT_ERROR, "no answer", null);
        StoreRefreshTokens broken = tokens(failing(failure), Map.of(), Telemetry.NONE);
        String text = login().text();

        assertThatThrownBy(() -> broken.register(ISSUER, "ada", RefreshOptions.none()))
                .isSameAs(failure);
        assertThatThrownBy(() -> broken.rotate(text)).isSameAs(failure);
        assertThatThrownBy(() -> broken.revoke(text, null)).isSameAs(failure);
    }
}
