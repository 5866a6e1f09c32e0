package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link RevocationStore} keeps. */
public abstract class RevocationStoreContract extends StoreContract {
    private static final Duration TICK = Duration.ofMillis(20);

    private final String token = random("token");
    private final String user = random("user");

    private RevocationStore revocations() {
        return store().revocations();
    }

    private Entry revoke(Duration life, String... ids) {
        return await(revocations().revokeToken(List.of(ids), now().plus(life), "a reason"));
    }

    private Entry revokeUser(String who) {
        return await(revocations().revokeUser(who, LONG, ""));
    }

    private boolean revoked(String... ids) {
        return await(revocations().find(List.of(ids), List.of())).tokenRevoked();
    }

    private State findUsers(String... users) {
        return await(revocations().find(List.of(), List.of(users)));
    }

    private Stats stats() {
        return await(revocations().stats());
    }

    @Test
    void find_unknownTokenAndUser_knowsNothing() {
        State state = await(revocations().find(List.of(token), List.of(user)));

        assertThat(state.tokenRevoked()).isFalse();
        assertThat(state.cutoffMillis()).isEmpty();
    }

    @Test
    void find_nothingAsked_knowsNothing() {
        State state = await(revocations().find(List.of(), List.of()));

        assertThat(state.tokenRevoked()).isFalse();
        assertThat(state.cutoffMillis()).isEmpty();
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

        // Nothing was revoked before, so the entry is fresh all the same; that it was too late is the caller's to see.
        assertThat(revoke(Duration.ofSeconds(-1), token).fresh()).isTrue();

        assertThat(revoked(token)).isFalse();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void revokeToken_repeatedWithAPastExpiry_changesNothing() {
        Entry first = revoke(LONG, token);
        Stats before = stats();

        Entry second = revoke(Duration.ofSeconds(-1), token);

        assertThat(second).isEqualTo(new Entry(false, first.revokedAt(), false));
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
                IntStream.range(0, 2_000).mapToObj(i -> random("token")).toList();

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
    void revokeUser_new_setsTheCutoffToNow() {
        long before = stats().users();

        Entry entry = revokeUser(user);

        assertThat(entry.fresh()).isTrue();
        assertThat(entry.revokedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(findUsers(user).cutoffMillis()).hasValue(entry.revokedAt().toEpochMilli());
        assertThat(stats().users()).isEqualTo(before + 1);
    }

    @Test
    void revokeUser_repeated_movesTheCutoffForwardAndCountsOnce() {
        Entry first = revokeUser(user);
        long counted = stats().users();
        pass(TICK);

        Entry second = revokeUser(user);

        assertThat(second.revokedAt()).isAfter(first.revokedAt());
        assertThat(findUsers(user).cutoffMillis()).hasValue(second.revokedAt().toEpochMilli());
        assertThat(stats().users()).isEqualTo(counted);
    }

    @Test
    void revokeUser_repeatedWithAShorterRetention_keepsTheLater() {
        revokeUser(user);
        await(revocations().revokeUser(user, SHORT, ""));
        pass(PAST_SHORT);

        assertThat(findUsers(user).cutoffMillis()).isPresent();
    }

    @Test
    void revokeUser_manyThreadsAtOnce_leaveTheLatestCutoff() {
        for (int i = 0; i < 20; i++) {
            String who = random("user");
            List<Entry> entries = race(THREADS, () -> {
                pass(Duration.ofMillis(1));
                return revokeUser(who);
            });

            assertThat(findUsers(who).cutoffMillis())
                    .hasValue(entries.stream()
                            .mapToLong(each -> each.revokedAt().toEpochMilli())
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void revokeUser_retentionOver_forgetsTheCutoff() {
        Stats before = stats();
        await(revocations().revokeUser(user, SHORT, ""));
        pass(PAST_SHORT);

        assertThat(findUsers(user).cutoffMillis()).isEmpty();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void find_severalUsers_returnsTheLatestCutoff() {
        String later = random("user");
        revokeUser(user);
        pass(TICK);
        Entry latest = revokeUser(later);

        assertThat(findUsers(later, user, random("user")).cutoffMillis())
                .hasValue(latest.revokedAt().toEpochMilli());
    }

    @Test
    void find_severalUsers_tellsWhoseCutoffEachIs() {
        String later = random("user");
        Entry first = revokeUser(user);
        pass(TICK);
        Entry last = revokeUser(later);

        assertThat(findUsers(random("user"), later, user).cutoffs())
                .containsOnly(
                        entry(user, first.revokedAt().toEpochMilli()),
                        entry(later, last.revokedAt().toEpochMilli()));
    }

    @Test
    void find_tokenAndUser_answersBoth() {
        revoke(LONG, token);
        Entry cutoff = revokeUser(user);

        State state = await(revocations().find(List.of(token), List.of(user)));

        assertThat(state.tokenRevoked()).isTrue();
        assertThat(state.cutoffMillis()).hasValue(cutoff.revokedAt().toEpochMilli());
    }

    @Test
    void find_tokenIdThatIsAlsoAUser_keepsThemApart() {
        revoke(LONG, token);
        revokeUser(user);

        State crossed = await(revocations().find(List.of(user), List.of(token)));

        assertThat(crossed.tokenRevoked()).isFalse();
        assertThat(crossed.cutoffMillis()).isEmpty();
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
}
