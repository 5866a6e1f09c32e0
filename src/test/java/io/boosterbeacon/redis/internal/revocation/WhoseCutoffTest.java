package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A name that somebody may choose in one claim must not log out whoever has it in another. */
class WhoseCutoffTest {
    private static final List<String> CLAIMS = List.of("sub", "upn", "preferred_username");

    private final Scheduler scheduler = new Scheduler();
    private final EmbeddedStore store = new EmbeddedStore(InstantSource.system());
    private final RevocationNode node = node(Map.of());

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
    }

    private RevocationNode node(Map<String, String> properties) {
        return new RevocationNode(store.revocations(), scheduler, InstantSource.system(), properties);
    }

    private static JsonWebToken token(Map<String, String> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("iss", "https://issuer.test"));
        all.putAll(claims);
        long now = Instant.now().getEpochSecond();
        all.put("iat", now - 5);
        all.put("exp", now + 900);
        return Tokens.verified(Tokens.sign(all));
    }

    /** An attacker's claim and the victim's that has the same value, never the same claim. */
    static Stream<Arguments> pairs() {
        return CLAIMS.stream().flatMap(chosen -> CLAIMS.stream()
                .filter(claim -> !claim.equals(chosen))
                .map(claim -> Arguments.of(chosen, claim)));
    }

    private static Map<String, String> user(String name) {
        return new HashMap<>(Map.of("sub", name + "-sub", "upn", name + "-upn", "preferred_username", name + "-name"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void ownToken_ofWhoeverChoseTheVictimsName_logsOutNobodyElse(String chosen, String claim) {
        Map<String, String> attacker = user("attacker");
        attacker.put(chosen, "victim");
        Map<String, String> victim = user("victim");
        victim.put(claim, "victim");

        node.service.revokeAllUserTokens(token(attacker), null);

        assertThat(node.saysOf(token(victim))).isEqualTo("accepted");
        assertThat(node.saysOf(token(attacker))).isEqualTo("revoked");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void ownToken_ofSomebodyWithOneClaimOnly_logsOutNobodyElse(String chosen, String claim) {
        JsonWebToken attacker = token(Map.of(chosen, "victim"));

        node.service.revokeAllUserTokens(attacker, null);

        assertThat(node.saysOf(token(Map.of(claim, "victim")))).isEqualTo("accepted");
        assertThat(node.saysOf(attacker)).isEqualTo("revoked");
        assertThat(node(Map.of()).saysOf(attacker)).as("on another node").isEqualTo("revoked");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void claimAndValue_refuseWhoHasItInThisClaimAlone(String claim, String other) {
        node.service.revokeAllUserTokens(claim, "ada", "banned");

        assertThat(node.saysOf(token(Map.of(claim, "ada")))).isEqualTo("revoked");
        assertThat(node.saysOf(token(Map.of(other, "ada")))).isEqualTo("accepted");
    }

    @Test
    void ownToken_ofAnotherIssuersUserWithThatSubject_logsOutNobodyElse() {
        node.service.revokeAllUserTokens(token(Map.of("iss", "https://other.test", "sub", "ada")), null);

        assertThat(node.saysOf(token(Map.of("sub", "ada")))).isEqualTo("accepted");
        assertThat(node.saysOf(token(Map.of("iss", "https://other.test", "sub", "ada"))))
                .isEqualTo("revoked");
    }

    @Test
    void ownToken_ofAUserWhoIsRenamed_refusesTokensUnderBothNames() {
        Map<String, String> before = user("ada");
        Map<String, String> after = user("ada");
        after.put("upn", "countess");

        node.service.revokeAllUserTokens(token(after), null);

        assertThat(node.saysOf(token(before))).isEqualTo("revoked");
    }

    @Test
    void plainName_meansWhatTheConfigurationSays() {
        RevocationNode subjects = node(Map.of("beacon.revocation.user-claims", "sub"));
        subjects.service.revokeAllUserTokens("ada", null);

        assertThat(subjects.saysOf(token(Map.of("upn", "ada", "sub", "1")))).isEqualTo("accepted");
        assertThat(subjects.saysOf(token(Map.of("sub", "ada")))).isEqualTo("revoked");
        assertThat(node.saysOf(token(Map.of("upn", "ada", "sub", "1"))))
                .as("by default any of three claims")
                .isEqualTo("revoked");
    }

    @Test
    void claimThatNoCheckLooksAt_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeAllUserTokens("email", "ada@example.org", "banned"))
                .withMessage(
                        "claim is \"email\"; accepted: those of beacon.revocation.user-claims, sub, upn, preferred_username");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeAllUserTokens(token(Map.of("email", "ada@example.org")), null))
                .withMessageContaining("names no user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.service.revokeAllUserTokens(Tokens.empty(), null))
                .withMessageContaining("empty");
    }
}
