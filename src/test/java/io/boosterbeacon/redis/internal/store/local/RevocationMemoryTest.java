package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevocationMemoryTest {
    private static final List<String> IDS = List.of("by text", "by jti");
    private static final List<String> USER = List.of("grace");
    private static final Instant CUTOFF = Instant.parse("2026-03-01T12:00:00Z");

    private final Duration longestLife = Duration.ofHours(24).plusSeconds(60);
    private long nanos;
    private final RevocationMemory memory =
            new RevocationMemory(longestLife, Duration.ofSeconds(60), () -> nanos, 100_000);

    private Instant now = CUTOFF;

    private void pass(Duration time) {
        nanos += time.toNanos();
        now = now.plus(time);
    }

    private void see(Instant cutoff) {
        memory.foundCutoffs(Map.of("grace", Cutoff.of(cutoff.toEpochMilli())), now);
    }

    private void assertKnown(Instant cutoff) {
        assertThat(cutoffMillis(IDS)).hasValue(cutoff.toEpochMilli());
    }

    private void assertForgotten() {
        assertThat(cutoffMillis(IDS)).isEmpty();
    }

    /** The latest known cutoff of a token of the user's with these ids. */
    private OptionalLong cutoffMillis(List<String> ids) {
        AtomicLong asked = new AtomicLong(-1);
        boolean unused = memory.knowsCutoffOf(new CutoffProbe(ids, USER, asked));
        return asked.get() < 0 ? OptionalLong.empty() : OptionalLong.of(asked.get());
    }

    /** A token that notes by which cutoff it would be refused. */
    private record CutoffProbe(List<String> ids, List<String> groups, AtomicLong asked) implements TokenQuery {
        @Override
        public List<String> marks() {
            return ids;
        }

        @Override
        public Optional<String> owner() {
            return Optional.empty();
        }

        @Override
        public boolean isRefusedBy(long cutoffMillis) {
            asked.set(cutoffMillis);
            return true;
        }

        @Override
        public Duration left() {
            return Duration.ofHours(1);
        }

        @Override
        public boolean isVerified() {
            return true;
        }
    }

    @Test
    void revokedToken_untilItsLifeIsOver_isKnownByEachId() {
        memory.revoked(IDS, Duration.ofMinutes(5));

        pass(Duration.ofMinutes(5).minusNanos(1));
        assertThat(memory.knowsRevoked(List.of("by text"))).isTrue();
        assertThat(memory.knowsRevoked(List.of("by jti"))).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(memory.knowsRevoked(IDS)).isFalse();
    }

    @Test
    void revokedToken_againWithALongerLife_isKnownForThat() {
        memory.revoked(IDS, Duration.ofMinutes(5));
        memory.revoked(IDS, Duration.ofHours(1));

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void revokedToken_againWithAShorterLife_keepsTheLonger() {
        memory.revoked(IDS, Duration.ofHours(1));
        memory.revoked(IDS, Duration.ofMinutes(5));

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void goodToken_revoked_isNotGoodAnyMore() {
        memory.foundGood(IDS);
        assertThat(memory.wasRecentlyGood(IDS)).isTrue();

        memory.revoked(IDS, Duration.ofMinutes(5));

        assertThat(memory.wasRecentlyGood(IDS)).isFalse();
    }

    @Test
    void revokedTokens_100000OfTwoIdsEach_areAllKnown() {
        IntStream.range(0, 100_000).forEach(i -> memory.revoked(List.of("text-" + i, "jti-" + i), Duration.ofHours(1)));

        assertThat(IntStream.range(0, 100_000)
                        .filter(i ->
                                memory.knowsRevoked(List.of("text-" + i)) && memory.knowsRevoked(List.of("jti-" + i)))
                        .count())
                .isEqualTo(100_000);
    }

    @Test
    void revokedTokens_amongManyUnverifiedOnes_areAllKnown() {
        IntStream.range(0, 200).forEach(i -> memory.revoked(List.of("verified-" + i), Duration.ofHours(1)));
        IntStream.range(0, 300_000)
                .forEach(i -> memory.revokedUnverified(List.of("forged-" + i), Duration.ofDays(3_660)));

        assertThat(IntStream.range(0, 200)).allMatch(i -> memory.knowsRevoked(List.of("verified-" + i)));
        assertThat(IntStream.range(0, 300_000)
                        .filter(i -> memory.knowsRevoked(List.of("forged-" + i)))
                        .count())
                .isLessThanOrEqualTo(200_000);
    }

    @Test
    void seenCutoff_thatExemptsASession_leavesItAloneUntilOneDoesNot() {
        Cutoff first = new Cutoff(CUTOFF.toEpochMilli(), Set.of("by jti"), 0);
        memory.foundCutoffs(Map.of("grace", first), now);
        assertThat(cutoffMillis(IDS)).isEmpty();
        assertThat(cutoffMillis(List.of("another"))).hasValue(CUTOFF.toEpochMilli());

        memory.foundCutoffs(Map.of("grace", Cutoff.of(CUTOFF.minusSeconds(5).toEpochMilli())), now);
        assertKnown(CUTOFF.minusSeconds(5));
        assertThat(cutoffMillis(List.of("another"))).hasValue(CUTOFF.toEpochMilli());
    }

    private Cutoff after(Instant cutoff, long restoration) {
        return Cutoff.of(cutoff.toEpochMilli()).afterRestoration(restoration);
    }

    @Test
    void seenCutoff_fromAfterARestoration_replacesALaterOneFromBefore() {
        see(CUTOFF);
        memory.foundCutoffs(Map.of("grace", after(CUTOFF.minusSeconds(5), 7)), now);
        assertKnown(CUTOFF.minusSeconds(5));

        memory.foundCutoffs(Map.of("grace", after(CUTOFF.minusSeconds(6), 7)), now);
        assertKnown(CUTOFF.minusSeconds(5));
        // late: believed until the next answer
        see(CUTOFF);
        assertKnown(CUTOFF);
        memory.foundCutoffs(Map.of("grace", after(CUTOFF.minusSeconds(5), 7)), now);
        assertKnown(CUTOFF.minusSeconds(5));
        // late, and known already
        see(CUTOFF.minusSeconds(9));
        memory.foundCutoffs(Map.of("grace", after(CUTOFF.minusSeconds(9), 7)), now);
        assertKnown(CUTOFF.minusSeconds(5));
    }

    @Test
    void seenCutoff_fromAfterARestoration_thatRefusesNoLivingToken_endsTheOneFromBefore() {
        see(CUTOFF);
        memory.foundCutoffs(Map.of("grace", after(CUTOFF.minus(longestLife).minusSeconds(1), 7)), now);
        assertForgotten();
    }

    /** Its user has more revoked tokens than are remembered in full: that a group was restored says nothing of it. */
    @Test
    void revokedToken_beyondItsUsersShare_isKnownAfterTheRestorationOfAGroup() {
        IntStream.range(0, 101).forEach(i -> memory.revoked(List.of("t-" + i), "one", Duration.ofHours(1)));
        memory.refused(List.of("by cutoff"), Duration.ofHours(1), List.of(Cutoff.of(CUTOFF.toEpochMilli())));

        for (String id : List.of("t-100", "by cutoff")) {
            memory.foundAnew(List.of(id), List.of(after(CUTOFF.minusSeconds(5), 7)));
            boolean unused = memory.foundRestored(
                    TokenQuery.of(List.of(id), USER),
                    Map.of("grace", 8L),
                    memory.order().revocations());
        }

        assertThat(memory.knowsRevoked(List.of("t-100"))).isTrue();
        assertThat(memory.knowsRevoked(List.of("by cutoff"))).isFalse();
    }

    @Test
    void seenCutoff_untilNoTokenCanBeLeftThatItRefuses_isKnown() {
        pass(Duration.ofHours(10));
        see(CUTOFF);

        pass(Duration.between(now, CUTOFF.plus(longestLife)).minusNanos(1));
        assertKnown(CUTOFF);
        pass(Duration.ofNanos(1));
        assertForgotten();
    }

    @Test
    void seenCutoff_seenAgainWithEveryToken_isKnownNoLonger() {
        while (now.isBefore(CUTOFF.plus(longestLife))) {
            see(CUTOFF);
            assertKnown(CUTOFF);
            pass(Duration.ofMinutes(1));
        }

        assertForgotten();
    }

    @Test
    void seenCutoff_whenNoTokenIsLeftThatItRefuses_isNotKnown() {
        pass(longestLife);
        see(CUTOFF);
        assertForgotten();

        pass(Duration.ofDays(30));
        see(CUTOFF);
        assertForgotten();
    }

    @Test
    void seenCutoff_aheadOfThisClock_isKnownNoLongerThanOneOfThisMoment() {
        Instant ahead = CUTOFF.plus(Duration.ofDays(365));
        see(ahead);

        pass(longestLife.minusNanos(1));
        assertKnown(ahead);
        pass(Duration.ofNanos(1));
        assertForgotten();
    }

    @Test
    void seenCutoff_followedByALaterOne_livesAsLongAsThat() {
        Instant later = CUTOFF.plus(Duration.ofHours(20));
        see(CUTOFF);
        pass(Duration.ofHours(20));
        see(later);
        see(CUTOFF);

        pass(longestLife.minusNanos(1));
        assertKnown(later);
        pass(Duration.ofNanos(1));
        assertForgotten();
    }

    /** A user can log in and out as often as the issuer lets him: others' revocations stay. */
    @Test
    void verifiedTokens_ofOneUserByTheThousand_pushNobodyElsesOut() {
        IntStream.range(0, 200).forEach(i -> memory.revoked(List.of("of-" + i), "user-" + i, Duration.ofHours(1)));

        IntStream.range(0, 600_000)
                .forEach(i -> memory.revoked(List.of("t-" + i, "j-" + i), "one", Duration.ofHours(1)));

        assertThat(IntStream.range(0, 200).filter(i -> memory.knowsRevoked(List.of("of-" + i))))
                .hasSize(200);
        assertThat(IntStream.range(0, 100).filter(i -> memory.knowsRevoked(List.of("t-" + i))))
                .hasSize(100);
    }
}
