package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBlacklistServiceTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.500Z");

    private final Scheduler scheduler = new Scheduler();
    private Instant now = START;
    private final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final RevocationNode node = new RevocationNode(store.revocations(), scheduler, () -> now, Map.of());
    private final List<Object> events = node.events;
    private final StoreTokenBlacklistService service = node.service;

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
    }

    private Map<String, Object> claims(String user) {
        return new HashMap<>(Map.of(
                "iss",
                "https://issuer.test",
                "sub",
                user,
                "upn",
                user,
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                now.getEpochSecond(),
                "exp",
                now.plusSeconds(900).getEpochSecond()));
    }

    private JsonWebToken token(String user) {
        return Tokens.verified(Tokens.sign(claims(user)));
    }

    private JsonWebToken token(String user, String claim, long value) {
        Map<String, Object> claims = claims(user);
        claims.put(claim, value);
        return Tokens.verified(Tokens.sign(claims));
    }

    @Test
    void revokedToken_byText_isFoundByTextAndAsVerified() {
        JsonWebToken ada = token("ada");
        Revocation done = service.revokeToken(ada.getRawToken(), "logout");

        assertThat(done.outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(done.scope()).isEqualTo(Scope.TOKEN);
        assertThat(done.expiresAt()).isEqualTo(Instant.ofEpochSecond(now.getEpochSecond() + 900 + 60));
        assertThat(service.isTokenRevoked(ada.getRawToken())).isTrue();
        assertThat(service.isTokenRevoked(ada)).isTrue();
        assertThat(service.isTokenRevoked(token("ada"))).isFalse();
    }

    @Test
    void revokedToken_asVerified_isFoundByItsIdInAnotherText() {
        Map<String, Object> claims = claims("ada");
        service.revokeToken(Tokens.verified(Tokens.sign(claims)), "logout");
        claims.put("exp", now.plusSeconds(901).getEpochSecond());
        assertThat(service.isTokenRevoked(Tokens.verified(Tokens.sign(claims)))).isTrue();
    }

    @Test
    void unverifiedToken_withForgedClaims_revokesNobodyElse() {
        JsonWebToken victim = token("ada");
        Map<String, Object> forged = claims("ada");
        forged.put("jti", victim.getTokenID());
        forged.put("forged", 1);
        service.revokeToken(Tokens.sign(forged), null);
        assertThat(service.isTokenRevoked(victim)).isFalse();
    }

    @Test
    void revokedId_ofOneIssuer_leavesTheOtherIssuersAlone() {
        JsonWebToken ada = token("ada");
        service.revokeTokenId("https://other.test", ada.getTokenID(), now.plusSeconds(900), null);
        assertThat(service.isTokenRevoked(ada)).isFalse();
        service.revokeTokenId("https://issuer.test", ada.getTokenID(), now.plusSeconds(900), null);
        assertThat(service.isTokenRevoked(ada)).isTrue();
    }

    @Test
    void secondRevocation_sameToken_saysSinceWhen() {
        JsonWebToken ada = token("ada");
        Revocation first = service.revokeToken(ada, null);
        now = now.plusSeconds(10);
        Revocation second = service.revokeToken(ada, null);
        assertThat(second.outcome()).isEqualTo(Outcome.ALREADY_REVOKED);
        assertThat(second.revokedAt()).isEqualTo(first.revokedAt());
        assertThat(service.getBlacklistStats().totalTokensBlacklisted()).isEqualTo(1);
    }

    @Test
    void expiredToken_revoked_isANoOpThatSaysSo() {
        JsonWebToken old = token("ada", "exp", now.getEpochSecond() - 61);
        assertThat(service.revokeToken(old.getRawToken(), null).outcome()).isEqualTo(Outcome.ALREADY_EXPIRED);
        assertThat(service.revokeTokenId("https://issuer.test", "id", now.minusSeconds(61), null)
                        .outcome())
                .isEqualTo(Outcome.ALREADY_EXPIRED);
        assertThat(service.getBlacklistStats().totalTokensBlacklisted()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void expiredToken_withinTheClockSkew_isRevoked() {
        JsonWebToken old = token("ada", "exp", now.getEpochSecond() - 30);
        assertThat(service.revokeToken(old.getRawToken(), null).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void tokenWithoutReadableExpiry_revoked_isKeptForTheLongestLife() {
        Revocation done = service.revokeToken("e30.e30.c2ln", null);
        assertThat(done.expiresAt()).isEqualTo(now.plus(Duration.ofHours(24)).plusSeconds(60));
    }

    @Test
    void tokenInUse_expiredByEveryClock_isRevokedAllTheSame() {
        JsonWebToken old = token("ada", "exp", now.getEpochSecond() - 3_600);
        assertThat(service.revokeToken(old, null).outcome()).isEqualTo(Outcome.REVOKED);
        assertThat(service.isTokenRevoked(old)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {86_401, 30 * 86_400, 10 * 366 * 86_400L, Long.MAX_VALUE / 2})
    void unverifiedText_thatClaimsALongLife_isKeptForTheLongestLife(long seconds) {
        JsonWebToken forged = token("ada", "exp", now.getEpochSecond() + seconds);
        Revocation done = service.revokeToken(forged.getRawToken(), null);
        assertThat(done.expiresAt()).isEqualTo(now.plus(Duration.ofHours(24)).plusSeconds(60));
    }

    @Test
    void verifiedToken_thatLivesLonger_isKeptUntilItsEnd() {
        Instant end = now.plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
        JsonWebToken longLived = token("ada", "exp", end.getEpochSecond());
        assertThat(service.revokeToken(longLived, null).expiresAt()).isEqualTo(end.plusSeconds(60));
    }

    @Test
    void userCutoff_tokensIssuedBefore_areRefusedAndOthersNot() {
        JsonWebToken before = token("ada");
        JsonWebToken other = token("bob");
        Revocation done = service.revokeAllUserTokens("ada", "password_change");
        now = now.plusSeconds(1);

        assertThat(done.scope()).isEqualTo(Scope.USER);
        assertThat(service.isTokenRevoked(before)).isTrue();
        assertThat(service.isTokenRevoked(other)).isFalse();
        assertThat(service.isTokenRevoked(token("ada"))).isFalse();
        assertThat(service.getBlacklistStats().totalUsersBlacklisted()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // offset of iat in s, of iat_ms in ms (0: none), of auth_time in s (99: none) → refused?
        "-1, 0, 99, true",
        "0, 0, 99, true",
        "1, 0, 99, false",
        "0, 1, 99, false",
        "0, -1, 99, true",
        // an iat_ms that does not belong to its iat proves nothing
        "0, 5000, 99, true",
        "-1, 5000, 99, true",
        // refreshed after the cutoff, signed in before it
        "5, 0, -5, true",
        "5, 0, 0, true",
        "5, 0, 1, false",
        // signed in again within the cutoff's own second
        "0, 1, 0, false",
        "0, 1, -1, true"
    })
    void userCutoff_tokenOfTheSameTime_isComparedAsPreciselyAsItsClaims(
            long issued, long issuedMillis, long authenticated, boolean refused) {
        service.revokeAllUserTokens("ada", null);
        long second = START.getEpochSecond();
        Map<String, Object> claims = claims("ada");
        claims.put("iat", second + issued);
        if (issuedMillis != 0) {
            claims.put("iat_ms", START.toEpochMilli() + issuedMillis);
        }
        if (authenticated != 99) {
            claims.put("auth_time", second + authenticated);
        }
        assertThat(service.isTokenRevoked(Tokens.verified(Tokens.sign(claims)))).isEqualTo(refused);
    }

    @Test
    void userCutoff_serverThatSaysZeroForAMissingClaim_isUnderstood() {
        service.revokeAllUserTokens("ada", null);
        Map<String, Object> claims = claims("ada");
        claims.put("iat", START.getEpochSecond() + 5);
        claims.put("auth_time", 0L);
        assertThat(service.isTokenRevoked(Tokens.verified(Tokens.sign(claims)))).isFalse();
    }

    @Test
    void userCutoff_tokenWithoutIssueTime_isRefused() {
        service.revokeAllUserTokens("ada", null);
        now = now.plusSeconds(100);
        Map<String, Object> claims = claims("ada");
        claims.remove("iat");
        assertThat(service.isTokenRevoked(Tokens.verified(Tokens.sign(claims)))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"sub", "upn", "preferred_username"})
    void userCutoff_userNamedByAnyOfTheClaims_applies(String claim) {
        Map<String, Object> claims = claims("someone");
        claims.put(claim, "ada");
        service.revokeAllUserTokens("ada", null);
        assertThat(service.isTokenRevoked(Tokens.verified(Tokens.sign(claims)))).isTrue();
    }

    @Test
    void userCutoff_laterRevocation_movesForward() {
        service.revokeAllUserTokens("ada", null);
        now = now.plusSeconds(60);
        JsonWebToken between = token("ada");
        assertThat(service.isTokenRevoked(between)).isFalse();
        service.revokeAllUserTokens("ada", null);
        assertThat(service.isTokenRevoked(between)).isTrue();
    }

    @Test
    void emptyToken_ofARequestWithoutOne_isNeitherRevokedNorRevocable() {
        assertThat(service.isTokenRevoked(Tokens.empty())).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> service.revokeToken(Tokens.empty(), null))
                .withMessageContaining("empty");
    }

    @Test
    void revocation_anyKind_isToldAsEventWithReasonAndHash() {
        JsonWebToken ada = token("ada");
        Revocation done = service.revokeToken(ada, "logout");
        assertThat(events).containsExactly(new TokenRevoked(done));
        assertThat(done.reason()).hasValue("logout");
        assertThat(events.toString()).doesNotContain("ada").doesNotContain(ada.getRawToken());
    }

    @Test
    void arguments_outOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> service.revokeAllUserTokens("", null))
                .withMessage("userId has 0 characters; accepted: 1 to 1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> service.revokeAllUserTokens("ada", "x".repeat(257)))
                .withMessage("reason has 257 characters; accepted: at most 256");
    }
}
