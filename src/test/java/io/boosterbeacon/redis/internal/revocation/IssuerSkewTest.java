package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of an issuer whose clock is twenty seconds ahead, and live an hour. */
class IssuerSkewTest {
    private static final Duration AHEAD = Duration.ofSeconds(20);

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Store store = new EmbeddedStore(() -> now);
    private final Scheduler scheduler = new Scheduler();

    @AfterEach
    void close() {
        store.close();
        scheduler.close();
    }

    private RevocationNode node(String skew) {
        return new RevocationNode(
                store.revocations(),
                scheduler,
                () -> now,
                Map.of("beacon.revocation.issuer-skew", skew, "beacon.revocation.max-token-lifetime", "1h"));
    }

    private JsonWebToken issuedNow() {
        long claimed = now.plus(AHEAD).getEpochSecond();
        return Tokens.of("sub", "ada", claimed, claimed + 3_600);
    }

    /** Without the skew the token outlives the revocation; with it, logins of the next seconds are refused, too. */
    @ParameterizedTest
    @CsvSource({"0s, accepted, accepted", "20s, revoked, revoked", "60s, revoked, revoked"})
    void tokenIssuedBeforeTheCutoff_byAClockThatIsAhead_isRefusedWithinTheSkew(
            String skew, String before, String justAfter) {
        RevocationNode node = node(skew);
        JsonWebToken token = issuedNow();
        now = now.plusMillis(300);

        node.service.revokeAllUserTokens("sub", "ada", "suspended");

        assertThat(node.saysOf(token)).isEqualTo(before);
        assertThat(node.saysOf(issuedNow())).isEqualTo(justAfter);
        now = now.plusSeconds(61);
        assertThat(node.saysOf(issuedNow())).isEqualTo("accepted");
    }

    /** Such a token also expires later by the clocks of the nodes. */
    @ParameterizedTest
    @CsvSource({"20s, 3_679, revoked", "60s, 3_679, revoked"})
    void cutoff_lastsAsLongAsSuchATokenIsAccepted(String skew, String seconds, String expected) {
        JsonWebToken token = issuedNow();
        node(skew).service.revokeAllUserTokens("sub", "ada", "suspended");

        now = now.plusSeconds(Long.parseLong(seconds.replace("_", "")));

        assertThat(node(skew).saysOf(token)).isEqualTo(expected);
    }
}
