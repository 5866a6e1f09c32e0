package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationAttempt;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens the revocation of a session, a client, an issuer or a claim refuses; asked of two nodes. */
class RevocationScopesTest {
    private static final String ISSUER = "https://issuer.test";
    private static final Map<String, String> CLAIMS = Map.of("beacon.revocation.claims", "device_id, groups");
    private static final RevokeOptions ALL = RevokeOptions.all();

    private Instant now = Instant.parse("2026-03-01T12:00:00.500Z");
    private final Scheduler scheduler = new Scheduler();
    private final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final RevocationNode node = node(CLAIMS);
    private final RevocationNode other = node(CLAIMS);

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
    }

    private RevocationNode node(Map<String, String> properties) {
        return new RevocationNode(store.revocations(), scheduler, () -> now, properties);
    }

    private JsonWebToken token(Map<String, ?> more) {
        Map<String, Object> claims =
                new HashMap<>(Tokens.claims("sub", "ada", now.getEpochSecond(), now.getEpochSecond() + 900));
        claims.putAll(more);
        return Tokens.verified(Tokens.sign(claims));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void assertRevoked(JsonWebToken token) {
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
    }

    private void assertAccepted(JsonWebToken token) {
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        assertThat(other.saysOf(token)).isEqualTo("accepted");
    }

    @Test
    void revokeSession_ofAToken_refusesAllTokensOfTheSessionAlsoLaterOnes() {
        JsonWebToken phone = token(Map.of("sid", "s1"));
        JsonWebToken laptop = token(Map.of("sid", "s2"));

        Revocation done = node.service.revokeSession(phone, "lost phone");

        assertThat(done.scope()).isEqualTo(Scope.SESSION);
        assertThat(done.outcome()).isEqualTo(Outcome.REVOKED);
        assertRevoked(phone);
        assertAccepted(laptop);
        assertAccepted(token(Map.of()));
        pass(Duration.ofHours(23));
        assertRevoked(token(Map.of("sid", "s1")));
        assertAccepted(token(Map.of("sid", "s1", "iss", "https://other.test")));
    }

    @Test
    void revokeSession_byIssuerAndId_isTheSame() {
        JsonWebToken phone = token(Map.of("sid", "s1"));
        Revocation done = other.service.revokeSession(ISSUER, "s1", null);

        assertRevoked(phone);
        assertThat(node.service.revokeSession(phone, null))
                .returns(Outcome.ALREADY_REVOKED, Revocation::outcome)
                .returns(done.id(), Revocation::id);
    }

    @Test
    void revokeSession_ofATokenWithoutSid_saysWhatIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeSession(token(Map.of()), null))
                .withMessage("the token names no session; accepted: one with a sid claim");
    }

    @Test
    void revokeSession_until_isKeptForThatTimeAndNotShorter() {
        RevocationTarget session = RevocationTarget.session(ISSUER, "s1");
        Instant month = now.plus(Duration.ofDays(30));

        assertThat(node.service.revoke(session, null, ALL.until(month)).expiresAt())
                .isEqualTo(month);
        assertThat(node.service
                        .revoke(RevocationTarget.session(ISSUER, "s2"), null, ALL.until(now.plusSeconds(1)))
                        .expiresAt())
                .isEqualTo(now.plus(Duration.ofHours(24)).plusSeconds(60));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revoke(session, null, ALL.until(now.plus(Duration.ofDays(4_000)))))
                .withMessageStartingWith("until is ");
        pass(Duration.ofDays(29));
        assertRevoked(token(Map.of("sid", "s1")));
    }

    @Test
    void revokeToken_ofASession_leavesTheSessionAlone() {
        JsonWebToken first = token(Map.of("sid", "s1"));
        node.service.revokeToken(first, "");

        assertRevoked(first);
        assertAccepted(token(Map.of("sid", "s1")));
    }

    /** The session that a cutoff spares is refused if it was revoked by itself. */
    @Test
    void revokeSession_ofAnExemptSession_refusesIt() {
        JsonWebToken laptop = token(Map.of("sid", "s1"));
        node.service.revokeAllUserTokens(laptop, "", ALL.except(laptop));
        assertAccepted(laptop);

        other.service.revokeSession(laptop, "");

        assertThat(other.saysOf(laptop)).isEqualTo("revoked");
        assertThat(node.saysOf(laptop)).isEqualTo("revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"azp", "client_id"})
    void revokeClientTokens_refusesWhatWasIssuedToIt(String claim) {
        JsonWebToken app = token(Map.of(claim, "app"));
        JsonWebToken web = token(Map.of(claim, "web"));
        Revocation done = node.service.revokeClientTokens("app", "leaked secret");

        assertThat(done.scope()).isEqualTo(Scope.CLIENT);
        assertRevoked(app);
        assertAccepted(web);
        pass(Duration.ofSeconds(1));
        assertAccepted(token(Map.of(claim, "app")));
    }

    @Test
    void revokeIssuerTokens_refusesWhatItHasIssued() {
        JsonWebToken before = token(Map.of());
        JsonWebToken ofAnother = token(Map.of("iss", "https://other.test"));
        assertThat(node.service.revokeIssuerTokens(ISSUER, "leaked key").scope())
                .isEqualTo(Scope.ISSUER);

        assertRevoked(before);
        assertAccepted(ofAnother);
        pass(Duration.ofSeconds(1));
        assertAccepted(token(Map.of()));
    }

    @Test
    void revokeWhere_refusesTokensWithTheValueOrAListThatContainsIt() {
        JsonWebToken device = token(Map.of("device_id", "d1"));
        JsonWebToken member = token(Map.of("groups", List.of("users", "contractors")));
        JsonWebToken neither = token(Map.of("device_id", "d2", "groups", List.of("users")));
        node.service.revokeWhere("device_id", "d1", "lost");
        other.service.revokeWhere("groups", "contractors", "project ended");

        assertRevoked(device);
        assertRevoked(member);
        assertAccepted(neither);
        assertAccepted(token(Map.of("groups", List.of("d1"))));
    }

    /** Whatever JSON library a server takes claims from. */
    @Test
    void revokeWhere_numbersAndBooleans_areComparedByTheirText() {
        RevocationNode asked = node(Map.of("beacon.revocation.claims", "tenant,staff,floors"));
        List<Object> sevens = List.of(7, 7L, new BigDecimal("7"), Json.createValue(7), "7", Json.createValue("7"));
        for (Object seven : sevens) {
            assertThat(asked.saysOf(raw(Map.of("tenant", seven)))).isEqualTo("accepted");
        }
        asked.service.revokeWhere("tenant", "7", "");
        for (Object seven : sevens) {
            assertThat(asked.saysOf(raw(Map.of("tenant", seven))))
                    .as("%s", seven.getClass())
                    .isEqualTo("revoked");
        }
        asked.service.revokeWhere("staff", "true", "");
        assertThat(asked.saysOf(raw(Map.of("staff", true)))).isEqualTo("revoked");
        assertThat(asked.saysOf(raw(Map.of("staff", JsonValue.TRUE)))).isEqualTo("revoked");
        assertThat(asked.saysOf(raw(Map.of("staff", JsonValue.FALSE)))).isEqualTo("accepted");

        asked.service.revokeWhere("floors", "3", "");
        assertThat(asked.saysOf(raw(Map.of("floors", List.of(2, 3))))).isEqualTo("revoked");
        assertThat(asked.saysOf(
                        raw(Map.of("floors", Json.createArrayBuilder().add(3).build()))))
                .isEqualTo("revoked");
        assertThat(asked.saysOf(raw(Map.of("floors", List.of(33))))).isEqualTo("accepted");
    }

    @Test
    void revokeWhere_emptyClaims_haveNoValue() {
        node.service.revokeWhere("groups", "null", "");
        node.service.revokeWhere("device_id", "null", "");

        assertAccepted(raw(Map.of("groups", Arrays.asList(null, "users"), "device_id", JsonValue.NULL)));
        assertAccepted(raw(
                Map.of("groups", Json.createArrayBuilder().addNull().build(), "device_id", "", "azp", "", "sid", "")));
    }

    /** As a server's principal whose claims come from its own JSON library. */
    private JsonWebToken raw(Map<String, Object> more) {
        Map<String, Object> claims =
                new HashMap<>(Tokens.claims("sub", "ada", now.getEpochSecond(), now.getEpochSecond() + 900));
        claims.putAll(more);
        return new Tokens.Verified(Tokens.sign(Map.of("jti", claims.get("jti"))), claims);
    }

    @Test
    void sessions_ofTokensWithoutIssuer_areRevokedByTheToken() {
        Map<String, Object> claims =
                new HashMap<>(Tokens.claims("sub", "ada", now.getEpochSecond(), now.getEpochSecond() + 900));
        claims.remove("iss");
        claims.put("sid", "s1");
        JsonWebToken without = Tokens.verified(Tokens.sign(claims));
        node.service.revokeIssuerTokens(ISSUER, "");
        assertAccepted(without);

        node.service.revokeSession(without, "");

        assertRevoked(without);
        pass(Duration.ofSeconds(1));
        assertAccepted(token(Map.of("sid", "s1")));
    }

    /** An issuer's clock that runs ahead, or that writes milliseconds, must not let tokens past a cutoff. */
    @Test
    void cutoffs_ofTokensIssuedInTheFuture_refuseWhatNoClockCanHaveIssued() {
        JsonWebToken ahead = token(Map.of("azp", "app", "iat", now.getEpochSecond() + 60));
        JsonWebToken inMillis = token(Map.of("azp", "app", "iat", now.toEpochMilli()));
        JsonWebToken without = raw(Map.of("azp", "app", "iat", JsonValue.NULL));
        node.service.revokeClientTokens("app", "");

        assertRevoked(inMillis);
        assertRevoked(without);
        // the clock of its issuer is ahead of all others: as the Javadoc says, only a session or the token itself ends
        // it
        assertAccepted(ahead);
        node.service.revokeToken(ahead, "");
        assertRevoked(ahead);
    }

    @Test
    void revokeWhere_claimThatIsNotConfigured_isRefusedWithTheAcceptedOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeWhere("tenant", "t1", null))
                .withMessage("claim is \"tenant\"; accepted: those of beacon.revocation.claims, device_id, groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node(Map.of()).service.revokeWhere("device_id", "d1", null))
                .withMessage("claim is \"device_id\"; accepted: those of beacon.revocation.claims, which names none");
    }

    /** Equal names in different scopes must not be mixed up. */
    @Test
    void scopes_withEqualNames_areKeptApart() {
        JsonWebToken token = token(Map.of("sid", "x", "azp", "y", "device_id", "z", "jti", "j", "sub", "u"));
        for (String name : List.of("x", "z", "j", "u", ISSUER)) {
            node.service.revokeClientTokens(name, "");
        }
        for (String name : List.of("x", "y", "z", "j", "u")) {
            node.service.revokeIssuerTokens(name, "");
        }
        for (String name : List.of("y", "z", "j", "u")) {
            node.service.revokeSession(ISSUER, name, "");
        }
        for (String name : List.of("x", "y", "j", "u")) {
            node.service.revokeWhere("device_id", name, "");
        }
        for (String name : List.of("x", "y", "z", "j")) {
            node.service.revokeAllUserTokens(name, "");
        }

        assertAccepted(token);
    }

    @Test
    void cutoffs_ofSeveralGroups_refuseUpToTheLatest() {
        JsonWebToken first = token(Map.of("azp", "app"));
        node.service.revokeClientTokens("app", "");
        pass(Duration.ofSeconds(5));
        JsonWebToken second = token(Map.of("azp", "app"));
        assertAccepted(second);
        node.service.revokeIssuerTokens(ISSUER, "");
        pass(Duration.ofSeconds(5));
        node.service.revoke(RevocationTarget.userOf(second), "", ALL.issuedBefore(now.minusSeconds(20)));

        assertRevoked(first);
        assertRevoked(second);
        assertAccepted(token(Map.of("azp", "app")));
    }

    @Test
    void actor_isInTheReceiptAndTheEventAsAHash() {
        Revocation done = node.service.revoke(RevocationTarget.client("app"), "leak", ALL.actor("root@example.org"));

        assertThat(done.actor()).hasValue(TokenIdentity.ofActor("root@example.org"));
        assertThat(done.reason()).hasValue("leak");
        assertThat(node.events).containsExactly(new TokenRevoked(done));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revoke(RevocationTarget.client("app"), "", ALL.actor("x".repeat(1_025))))
                .withMessage("actor has 1025 characters; accepted: 1 to 1024");
    }

    @Test
    void dryRun_saysWhatWouldBeAndChangesNothing() {
        JsonWebToken token = token(Map.of("sid", "s1", "azp", "app"));
        List<RevocationTarget> targets = List.of(
                RevocationTarget.token(token),
                RevocationTarget.token(token.getRawToken()),
                RevocationTarget.sessionOf(token),
                RevocationTarget.userOf(token),
                RevocationTarget.client("app"),
                RevocationTarget.issuer(ISSUER));

        for (RevocationTarget target : targets) {
            Revocation said = node.service.revoke(target, "why", ALL.dryRun());
            assertThat(said.outcome()).as(target.toString()).isEqualTo(Outcome.DRY_RUN);
            assertAccepted(token);
            assertThat(node.events).isEmpty();
            assertThat(node.service.getBlacklistStats().byReason()).isEmpty();
        }
        Revocation done = node.service.revoke(RevocationTarget.client("app"), "why", ALL);
        Revocation said = node.service.revoke(RevocationTarget.client("app"), "why", ALL.dryRun());
        assertThat(said.outcome()).isEqualTo(Outcome.ALREADY_REVOKED);
        assertThat(said.id()).isEqualTo(done.id());
    }

    @Test
    void options_thatSelectTokens_areRefusedForWhatIsRevokedAsAWhole() {
        JsonWebToken token = token(Map.of("sid", "s1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revoke(RevocationTarget.sessionOf(token), "", ALL.issuedBefore(now)))
                .withMessageStartingWith("issuedBefore is set for the session of a token, which is revoked as a whole");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revoke(RevocationTarget.token(token), "", ALL.except(token)))
                .withMessageStartingWith("except is set for a verified token");
    }

    @Test
    void revokeAll_manyTargets_returnsAnAttemptForEachInOrder() {
        List<RevocationTarget> targets = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            targets.add(RevocationTarget.tokenId(ISSUER, "j" + i, now.plusSeconds(900)));
        }
        targets.add(700, RevocationTarget.where("tenant", "t1"));

        List<RevocationAttempt> attempts = node.service.revokeAll(targets, "incident 7", ALL.actor("root"));

        assertThat(attempts).extracting(RevocationAttempt::target).isEqualTo(targets);
        assertThat(attempts.get(700).failure()).get().isInstanceOf(IllegalArgumentException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> attempts.get(700).orThrow());
        assertThat(attempts).filteredOn(each -> each.receipt().isPresent()).hasSize(1_500);
        assertThat(node.service.getBlacklistStats().byReason()).isEqualTo(Map.of("incident 7", 1_500L));
        assertThat(other.saysOf(token(Map.of("jti", "j1499")))).isEqualTo("revoked");
        assertThat(node.events).hasSize(1_500);
    }

    @Test
    void stats_countByScopeAndByReason() {
        JsonWebToken token = token(Map.of("sid", "s1"));
        node.service.revokeToken(token, "logout");
        node.service.revokeSession(token, "logout");
        node.service.revokeClientTokens("app", null);

        BlacklistStats stats = other.service.getBlacklistStats();

        assertThat(stats.totalTokensBlacklisted()).isEqualTo(1);
        assertThat(stats.totalUsersBlacklisted()).isZero();
        assertThat(stats.byScope())
                .containsEntry(Scope.TOKEN, 1L)
                .containsEntry(Scope.SESSION, 1L)
                .containsEntry(Scope.CLIENT, 1L)
                .containsEntry(Scope.USER, 0L)
                .hasSize(Scope.values().length);
        assertThat(stats.byReason()).isEqualTo(Map.of("logout", 2L, "", 1L));
        assertThat(stats.oldestEntry()).isEqualTo(Optional.of(now));
    }

    @Test
    void targets_asText_sayNothingOfTheirValues() {
        JsonWebToken token = token(Map.of("sid", "secret"));
        assertThat(List.of(
                        RevocationTarget.token(token),
                        RevocationTarget.token("secret"),
                        RevocationTarget.tokenId("secret", "secret", now),
                        RevocationTarget.sessionOf(token),
                        RevocationTarget.session("secret", "secret"),
                        RevocationTarget.userOf(token),
                        RevocationTarget.user("secret", "secret"),
                        RevocationTarget.userNamed("secret"),
                        RevocationTarget.client("secret"),
                        RevocationTarget.issuer("secret"),
                        RevocationTarget.where("secret", "secret")))
                .noneMatch(target -> target.toString().contains("secret")
                        || target.toString().contains(token.getRawToken()));
    }
}
