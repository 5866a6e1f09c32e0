package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import io.boosterbeacon.redis.testing.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that remembers the sessions that it has revoked with their refresh tokens, on a store that loses everything. */
class KnownRefreshesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Ending ENDING = new Ending("family", true, HOUR, RevocationNote.of("why"));

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);
    private final EmbeddedStore emptied = new EmbeddedStore(clock);
    private final NodeKnowledge known =
            new NodeKnowledge(HOUR, Duration.ofMinutes(1), 1_000, Telemetry.NONE, clock, clock::nanos);
    private final RefreshStore refreshes = new KnownRefreshes(store.refreshTokens(), known);

    @AfterEach
    void close() {
        store.close();
        emptied.close();
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void begin() {
        RefreshStore.Begun unused = done(refreshes.register(
                new NewFamily("family", "t0", Optional.of("session"), List.of(), HOUR, HOUR, Instant.EPOCH)));
    }

    private Outcome rotate(String presented) {
        return done(refreshes.rotate(new Rotation(presented, "next", "salt", Duration.ZERO, ENDING)))
                .outcome();
    }

    private boolean refuses() {
        return refuses("session");
    }

    private boolean refuses(String session) {
        return done(new KnownRevocations(emptied.revocations(), known).find(TokenQuery.of(List.of(session), List.of())))
                .tokenRevoked();
    }

    @Test
    void session_ofASpentToken_isRefusedThoughTheStoreHasLostIt() {
        begin();
        assertThat(rotate("t0")).isEqualTo(Outcome.ROTATED);
        assertThat(refuses()).isFalse();

        assertThat(rotate("t0")).isEqualTo(Outcome.REUSED);

        assertThat(refuses()).isTrue();
        clock.move(HOUR.plusSeconds(1));
        assertThat(refuses()).isFalse();
    }

    @Test
    void session_ofARevokedFamily_isRefusedThoughTheStoreHasLostIt() {
        begin();
        assertThat(done(refreshes.revoke(ENDING)).session()).isPresent();

        assertThat(refuses()).isTrue();
    }

    /** A user can log in, and present spent tokens, any number of times. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessionsOfOneUser_byTheThousand_pushNobodyElsesOut(boolean byReuse) {
        RevocationStore revocations = new KnownRevocations(store.revocations(), known);
        for (int i = 0; i < 200; i++) {
            assertThat(done(revocations.revokeToken(
                                    Marks.session("other-" + i, clock.instant().plus(HOUR))))
                            .fresh())
                    .isTrue();
        }

        IntStream.range(0, 10_000).forEach(i -> end("of-one-" + i, byReuse));

        assertThat(IntStream.range(0, 200).filter(i -> refuses("other-" + i))).hasSize(200);
        assertThat(IntStream.range(0, 100).filter(i -> refuses("of-one-" + i))).hasSize(100);
    }

    private void end(String session, boolean byReuse) {
        Ending ending = new Ending(session, true, HOUR, RevocationNote.of(""));
        begin(session);
        if (byReuse) {
            assertThat(done(refreshes.rotate(new Rotation("invented", "t1", "salt", HOUR, ending)))
                            .outcome())
                    .isEqualTo(Outcome.REUSED);
        } else {
            assertThat(done(refreshes.revoke(ending)).session()).isPresent();
        }
    }

    private void begin(String name) {
        RefreshStore.Begun unused = done(refreshes.register(
                new NewFamily(name, "t0", Optional.of(name), List.of("one"), HOUR, HOUR, Instant.EPOCH)));
    }

    /** An operator's revocations count as those of everybody. */
    @Test
    void sessionsOfOneUser_revokedByTheirHash_areAllRemembered() {
        for (int i = 0; i < 900; i++) {
            String family = "of-one-" + i;
            begin(family);
            assertThat(done(refreshes.revoke(new Ending(family, false, HOUR, RevocationNote.of("suspended"))))
                            .session())
                    .isPresent();
        }

        assertThat(IntStream.range(0, 900).filter(i -> refuses("of-one-" + i))).hasSize(900);
    }
}
