package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        memory.revoked(IDS, Duration.ofMinutes(5), 0);

        pass(Duration.ofMinutes(5).minusNanos(1));
        assertThat(memory.knowsRevoked(List.of("by text"))).isTrue();
        assertThat(memory.knowsRevoked(List.of("by jti"))).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(memory.knowsRevoked(IDS)).isFalse();
    }

    @Test
    void revokedToken_againWithALongerLife_isKnownForThat() {
        memory.revoked(IDS, Duration.ofMinutes(5), 0);
        memory.revoked(IDS, Duration.ofHours(1), 0);

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void revokedToken_againWithAShorterLife_keepsTheLonger() {
        memory.revoked(IDS, Duration.ofHours(1), 0);
        memory.revoked(IDS, Duration.ofMinutes(5), 0);

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void goodToken_revoked_isNotGoodAnyMore() {
        memory.foundGood(IDS);
        assertThat(memory.wasRecentlyGood(IDS)).isTrue();

        memory.revoked(IDS, Duration.ofMinutes(5), 0);

        assertThat(memory.wasRecentlyGood(IDS)).isFalse();
    }

    @Test
    void revokedTokens_100000OfTwoIdsEach_areAllKnown() {
        IntStream.range(0, 100_000)
                .forEach(i -> memory.revoked(List.of("text-" + i, "jti-" + i), Duration.ofHours(1), 0));

        assertThat(IntStream.range(0, 100_000)
                        .filter(i ->
                                memory.knowsRevoked(List.of("text-" + i)) && memory.knowsRevoked(List.of("jti-" + i)))
                        .count())
                .isEqualTo(100_000);
    }

    @Test
    void revokedTokens_amongManyUnverifiedOnes_areAllKnown() {
        IntStream.range(0, 200).forEach(i -> memory.revoked(List.of("verified-" + i), Duration.ofHours(1), 0));
        IntStream.range(0, 300_000)
                .forEach(i -> memory.revokedUnverified(List.of("forged-" + i), Duration.ofDays(3_660), 0));

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
        IntStream.range(0, 101).forEach(i -> memory.revoked(List.of("t-" + i), "one", Duration.ofHours(1), 0));
        foundRefused("by cutoff", Map.of(), Map.of("grace", Cutoff.of(CUTOFF.toEpochMilli())));

        for (String id : List.of("t-100", "by cutoff")) {
            memory.foundAnew(List.of(id), Map.of("grace", after(CUTOFF.minusSeconds(5), 7)));
            boolean unused = memory.foundRestored(
                    TokenQuery.of(List.of(id), USER),
                    Map.of("grace", 8L),
                    memory.order().revocations());
        }

        assertThat(memory.knowsRevoked(List.of("t-100"))).isTrue();
        assertThat(memory.knowsRevoked(List.of("by cutoff"))).isFalse();
    }

    private void foundRefused(String id, Map<String, Long> revoked, Map<String, Cutoff> cutoffs) {
        memory.foundRefused(
                new CutoffProbe(List.of(id), USER, new AtomicLong()),
                new State(revoked, cutoffs, Map.of(), Optional.empty()));
    }

    private void foundRestored(String id, Map<String, Long> restored) {
        assertThat(memory.foundRestored(
                        TokenQuery.of(List.of(id), USER),
                        restored,
                        memory.order().revocations()))
                .isTrue();
    }

    /** @param restored what is restored one after the other; the token is forgotten with the last of them */
    @ParameterizedTest
    @MethodSource("restorations")
    void refusedToken_isForgottenWhenAllThatRefusesItWasRestoredSince(
            Map<String, Long> revoked, Map<String, Cutoff> cutoffs, List<Map<String, Long>> restored) {
        foundRefused("t", revoked, cutoffs);
        for (Map<String, Long> each : restored) {
            assertThat(memory.knowsRevoked(List.of("t"))).as("before %s", each).isTrue();
            foundRestored("t", each);
        }

        assertThat(memory.knowsRevoked(List.of("t"))).isFalse();
    }

    static Stream<Arguments> restorations() {
        Cutoff cutoff = Cutoff.of(CUTOFF.toEpochMilli());
        return Stream.of(
                Arguments.of(Map.of("t", 0L), Map.of(), List.of(Map.of("t", 1L))),
                // the restoration was before the revocation, which the store has lost
                Arguments.of(Map.of("t", 5L), Map.of(), List.of(Map.of("t", 5L), Map.of("t", 6L))),
                // that of the session says nothing of the token itself
                Arguments.of(Map.of("t", 0L), Map.of(), List.of(Map.of("s", 9L), Map.of("t", 1L))),
                Arguments.of(Map.of("s", 3L), Map.of(), List.of(Map.of("t", 9L), Map.of("s", 3L), Map.of("s", 4L))),
                Arguments.of(Map.of("s", 3L, "t", 0L), Map.of(), List.of(Map.of("s", 4L), Map.of("t", 1L))),
                Arguments.of(Map.of(), Map.of("grace", cutoff), List.of(Map.of("t", 9L), Map.of("grace", 1L))),
                // clocks of two servers: each group is compared with its own restoration
                Arguments.of(
                        Map.of(),
                        Map.of("g", cutoff.afterRestoration(90), "h", cutoff),
                        List.of(Map.of("h", 10L), Map.of("g", 90L), Map.of("g", 91L))));
    }

    /** Its end must not move with what is forgotten of it. */
    @Test
    void refusedToken_ofWhichOneCauseIsForgotten_isKnownNoLongerThanBefore() {
        foundRefused("t", Map.of("s", 0L, "t", 0L), Map.of());
        pass(Duration.ofMinutes(59));

        foundRestored("t", Map.of("s", 1L));

        assertThat(memory.knowsRevoked(List.of("t"))).isTrue();
        pass(Duration.ofMinutes(1));
        assertThat(memory.knowsRevoked(List.of("t"))).isFalse();
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
        IntStream.range(0, 200).forEach(i -> memory.revoked(List.of("of-" + i), "user-" + i, Duration.ofHours(1), 0));

        IntStream.range(0, 600_000)
                .forEach(i -> memory.revoked(List.of("t-" + i, "j-" + i), "one", Duration.ofHours(1), 0));

        assertThat(IntStream.range(0, 200).filter(i -> memory.knowsRevoked(List.of("of-" + i))))
                .hasSize(200);
        assertThat(IntStream.range(0, 100).filter(i -> memory.knowsRevoked(List.of("t-" + i))))
                .hasSize(100);
    }
}
