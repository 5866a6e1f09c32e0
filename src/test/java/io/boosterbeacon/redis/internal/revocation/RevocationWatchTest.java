package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.local.KnownRevocations;
import io.boosterbeacon.redis.internal.store.local.NodeKnowledge;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationWatchTest {
    private static RevocationSettings settings() {
        return Settings.read(name -> Optional.empty(), problem -> {
                    throw problem;
                })
                .revocation();
    }

    /** A watch that asks no more would never notice a loss, nor its end. */
    @Test
    void beat_whoseLossCannotBeTold_isNotTheLast() {
        try (EmbeddedStore store = new EmbeddedStore(InstantSource.system())) {
            NodeKnowledge known = new NodeKnowledge(
                    settings().retention(),
                    Duration.ZERO,
                    100,
                    new Telemetry() {
                        @Override
                        public void revocationsLost(long untilMillis) {
                            throw new IllegalStateException("nobody can hear of a loss at " + untilMillis);
                        }
                    },
                    InstantSource.system(),
                    System::nanoTime);
            WatchedRevocations watched = new WatchedRevocations();
            RevocationWatch watch = new RevocationWatch(
                    new KnownRevocations(store.revocations(), known),
                    settings(),
                    known::lostAt,
                    watched,
                    InstantSource.system());
            watch.beat();
            assertThat(watched.lost()).isFalse();
            loseRevocations(store);

            // the first fails with the listener
            watch.beat();
            watch.beat();
            assertThat(watched.lost()).isTrue();
            store.revocations().acknowledgeLoss(unknown()).toCompletableFuture().join();
            watch.beat();

            assertThat(watched.lost()).isFalse();
        }
    }

    /** As if another node had noticed it. */
    private static void loseRevocations(EmbeddedStore store) {
        Known another = new Known(
                Optional.of(new Epoch("another", 1, 0)),
                0,
                Instant.now(),
                settings().retention());
        store.revocations().beat(another).toCompletableFuture().join();
    }

    private static Known unknown() {
        return new Known(Optional.empty(), 0, Instant.now(), settings().retention());
    }
}
