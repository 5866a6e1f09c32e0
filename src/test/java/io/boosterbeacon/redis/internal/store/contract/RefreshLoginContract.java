package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore.Begun;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.Found;
import io.boosterbeacon.redis.internal.store.RefreshStore.Login;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Presented;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a family knows of its login: the client that its tokens belong to, and when it took place. */
public abstract class RefreshLoginContract extends RefreshHorizonContract {
    private static final Duration NO_GRACE = Duration.ZERO;

    private final String family = random("family");
    private final String user = random("user");

    private Begun begin(Optional<String> client, Optional<Instant> since, Duration idle) {
        return begin(client, since, idle, Instant.EPOCH);
    }

    private Begun begin(Optional<String> client, Optional<Instant> since, Duration idle, Instant now) {
        return await(refreshes()
                .register(new NewFamily(
                        family, "t0", new Login(Optional.empty(), List.of(user), client, since), idle, LONG, now)));
    }

    private Ending ending() {
        return new Ending(family, true, LONG, RevocationNote.of("reused"));
    }

    private Presented present(String presented, String successor, Optional<String> client) {
        return await(refreshes().rotate(new Rotation(presented, successor, "salt", NO_GRACE, client, ending())));
    }

    private Outcome rotate(String presented, String successor, Optional<String> client) {
        return present(presented, successor, client).outcome();
    }

    @Test
    void family_ofAClient_isLeftAsItIsByOthers() {
        begin(Optional.of("shop"), Optional.empty(), LONG);
        assertThat(rotate("t0", "t1", Optional.of("shop"))).isEqualTo(Outcome.ROTATED);

        // current, spent, and invented
        for (String token : List.of("t1", "t0", "t9")) {
            assertThat(present(token, "t2", Optional.of("app"))).isEqualTo(Presented.refused(Outcome.WRONG_CLIENT));
            assertThat(present(token, "t2", Optional.empty())).isEqualTo(Presented.refused(Outcome.WRONG_CLIENT));
        }
        assertThat(rotate("t1", "t2", Optional.of("shop"))).isEqualTo(Outcome.ROTATED);
        assertThat(rotate("t0", "t3", Optional.of("shop"))).isEqualTo(Outcome.REUSED);
        assertThat(rotate("t2", "t3", Optional.of("app")))
                .as("what has ended is told first")
                .isEqualTo(Outcome.REVOKED);
    }

    @Test
    void family_ofNoClient_isRotatedByAny() {
        begin(Optional.empty(), Optional.empty(), LONG);

        assertThat(rotate("t0", "t1", Optional.of("shop"))).isEqualTo(Outcome.ROTATED);
        assertThat(rotate("t1", "t2", Optional.of("app"))).isEqualTo(Outcome.ROTATED);
        assertThat(rotate("t2", "t3", Optional.empty())).isEqualTo(Outcome.ROTATED);
    }

    private void cutOff(Instant moment) {
        await(store().revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER, user, Optional.of(moment), Instant.EPOCH, Set.of(), LONG, RevocationNote.of(""))));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void family_ofAnEarlierLogin_isRefusedByACutoffFromBetween(long millisAfterLogin) {
        Instant login = now().minusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
        cutOff(login.plusMillis(millisAfterLogin));
        Begun begun = begin(Optional.empty(), Optional.of(login), LONG);

        assertThat(begun.startedAt()).isEqualTo(login);
        assertThat(begun.expiresAt())
                .as("it lives from now on")
                .isAfter(now().plus(LONG).minusSeconds(60));
        assertThat(rotate("t0", "t1", Optional.empty()))
                .isEqualTo(millisAfterLogin < 0 ? Outcome.ROTATED : Outcome.REVOKED);
    }

    @Test
    void family_ofALoginByAClockThatIsAhead_beginsNow() {
        Begun begun = begin(Optional.empty(), Optional.of(now().plusSeconds(600)), LONG);

        assertThat(begun.startedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
    }

    /** The cutoff is ahead, too: by both clocks, the login comes after it. */
    @ParameterizedTest
    @ValueSource(longs = {-2, 2})
    void family_ofALoginByAClockThatIsAhead_beginsAfterACutoffFromBefore(long millisAfterCutoff) {
        Instant ahead = now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
        cutOff(ahead);
        Instant login = ahead.plusMillis(millisAfterCutoff);
        begin(Optional.empty(), Optional.of(login), LONG, ahead.plusSeconds(9));

        assertThat(rotate("t0", "t1", Optional.empty()))
                .isEqualTo(millisAfterCutoff < 0 ? Outcome.REVOKED : Outcome.ROTATED);
    }

    @Test
    void family_ofALoginFromBeforeALoss_isRefused() {
        Instant login = now().minusSeconds(600);
        long seen = await(store().revocations().beat(Known.nothing(now(), LONG)))
                .time()
                .toEpochMilli();
        await(store().revocations()
                .beat(new Known(Optional.of(new Epoch("another", 0, 0)), seen, Instant.EPOCH, LONG)));
        pass(Duration.ofMillis(5));
        begin(Optional.empty(), Optional.of(login), LONG);
        Outcome refused = rotate("t0", "t1", Optional.empty());
        await(store().revocations().acknowledgeLoss(Known.nothing(now(), LONG)));

        assertThat(refused).isEqualTo(Outcome.LOST);
    }

    private Optional<Found> find(String token) {
        return await(refreshes().find(family, token));
    }

    @Test
    void find_saysWhatIsKnownAndChangesNothing() {
        assertThat(find("t0")).isEmpty();
        Begun first = begin(Optional.of("shop"), Optional.empty(), LONG);
        assertThat(find("t0")).hasValue(new Found(first, true, true));
        Begun begun = present("t0", "t1", Optional.of("shop")).begun().orElseThrow();

        for (int i = 0; i < 3; i++) {
            assertThat(find("t0")).hasValue(new Found(begun, true, false));
            assertThat(find("invented")).hasValue(new Found(begun, true, false));
            assertThat(find("t1")).hasValue(new Found(begun, true, true));
        }
        assertThat(rotate("t1", "t2", Optional.of("shop"))).isEqualTo(Outcome.ROTATED);
        await(refreshes().revoke(ending()));
        assertThat(find("t2").map(Found::isLive)).hasValue(false);
    }

    @Test
    void find_ofAnExpiredFamily_saysSo() {
        begin(Optional.empty(), Optional.empty(), SHORT);
        pass(PAST_SHORT);

        assertThat(find("t0").map(Found::isLive)).hasValue(false);
    }

    /** It would take another round trip to look that up. */
    @Test
    void find_ofAFamilyWhoseLoginWasRevoked_saysSoAfterItWasPresented() {
        begin(Optional.empty(), Optional.empty(), LONG);
        await(store().revocations().revokeGroup(Marks.user(user, LONG)));

        assertThat(find("t0").map(Found::isLive)).hasValue(true);
        assertThat(rotate("t0", "t1", Optional.empty())).isEqualTo(Outcome.REVOKED);
        assertThat(find("t0").map(Found::isLive)).hasValue(false);
    }
}
