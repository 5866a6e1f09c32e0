package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/**
 * Cutoffs against a reference: an issuer whose clock is ahead by no more than the accepted skew issues tokens at times
 * that the test knows.
 */
class CutoffRuleTest {
    private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    private static CutoffRule rule(long skewMillis) {
        return new CutoffRule(
                true, Duration.ofMillis(skewMillis), Duration.ofHours(25), () -> Instant.ofEpochMilli(NOW));
    }

    /** The claims of a token that an issuer whose clock is ahead has issued. */
    private static TokenTimes issued(long millis, long ahead, boolean precise) {
        long claimed = millis + ahead;
        return new TokenTimes(Math.floorDiv(claimed, 1_000L), precise ? claimed : 0, 0, 0);
    }

    /** No false accept: whatever the issuer's lead within the skew, a token issued up to the cutoff is refused. */
    @Property
    void tokenIssuedUpToTheCutoff_byAClockAheadWithinTheSkew_isRefused(
            @ForAll @LongRange(min = 0, max = 120_000) long beforeCutoff,
            @ForAll @IntRange(max = 60_000) int ahead,
            @ForAll @IntRange(max = 60_000) int rest,
            @ForAll @IntRange(max = 999) int millis,
            @ForAll boolean precise) {
        long cutoff = NOW - 200_000 + millis;

        assertThat(rule(ahead + (long) rest).refuses(issued(cutoff - beforeCutoff, ahead, precise), cutoff))
                .isTrue();
    }

    /** The price is bounded: a token that claims to be issued after cutoff and skew, by its second, is accepted. */
    @Property
    void tokenIssuedAfterCutoffAndSkew_isAccepted(
            @ForAll @LongRange(min = 0, max = 60_000) long skew,
            @ForAll @LongRange(min = 1, max = 120_000) long later,
            @ForAll @IntRange(max = 999) int millis,
            @ForAll boolean precise) {
        long cutoff = NOW - 300_000 + millis;
        long claimed = cutoff + skew + later;
        boolean laterSecond = Math.floorDiv(claimed, 1_000L) > Math.floorDiv(cutoff + skew, 1_000L);

        assertThat(rule(skew).refuses(issued(claimed, 0, precise), cutoff)).isEqualTo(!laterSecond && !precise);
    }

    /** A skew never makes a token valid, and more of it refuses what less refuses. */
    @Property
    void longerSkew_refusesWhatAShorterOneRefuses(
            @ForAll @LongRange(min = -300_000, max = 300_000) long claimed,
            @ForAll @LongRange(min = 0, max = 60_000) long shorter,
            @ForAll @LongRange(min = 0, max = 60_000) long more,
            @ForAll @LongRange(min = -300_000, max = 0) long authenticated,
            @ForAll boolean precise) {
        TokenTimes issued = issued(NOW + claimed, 0, precise);
        TokenTimes token =
                new TokenTimes(issued.issued(), issued.issuedMillis(), Math.floorDiv(NOW + authenticated, 1_000L), 0);

        if (rule(shorter).refuses(token, NOW)) {
            assertThat(rule(shorter + more).refuses(token, NOW)).isTrue();
        }
    }

    /** A session that began before the cutoff does not escape by a refreshed token, whose issuer's clock is ahead. */
    @Property
    void loginUpToTheCutoff_byAClockAheadWithinTheSkew_isRefusedAfterARefresh(
            @ForAll @LongRange(min = 0, max = 120_000) long beforeCutoff, @ForAll @IntRange(max = 60_000) int ahead) {
        long cutoff = NOW - 200_000;
        TokenTimes refreshed = new TokenTimes(
                Math.floorDiv(NOW, 1_000L), NOW, Math.floorDiv(cutoff - beforeCutoff + ahead, 1_000L), 0);

        assertThat(rule(ahead).refuses(refreshed, cutoff)).isTrue();
    }

    @Test
    void cutoffOfAForeignEntry_refusesAllTokens_whateverTheSkew() {
        assertThat(rule(60_000).refuses(issued(NOW, 0, true), Long.MAX_VALUE)).isTrue();
    }
}
