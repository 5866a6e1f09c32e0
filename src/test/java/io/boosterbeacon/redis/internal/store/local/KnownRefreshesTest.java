package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that remembers the sessions that it has revoked with their refresh tokens, on a store that loses everything. */
class KnownRefreshesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Ending ENDING = new Ending("family", HOUR, RevocationNote.of("why"));

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
        return done(new KnownRevocations(emptied.revocations(), known)
                        .find(TokenQuery.of(List.of("session"), List.of())))
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
}
