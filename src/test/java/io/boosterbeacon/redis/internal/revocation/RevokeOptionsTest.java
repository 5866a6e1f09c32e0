package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a user's tokens a cutoff refuses; asked of the node that set it and of another one. */
class RevokeOptionsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.500Z");

    private Instant now = START;
    private final Scheduler scheduler = new Scheduler();
    private final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final RevocationNode node = node(Map.of());
    private final RevocationNode other = node(Map.of());

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
    }

    private RevocationNode node(Map<String, String> properties) {
        return new RevocationNode(store.revocations(), scheduler, () -> now, properties);
    }

    private Map<String, Object> claims() {
        return Tokens.claims("sub", "ada", now.getEpochSecond(), now.getEpochSecond() + 900);
    }

    private JsonWebToken token() {
        return Tokens.verified(Tokens.sign(claims()));
    }

    private JsonWebToken with(Map<String, Object> more) {
        Map<String, Object> claims = claims();
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
    void except_sessionOfAToken_isKeptWhileAllOthersEnd() {
        JsonWebToken phone = token();
        JsonWebToken laptop = token();

        node.service.revokeAllUserTokens(
                laptop, "password changed", RevokeOptions.all().except(laptop));

        assertRevoked(phone);
        assertAccepted(laptop);
        pass(Duration.ofSeconds(1));
        assertAccepted(token());
    }

    @Test
    void except_sessionWithASid_isKeptWhenItsTokenIsRefreshed() {
        JsonWebToken laptop = with(Map.of("sid", "s1", "auth_time", now.getEpochSecond() - 60));
        JsonWebToken phone = with(Map.of("sid", "s2", "auth_time", now.getEpochSecond() - 60));
        node.service.revokeAllUserTokens(laptop, "", RevokeOptions.all().except(laptop));
        pass(Duration.ofMinutes(5));

        assertAccepted(with(Map.of("sid", "s1", "auth_time", START.getEpochSecond() - 60)));
        assertRevoked(with(Map.of("sid", "s2", "auth_time", START.getEpochSecond() - 60)));
        assertRevoked(phone);
    }

    @Test
    void except_followedByOneWithout_endsTheKeptSessionToo() {
        JsonWebToken laptop = token();
        node.service.revokeAllUserTokens(laptop, "", RevokeOptions.all().except(laptop));
        assertAccepted(laptop);
        pass(Duration.ofMillis(1));

        node.service.revokeAllUserTokens(laptop, "");

        assertRevoked(laptop);
    }

    /** A thief's request may have passed the check just before the owner logs out everywhere. */
    @Test
    void except_sessionThatWasRefusedBefore_doesNotComeBack() {
        JsonWebToken stolen = token();
        other.service.revokeAllUserTokens(token(), "logout everywhere");
        pass(Duration.ofSeconds(1));

        node.service.revokeAllUserTokens(stolen, "", RevokeOptions.all().except(stolen));

        assertRevoked(stolen);
    }

    @Test
    void except_anotherSessionEachTime_keepsTheLastOneAlone() {
        JsonWebToken first = token();
        JsonWebToken second = token();
        node.service.revokeAllUserTokens(first, "", RevokeOptions.all().except(first));
        pass(Duration.ofSeconds(2));
        JsonWebToken third = token();
        node.service.revokeAllUserTokens(third, "", RevokeOptions.all().except(third));

        assertRevoked(first);
        assertRevoked(second);
        assertAccepted(third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "claim", "name"})
    void options_countHoweverTheUserIsNamed(String form) {
        JsonWebToken old = token();
        JsonWebToken kept = token();
        pass(Duration.ofSeconds(10));
        JsonWebToken young = token();
        RevokeOptions options =
                RevokeOptions.all().issuedBefore(now.minusSeconds(5)).except(kept);

        switch (form) {
            case "token" -> node.service.revokeAllUserTokens(young, "", options);
            case "claim" -> node.service.revokeAllUserTokens("sub", "ada", "", options);
            default -> node.service.revokeAllUserTokens("ada", "", options);
        }

        assertRevoked(old);
        assertAccepted(kept);
        assertAccepted(young);
    }

    @ParameterizedTest
    @CsvSource({
        // moment in ms after the second, offset of iat in s, of iat_ms in ms after the second (-1: none) → refused?
        "0, -1, -1, true",
        "0, 0, -1, false",
        "500, 0, -1, true",
        "500, 1, -1, false",
        "500, 0, 499, true",
        "500, 0, 500, false",
        "500, 0, 501, false",
        "0, 0, 0, false",
    })
    void issuedBefore_isComparedAsPreciselyAsTheClaims(long moment, long issued, long issuedMillis, boolean refused) {
        Instant second = START.truncatedTo(ChronoUnit.SECONDS);
        node.service.revokeAllUserTokens("ada", "", RevokeOptions.all().issuedBefore(second.plusMillis(moment)));

        JsonWebToken token = issuedMillis < 0
                ? with(Map.of("iat", second.getEpochSecond() + issued))
                : with(Map.of(
                        "iat",
                        second.getEpochSecond() + issued,
                        "iat_ms",
                        second.plusMillis(issuedMillis).toEpochMilli()));
        assertThat(node.saysOf(token)).isEqualTo(refused ? "revoked" : "accepted");
    }

    @Test
    void issuedBefore_currentSecond_sparesALoginRightAfterIt() {
        JsonWebToken before = with(Map.of("iat", now.getEpochSecond() - 1));
        node.service.revokeAllUserTokens(
                "ada", "", RevokeOptions.all().issuedBefore(now.truncatedTo(ChronoUnit.SECONDS)));

        assertRevoked(before);
        assertAccepted(token());
        assertAccepted(with(Map.of("auth_time", now.getEpochSecond())));
    }

    @Test
    void issuedBefore_earlierThanACutoff_movesNothingBack() {
        node.service.revokeAllUserTokens("ada", "");
        JsonWebToken token = token();

        assertThat(node.service
                        .revokeAllUserTokens("ada", "", RevokeOptions.all().issuedBefore(Instant.MIN))
                        .revokedAt())
                .isEqualTo(START);
        assertRevoked(token);
    }

    @Test
    void issuedBefore_moreThanAnHourAhead_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeAllUserTokens(
                        "ada", "", RevokeOptions.all().issuedBefore(now.plusSeconds(3_601))))
                .withMessageStartingWith("issuedBefore is ");
    }

    @ParameterizedTest
    @CsvSource({"true, 0, true", "true, -60, true", "true, 1, false", "false, 0, false", "false, -60, false"})
    void authTime_comparedOrNot_asConfigured(boolean compared, long authenticated, boolean refused) {
        RevocationNode configured = node(Map.of("beacon.revocation.auth-time", Boolean.toString(compared)));
        configured.service.revokeAllUserTokens("ada", "");
        pass(Duration.ofSeconds(5));

        assertThat(configured.saysOf(with(Map.of("auth_time", START.getEpochSecond() + authenticated))))
                .isEqualTo(refused ? "revoked" : "accepted");
    }
}
