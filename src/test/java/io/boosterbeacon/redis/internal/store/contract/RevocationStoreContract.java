package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of every {@link RevocationStore}. */
public abstract class RevocationStoreContract extends RevocationScopesContract {
    private static final Duration TICK = Duration.ofMillis(20);
    /** Room for all unverified tokens that the tests of this class leave. */
    private static final long ROOM = 1_000;

    private static final Duration OVER = Duration.ofDays(-1);

    private final String token = random("token");
    private final String user = random("user");

    private Entry revoke(Duration life, String... ids) {
        return await(revocations().revokeToken(mark(now().plus(life), OVER, OptionalLong.empty(), ids)));
    }

    private Entry revokeUnverified(Duration life, long room, String id) {
        return await(revocations().revokeToken(mark(now().plus(life), OVER, OptionalLong.of(room), id)));
    }

    private static TokenRevocation mark(Instant until, Duration left, OptionalLong room, String... ids) {
        return new TokenRevocation(Scope.TOKEN, List.of(ids), until, left, room, Optional.empty(), REASON);
    }

    private CutoffEntry revokeUser(String who) {
        return cutOff(who, null, LONG);
    }

    private CutoffEntry cutOff(String who, Instant moment, Duration retention, String... except) {
        return cutOff(Scope.USER, who, moment, retention, REASON, except);
    }

    private OptionalLong cutoffOf(String who, String... ids) {
        return findUsers(who).cutoffs().get(who).millisOf(List.of(ids));
    }

    private static OptionalLong cutoffMillis(State state) {
        return state.cutoffs().values().stream().mapToLong(Cutoff::millis).max();
    }

    private boolean revoked(String... ids) {
        return await(revocations().find(TokenQuery.of(List.of(ids), List.of()))).tokenRevoked();
    }

    private State findUsers(String... users) {
        return await(revocations().find(TokenQuery.of(List.of(), List.of(users))));
    }

    @Test
    void find_unknownTokenAndUser_knowsNothing() {
        State state = await(revocations().find(TokenQuery.of(List.of(token), List.of(user))));

        assertThat(state.tokenRevoked()).isFalse();
        assertThat(cutoffMillis(state)).isEmpty();
    }

    @Test
    void find_nothingAsked_knowsNothing() {
        State state = await(revocations().find(TokenQuery.of(List.of(), List.of())));

        assertThat(state.tokenRevoked()).isFalse();
        assertThat(cutoffMillis(state)).isEmpty();
    }

    @Test
    void revokeToken_new_isFreshAndRevokedNow() {
        Entry entry = revoke(LONG, token);

        assertThat(entry.fresh()).isTrue();
        assertThat(entry.revokedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(revoked(token)).isTrue();
        assertThat(revoked(random("token"))).isFalse();
    }

    @Test
    void revokeToken_underSeveralIds_isFoundByEach() {
        String other = random("token");
        revoke(LONG, token, other);

        assertThat(revoked(token)).isTrue();
        assertThat(revoked(other)).isTrue();
        assertThat(revoked(random("token"), other)).isTrue();
    }

    @Test
    void revokeToken_underSeveralIds_countsOnce() {
        long before = stats().tokens();

        revoke(LONG, token, random("token"), random("token"));

        assertThat(stats().tokens()).isEqualTo(before + 1);
    }

    @Test
    void revokeToken_repeated_keepsItsFirstTimeAndCount() {
        Entry first = revoke(LONG, token);
        long counted = stats().tokens();
        pass(TICK);

        Entry second = revoke(LONG, token);

        assertThat(second.fresh()).isFalse();
        assertThat(second.revokedAt()).isEqualTo(first.revokedAt());
        assertThat(stats().tokens()).isEqualTo(counted);
    }

    @Test
    void revokeToken_repeatedUnderMoreIds_isFoundByAllAndCountedOnce() {
        String later = random("token");
        Entry first = revoke(LONG, token);
        long counted = stats().tokens();
        pass(TICK);

        Entry second = revoke(LONG, token, later);

        assertThat(second.fresh()).isFalse();
        assertThat(second.revokedAt()).isEqualTo(first.revokedAt());
        assertThat(revoked(later)).isTrue();
        assertThat(stats().tokens()).isEqualTo(counted);
    }

    @Test
    void revokeToken_repeatedWithALaterExpiry_extendsIt() {
        revoke(SHORT, token);
        revoke(LONG, token);
        pass(PAST_SHORT);

        assertThat(revoked(token)).isTrue();
    }

    @Test
    void revokeToken_repeatedWithAnEarlierExpiry_keepsTheLater() {
        String other = random("token");
        revoke(LONG, token, other);
        long counted = stats().tokens();
        revoke(SHORT, token, other);
        pass(PAST_SHORT);

        assertThat(revoked(token)).isTrue();
        assertThat(revoked(other)).isTrue();
        assertThat(stats().tokens()).isEqualTo(counted);
    }

    @Test
    void revokeToken_ofOneThatHasExpired_storesNothing() {
        Stats before = stats();

        // nothing was revoked before, so the entry is new; the caller has to see that it was too late
        assertThat(revoke(Duration.ofSeconds(-1), token).fresh()).isTrue();

        assertThat(revoked(token)).isFalse();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void revokeToken_repeatedWithAPastExpiry_changesNothing() {
        Entry first = revoke(LONG, token);
        Stats before = stats();

        Entry second = revoke(Duration.ofSeconds(-1), token);

        assertThat(second.fresh()).isFalse();
        assertThat(second.kept()).isEqualTo(Kept.EXPIRED);
        assertThat(second.revokedAt()).isEqualTo(first.revokedAt());
        assertThat(revoked(token)).isTrue();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void revokeToken_expired_isForgottenAndFreshAgain() {
        String other = random("token");
        Stats before = stats();
        Entry first = revoke(SHORT, token, other);
        pass(PAST_SHORT);

        assertThat(revoked(token)).isFalse();
        assertThat(revoked(other)).isFalse();
        assertThat(stats()).isEqualTo(before);
        Entry again = revoke(LONG, token, other);
        assertThat(again.fresh()).isTrue();
        assertThat(again.revokedAt()).isAfter(first.revokedAt());
    }

    @Test
    void revokeToken_manyThreadsAtOnce_areFreshOnceAndOfOneTime() {
        long before = stats().tokens();
        List<String> tokens =
                IntStream.range(0, 200).mapToObj(i -> random("token")).toList();

        List<List<Entry>> entries = race(THREADS, () -> tokens.stream()
                .map(each -> revoke(LONG, each, each + "-jti"))
                .toList());

        for (int i = 0; i < tokens.size(); i++) {
            int index = i;
            List<Entry> ofOne = entries.stream().map(each -> each.get(index)).toList();
            assertThat(ofOne).filteredOn(Entry::fresh).hasSize(1);
            assertThat(ofOne)
                    .extracting(Entry::revokedAt)
                    .containsOnly(ofOne.get(0).revokedAt());
        }
        assertThat(stats().tokens()).isEqualTo(before + tokens.size());
    }

    @Test
    void revokeGroup_new_setsTheCutoffToNow() {
        long before = stats().users();

        CutoffEntry entry = revokeUser(user);

        assertThat(entry.fresh()).isTrue();
        assertThat(entry.revokedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(cutoffMillis(findUsers(user))).hasValue(entry.revokedAt().toEpochMilli());
        assertThat(stats().users()).isEqualTo(before + 1);
    }

    @Test
    void revokeGroup_repeated_movesTheCutoffForwardAndCountsOnce() {
        CutoffEntry first = revokeUser(user);
        long counted = stats().users();
        pass(TICK);

        CutoffEntry second = revokeUser(user);

        assertThat(second.revokedAt()).isAfter(first.revokedAt());
        assertThat(cutoffMillis(findUsers(user))).hasValue(second.revokedAt().toEpochMilli());
        assertThat(stats().users()).isEqualTo(counted);
    }

    @Test
    void revokeGroup_repeatedWithAShorterRetention_keepsTheLater() {
        revokeUser(user);
        cutOff(user, null, SHORT);
        pass(PAST_SHORT);

        assertThat(cutoffMillis(findUsers(user))).isPresent();
    }

    @Test
    void revokeGroup_manyThreadsAtOnce_leaveTheLatestCutoff() {
        for (int i = 0; i < 5; i++) {
            String who = random("user");
            List<CutoffEntry> entries = race(THREADS, () -> {
                pass(Duration.ofMillis(1));
                return revokeUser(who);
            });

            assertThat(cutoffMillis(findUsers(who)))
                    .hasValue(entries.stream()
                            .mapToLong(each -> each.revokedAt().toEpochMilli())
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void revokeGroup_retentionOver_forgetsTheCutoff() {
        forgetHorizon();
        Stats before = stats();
        cutOff(user, null, SHORT);
        pass(PAST_SHORT);

        assertThat(cutoffMillis(findUsers(user))).isEmpty();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void find_severalUsers_returnsTheLatestCutoff() {
        String later = random("user");
        revokeUser(user);
        pass(TICK);
        CutoffEntry latest = revokeUser(later);

        assertThat(cutoffMillis(findUsers(later, user, random("user"))))
                .hasValue(latest.revokedAt().toEpochMilli());
    }

    @Test
    void find_severalUsers_tellsWhoseCutoffEachIs() {
        String later = random("user");
        CutoffEntry first = revokeUser(user);
        pass(TICK);
        CutoffEntry last = revokeUser(later);

        assertThat(findUsers(random("user"), later, user).cutoffs())
                .containsOnly(
                        entry(user, Cutoff.of(first.revokedAt().toEpochMilli())),
                        entry(later, Cutoff.of(last.revokedAt().toEpochMilli())));
    }

    @Test
    void find_tokenAndUser_answersBoth() {
        revoke(LONG, token);
        CutoffEntry cutoff = revokeUser(user);

        State revoked = await(revocations().find(TokenQuery.of(List.of(token), List.of(user))));
        State another = await(revocations().find(TokenQuery.of(List.of(random("token")), List.of(user))));

        assertThat(revoked.tokenRevoked()).isTrue();
        assertThat(another.tokenRevoked()).isFalse();
        assertThat(cutoffMillis(another)).hasValue(cutoff.revokedAt().toEpochMilli());
    }

    @Test
    void find_tokenIdThatIsAlsoAUser_keepsThemApart() {
        revoke(LONG, token);
        revokeUser(user);

        State crossed = await(revocations().find(TokenQuery.of(List.of(user), List.of(token))));

        assertThat(crossed.tokenRevoked()).isFalse();
        assertThat(cutoffMillis(crossed)).isEmpty();
    }

    @Test
    void stats_tokensAndUsers_spanOldestToNewest() {
        Stats before = stats();
        Instant first = revoke(LONG, token).revokedAt();
        pass(TICK);
        Instant last = revokeUser(user).revokedAt();

        Stats stats = stats();

        assertThat(stats.tokens()).isEqualTo(before.tokens() + 1);
        assertThat(stats.users()).isEqualTo(before.users() + 1);
        assertThat(stats.oldest()).hasValue(before.oldest().orElse(first));
        assertThat(stats.newest()).hasValue(last);
    }

    @Test
    void stats_newestExpired_fallsBackToTheOneBefore() {
        Instant lasting = revoke(LONG, token).revokedAt();
        pass(TICK);
        revoke(SHORT, random("token"));
        pass(PAST_SHORT);

        assertThat(stats().newest()).hasValue(lasting);
    }

    @Test
    void stats_newestIsARepeatedRevocation_keepsItsFirstTime() {
        Instant first = revoke(LONG, token).revokedAt();
        pass(TICK);
        revoke(LONG, token);

        assertThat(stats().newest()).hasValue(first);
    }

    /** The clocks of node and store differ: a token lives as long as it is alive by either of them. */
    @ParameterizedTest
    @CsvSource({"-3600, 900, 900", "900, -3600, 900", "300, 1500, 1500", "1500, 300, 1500", "-1, -1, -1"})
    void revokeToken_clocksDisagree_livesAsLongAsEitherSays(long untilSeconds, long leftSeconds, long lives) {
        Entry entry = await(revocations()
                .revokeToken(mark(
                        now().plusSeconds(untilSeconds),
                        Duration.ofSeconds(leftSeconds),
                        OptionalLong.empty(),
                        token)));

        assertThat(entry.kept()).isEqualTo(lives > 0 ? Kept.STORED : Kept.EXPIRED);
        assertThat(entry.expiresAt()).isCloseTo(now().plusSeconds(lives), within(10, ChronoUnit.SECONDS));
        assertThat(revoked(token)).isEqualTo(lives > 0);
    }

    @Test
    void revokeToken_unverifiedBeyondTheRoom_isNotStored() {
        List<String> kept = IntStream.range(0, 3).mapToObj(i -> random("kept")).toList();
        long before = stats().tokens();
        kept.forEach(
                each -> assertThat(revokeUnverified(SHORT, ROOM, each).kept()).isEqualTo(Kept.STORED));
        String beyond = random("beyond");

        assertThat(revokeUnverified(SHORT, 1, beyond).kept()).isEqualTo(Kept.NO_ROOM);
        assertThat(revoked(beyond)).isFalse();
        assertThat(stats().tokens()).isEqualTo(before + 3);
        // what is stored may be revoked again, and verified tokens have their own room
        assertThat(revokeUnverified(LONG, 1, kept.get(0)).fresh()).isFalse();
        assertThat(revoke(LONG, token).kept()).isEqualTo(Kept.STORED);
        assertThat(revoke(LONG, kept.get(1)).fresh()).isFalse();
        pass(PAST_SHORT);

        assertThat(revoked(kept.get(0))).isTrue();
        assertThat(revoked(kept.get(1))).isTrue();
        assertThat(revoked(kept.get(2))).isFalse();
        // only the first one takes room, since the second one was verified
        assertThat(revokeUnverified(SHORT, 2, beyond).kept()).isEqualTo(Kept.STORED);
        pass(PAST_SHORT);
        assertThat(stats().tokens()).isEqualTo(before + 3);
    }

    @Test
    void revokeGroup_nodeAheadOfTheStore_countsFromTheNodesClockUpToAnHour() {
        Instant ahead = now().plus(Duration.ofMinutes(10));
        CutoffEntry first = await(revocations()
                .revokeGroup(new GroupRevocation(Scope.USER, user, Optional.empty(), ahead, Set.of(), LONG, REASON)));
        assertThat(first.revokedAt()).isEqualTo(ahead.truncatedTo(ChronoUnit.MILLIS));

        CutoffEntry wrong = await(revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER, user, Optional.empty(), now().plus(Duration.ofDays(9)), Set.of(), LONG, REASON)));
        assertThat(wrong.revokedAt()).isCloseTo(now().plus(GroupRevocation.MAX_AHEAD), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void revokeGroup_ofAMoment_countsFromIt() {
        Instant moment = now().minusSeconds(300).truncatedTo(ChronoUnit.MILLIS);

        assertThat(cutOff(user, moment, LONG).revokedAt()).isEqualTo(moment);
        assertThat(cutOff(user, moment.minusSeconds(1), LONG).revokedAt()).isEqualTo(moment);
    }

    @Test
    void revokeGroup_withAnException_leavesItAlone() {
        CutoffEntry entry = cutOff(user, null, LONG, "text", "jti", "sid");

        assertThat(cutoffOf(user, "other", "sid")).isEmpty();
        assertThat(cutoffOf(user, "text")).isEmpty();
        assertThat(cutoffOf(user, "other")).hasValue(entry.cutoff().millis());
        assertThat(entry.cutoff()).isEqualTo(findUsers(user).cutoffs().get(user));
    }

    /**
     * Cutoffs of several moments in any order, with and without exceptions: each token gets the latest that applies to
     * it.
     */
    @Test
    void revokeGroup_manyInAnyOrder_applyEachToWhomTheyName() {
        Random random = new Random(7);
        List<String> sessions = List.of("a", "b", "c");
        Instant start = now().minusSeconds(1_000).truncatedTo(ChronoUnit.MILLIS);
        for (int run = 0; run < 60; run++) {
            String who = random("user");
            Map<String, Long> expected = new HashMap<>();
            for (int call = 0; call < 5; call++) {
                Instant moment = start.plusSeconds(random.nextInt(6));
                String kept = sessions.get(random.nextInt(3));
                boolean exception = random.nextBoolean();
                cutOff(who, moment, LONG, exception ? new String[] {kept, kept + "-jti"} : new String[0]);
                sessions.stream()
                        .filter(each -> !exception || !each.equals(kept))
                        .forEach(each -> expected.merge(each, moment.toEpochMilli(), Math::max));
            }
            for (String session : sessions) {
                long applies = cutoffOf(who, session).orElse(0);
                assertThat(applies).isEqualTo(expected.getOrDefault(session, 0L));
            }
        }
    }

    private Known known(Beat beat) {
        return known(beat.epoch(), beat.time().toEpochMilli());
    }

    private Known known(Epoch epoch, long seenAt) {
        return new Known(Optional.of(epoch), seenAt, now().minus(LONG), LONG);
    }

    private Beat beat() {
        return await(revocations().beat(new Known(Optional.empty(), 0, now(), LONG)));
    }

    @Test
    void beat_sameStore_hasOneEpochThatCountsRevocations() {
        Beat first = beat();
        Entry entry = revoke(LONG, token);
        CutoffEntry cutoff = revokeUser(user);
        Beat second = await(revocations().beat(known(first)));

        assertThat(first.epoch().id()).isNotEmpty();
        assertThat(second.epoch())
                .isEqualTo(new Epoch(
                        first.epoch().id(),
                        first.epoch().changes() + 2,
                        first.epoch().lostAtMillis()));
        assertThat(entry.epoch().orElseThrow().changes())
                .isEqualTo(first.epoch().changes() + 1);
        assertThat(cutoff.epoch()).hasValue(second.epoch());
        assertThat(await(revocations().find(TokenQuery.of(List.of(random("another")), List.of())))
                        .epoch())
                .hasValue(second.epoch());
        assertThat(second.time()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void beat_ofANodeThatKnewAnotherStore_marksTheLossOnce() {
        Beat now = beat();
        long seen = now.time().toEpochMilli();
        Beat marked = await(revocations().beat(known(new Epoch("another", 0, 0), seen)));
        pass(TICK);
        Beat again = await(revocations().beat(known(new Epoch("another", 0, 0), seen - 1)));

        assertThat(marked.epoch().lostAtMillis()).isEqualTo(marked.time().toEpochMilli());
        assertThat(again.epoch()).isEqualTo(marked.epoch());
        assertThat(await(revocations().find(TokenQuery.of(List.of(token), List.of())))
                        .epoch())
                .hasValue(marked.epoch());
        assertThat(marked.epoch().changes())
                .as("later than before")
                .isGreaterThan(now.epoch().changes());

        Beat acknowledged = await(revocations().acknowledgeLoss(known(again)));
        assertThat(acknowledged.epoch().lostAtMillis()).isZero();
        assertThat(acknowledged.epoch().id()).isEqualTo(marked.epoch().id());
        assertThat(await(revocations().beat(known(marked))).epoch()).isEqualTo(acknowledged.epoch());
    }

    @Test
    void beat_ofANodeThatKnewMoreRevocations_beginsANewEpochWithALoss() {
        Beat now = beat();
        Epoch ahead = new Epoch(now.epoch().id(), now.epoch().changes() + 1, 0);

        Beat marked = await(revocations().beat(known(ahead, now.time().toEpochMilli())));

        assertThat(marked.epoch().id()).isNotEqualTo(now.epoch().id());
        assertThat(marked.epoch().lostAtMillis()).isPositive();
        await(revocations().acknowledgeLoss(known(marked)));
    }

    @Test
    void beat_longAfterALoss_forgetsIt() {
        forgetHorizon();
        Beat now = beat();
        Known other = new Known(
                Optional.of(new Epoch("another", 0, 0)), now.time().toEpochMilli(), now(), Duration.ofMillis(100));
        assertThat(await(revocations().beat(other)).epoch().lostAtMillis()).isPositive();
        pass(PAST_SHORT);

        assertThat(await(revocations().beat(new Known(Optional.empty(), 0, now(), Duration.ofMillis(100))))
                        .epoch()
                        .lostAtMillis())
                .isZero();
    }
}
