package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Begun;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What revokes a login outlives its families, whichever application revokes, and comes before or after their beginning,
 * whatever the clocks of the nodes say. The application of the families has an idle time of {@link #LONG}; another one,
 * which shares its store, has a retention of {@link #SHORT}.
 */
public abstract class RefreshHorizonContract extends StoreContract {
    private static final Duration BRIEF = Duration.ofMillis(1);

    private final String family = random("family");
    private final String member = random("member");

    /** The port under test. */
    protected RefreshStore refreshes() {
        return store().refreshTokens();
    }

    private Begun begin(String id, Scope scope, Duration idle, Instant now) {
        boolean isSession = scope == Scope.SESSION;
        return await(refreshes()
                .register(new NewFamily(
                        id,
                        "t0",
                        isSession ? Optional.of(member) : Optional.empty(),
                        isSession ? List.of() : List.of(random("another"), member),
                        idle,
                        LONG.multipliedBy(3),
                        now)));
    }

    private Begun begin(Scope scope) {
        return begin(family, scope, LONG, Instant.EPOCH);
    }

    private Outcome rotate(String presented, String successor, Duration retention) {
        Ending ending = new Ending(family, true, retention, RevocationNote.of("reused"));
        return await(refreshes().rotate(new Rotation(presented, successor, "salt", Duration.ZERO, ending)))
                .outcome();
    }

    private Outcome rotate() {
        return rotate("t0", "t1", LONG);
    }

    /** Revokes by another application, and returns until when the revocation is stored. */
    private Instant revokeBriefly(Scope scope, boolean dryRun) {
        RevocationNote note = new RevocationNote("", "", dryRun);
        return scope.hasCutoff()
                ? await(store().revocations()
                                .revokeGroup(new GroupRevocation(
                                        scope, member, Optional.empty(), Instant.EPOCH, Set.of(), SHORT, note)))
                        .expiresAt()
                : await(store().revocations()
                                .revokeToken(new TokenRevocation(
                                        scope,
                                        List.of(member),
                                        Instant.EPOCH,
                                        SHORT,
                                        OptionalLong.empty(),
                                        Optional.empty(),
                                        note)))
                        .expiresAt();
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"SESSION", "USER", "CLIENT", "ISSUER", "CLAIM"})
    void revocation_byAnApplicationWithAShorterRetention_outlivesTheFamily(Scope scope) {
        Begun begun = begin(scope);
        Instant announced = revokeBriefly(scope, true);
        assertThat(announced).isAfterOrEqualTo(begun.expiresAt());

        Instant expiresAt = revokeBriefly(scope, false);
        pass(PAST_SHORT);

        assertThat(expiresAt).isAfterOrEqualTo(begun.expiresAt());
        assertThat(rotate()).isEqualTo(Outcome.REVOKED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"SESSION", "CLIENT"})
    void revocation_afterARotation_outlivesTheNextToken(Scope scope) {
        forgetHorizon();
        begin(scope);
        pass(Duration.ofMillis(20));
        Ending ending = new Ending(family, true, LONG, RevocationNote.of("reused"));
        Begun rotated = await(refreshes().rotate(new Rotation("t0", "t1", "salt", Duration.ZERO, ending)))
                .begun()
                .orElseThrow();

        assertThat(revokeBriefly(scope, false)).isAfterOrEqualTo(rotated.expiresAt());
        assertThat(rotate("t1", "t2", LONG)).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void revocation_repeatedForAFamilyThatBeganLater_isKeptForLonger() {
        forgetHorizon();
        Instant before = revokeBriefly(Scope.SESSION, false);
        begin(random("another"), Scope.USER, LONG, Instant.EPOCH);

        assertThat(before).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(revokeBriefly(Scope.SESSION, false)).isAfter(now().plus(LONG).minusSeconds(60));
    }

    /** No family descends from a single token. */
    @Test
    void revocation_ofASingleToken_isKeptForItsOwnTime() {
        begin(Scope.SESSION);

        Entry entry = await(store().revocations().revokeToken(Marks.token(List.of(member), now().plus(SHORT))));

        assertThat(entry.expiresAt()).isBefore(now().plusSeconds(60));
    }

    @Test
    void family_whoseLoginWasRevokedBefore_isRevokedForGood() {
        forgetHorizon();
        revokeBriefly(Scope.SESSION, false);
        // the revocation may be over on a busy machine
        boolean inTime = isSessionRevoked();
        begin(Scope.SESSION);
        inTime = inTime && isSessionRevoked();
        pass(PAST_SHORT);

        if (inTime) {
            assertThat(isSessionRevoked()).isFalse();
            assertThat(rotate()).isEqualTo(Outcome.REVOKED);
        }
    }

    private boolean isSessionRevoked() {
        return await(store().revocations().find(TokenQuery.of(List.of(member), List.of())))
                .tokenRevoked();
    }

    private Beat lose() {
        Beat now = await(store().revocations().beat(new Known(Optional.empty(), 0, now(), BRIEF)));
        return await(store().revocations()
                .beat(new Known(
                        Optional.of(new Epoch("another", 0, 0)), now.time().toEpochMilli(), now(), BRIEF)));
    }

    private boolean isLossKnown() {
        return await(store().revocations().beat(new Known(Optional.empty(), 0, now(), BRIEF)))
                        .epoch()
                        .lostAtMillis()
                != 0;
    }

    @Test
    void loss_reportedByAnApplicationWithAShorterRetention_outlivesTheFamily() {
        begin(Scope.SESSION);
        lose();
        pass(PAST_SHORT);

        assertThat(isLossKnown()).isTrue();
        assertThat(rotate()).isEqualTo(Outcome.LOST);
        await(store().revocations().acknowledgeLoss(Known.nothing(now(), BRIEF)));
        assertThat(isLossKnown()).isFalse();
    }

    /** Others begin all the time: a loss concerns those that there were. */
    @Test
    void loss_afterTheEndOfAllFamiliesFromBefore_isForgotten() {
        await(store().revocations().acknowledgeLoss(Known.nothing(now(), BRIEF)));
        forgetHorizon();
        begin(family, Scope.USER, SHORT, Instant.EPOCH);
        assertThat(lose().epoch().lostAtMillis()).isPositive();
        begin(random("later"), Scope.USER, LONG, Instant.EPOCH);
        pass(PAST_SHORT);

        assertThat(isLossKnown()).isFalse();
    }

    private void cutOff(long secondsAhead) {
        await(store().revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER,
                        member,
                        Optional.empty(),
                        now().plusSeconds(secondsAhead),
                        Set.of(),
                        LONG,
                        RevocationNote.of(""))));
    }

    private Begun login(long secondsAhead) {
        return begin(family, Scope.USER, LONG, now().plusSeconds(secondsAhead));
    }

    /** The clocks of the nodes of the login and of the revocation, in seconds before or after that of the store. */
    @ParameterizedTest
    @CsvSource({"0,0", "600,0", "600,300", "600,600", "7200,0", "-600,0", "0,-600", "-600,-600", "0,600"})
    void cutoff_afterTheLogin_refusesItWhateverTheClocksSay(long login, long cutoff) {
        Begun begun = login(login);
        assertThat(begun.startedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        pass(Duration.ofMillis(5));
        cutOff(cutoff);

        assertThat(rotate()).isEqualTo(Outcome.REVOKED);
    }

    /** A login is locked out only if its node's clock has not yet reached the cutoff, as its access tokens are. */
    @ParameterizedTest
    @CsvSource({
        "0,0,ROTATED",
        "0,600,ROTATED",
        "0,-600,ROTATED",
        "-600,-600,ROTATED",
        "600,600,ROTATED",
        "600,900,ROTATED",
        "7200,7200,ROTATED",
        "600,0,REVOKED",
        "600,300,REVOKED",
        "600,-600,REVOKED"
    })
    void login_afterTheCutoff_isRefusedOnlyByANodeWhoseClockIsBehindIt(long cutoff, long login, Outcome expected) {
        cutOff(cutoff);
        pass(Duration.ofMillis(5));
        Begun begun = login(login);

        assertThat(begun.startedAt())
                .isBefore(now().plusSeconds(Math.max(0, login)).plusSeconds(10));
        assertThat(rotate()).isEqualTo(expected);
    }

    /** The first cutoff is not yet reached by the clock of the store when the second one is set. */
    @ParameterizedTest
    @CsvSource({"0", "300", "600", "900", "-600"})
    void cutoff_afterALoginThatIsAheadOfAnotherCutoff_refusesIt(long second) {
        cutOff(600);
        pass(Duration.ofMillis(5));
        login(600);
        pass(Duration.ofMillis(5));
        cutOff(second);

        assertThat(rotate()).isEqualTo(Outcome.REVOKED);
    }
}
