package io.boosterbeacon.redis.internal.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddedRefreshStoreTest extends RefreshStoreContract {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(20);
    private static final Duration LIFETIME = Duration.ofMinutes(50);
    /** How long an expired family is told from one that never existed. */
    private static final Duration REMEMBERED = LIFETIME;

    private final HandMovedClock clock = new HandMovedClock();
    private final EmbeddedStore store = new EmbeddedStore(clock);

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected void pass(Duration time) {
        clock.move(time);
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }

    /** What a family is, written down once more: a token is current until it expires, and its predecessor in its grace. */
    private final class Model {
        private final Instant end = clock.instant().plus(LIFETIME);
        private Instant tokenEnd = clock.instant().plus(IDLE);
        private Instant graceEnd = Instant.MIN;
        private int current;
        private boolean isRevoked;

        Outcome present(int token) {
            Instant now = clock.instant();
            if (!now.isBefore(tokenEnd.plus(REMEMBERED))) {
                return Outcome.UNKNOWN;
            }
            if (isRevoked) {
                return Outcome.REVOKED;
            }
            if (!now.isBefore(tokenEnd)) {
                return Outcome.EXPIRED;
            }
            if (token == current) {
                current++;
                tokenEnd = now.plus(IDLE).isBefore(end) ? now.plus(IDLE) : end;
                graceEnd = now.plus(GRACE);
                return Outcome.ROTATED;
            }
            if (token == current - 1 && now.isBefore(graceEnd)) {
                return Outcome.REPEATED;
            }
            isRevoked = true;
            return Outcome.REUSED;
        }
    }

    @Test
    void anySequenceInTime_isAsTheModelSays() {
        Random random = new Random(9700);
        List<Duration> moves = List.of(
                Duration.ZERO,
                Duration.ofMillis(1),
                GRACE.minusMillis(1),
                GRACE,
                IDLE.dividedBy(2),
                IDLE.minusMillis(1),
                IDLE);
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (int family = 0; family < 2_000; family++) {
            String id = "family" + family;
            await(store.refreshTokens()
                    .register(new NewFamily(id, "t0", Optional.of(id), List.of(), IDLE, LIFETIME, Instant.EPOCH)));
            Model model = new Model();
            for (int step = 0; step < 10; step++) {
                clock.move(moves.get(random.nextInt(random.nextInt(4) == 0 ? moves.size() : 3)));
                int token = Math.max(0, model.current - Math.max(0, random.nextInt(5) - 2));
                Rotation rotation = new Rotation(
                        "t" + token, "t" + (token + 1), "s", GRACE, new Ending(id, true, LONG, RevocationNote.of("")));

                Outcome outcome = await(store.refreshTokens().rotate(rotation)).outcome();

                assertThat(outcome)
                        .as("family %d, step %d, token %d of %d", family, step, token, model.current)
                        .isEqualTo(model.present(token));
                seen.merge(outcome, 1, Integer::sum);
            }
        }
        assertThat(seen)
                .containsOnlyKeys(
                        Outcome.ROTATED,
                        Outcome.REPEATED,
                        Outcome.REUSED,
                        Outcome.REVOKED,
                        Outcome.EXPIRED,
                        Outcome.UNKNOWN);
    }
}
