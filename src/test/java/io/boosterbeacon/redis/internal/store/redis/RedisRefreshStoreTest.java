package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisRefreshStoreTest extends RefreshStoreContract {
    private static final RefreshStore STORE = SharedStore.STORE.refreshTokens();
    private static final RedisKeys KEYS = new RedisKeys("beacon");

    @Override
    protected Store store() {
        return SharedStore.STORE;
    }

    @Override
    protected void pass(Duration time) {
        SharedStore.pass(time);
    }

    private static Rotation rotation(String family, String presented, String successor) {
        return new Rotation(
                presented, successor, "salt", MINUTE, new Ending(family, true, MINUTE, RevocationNote.of("")));
    }

    private static void register(RefreshStore store, String family, List<String> groups) {
        done(store.register(
                new NewFamily(family, "t0", Optional.of(family + "-s"), groups, MINUTE, MINUTE, Instant.EPOCH)));
    }

    /** However often it is rotated, a family takes two keys, which do not grow, and the second one for the grace only. */
    @Test
    void family_rotatedAThousandTimes_isNotLargerThanAfterOnce() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            RefreshStore refreshes = store.refreshTokens();
            register(refreshes, "family", List.of("group"));
            done(refreshes.rotate(rotation("family", "t0", "token0000")));
            long size = operator.redis().strlen(KEYS.refreshFamily("family"));
            long keys = operator.redis().dbsize();

            for (int i = 0; i < 1_000; i++) {
                assertThat(done(refreshes.rotate(
                                        rotation("family", "token%04d".formatted(i), "token%04d".formatted(i + 1))))
                                .outcome())
                        .isEqualTo(Outcome.ROTATED);
            }

            assertThat(operator.redis().strlen(KEYS.refreshFamily("family"))).isEqualTo(size);
            assertThat(operator.redis().dbsize()).isEqualTo(keys);
            assertThat(operator.redis().pttl(KEYS.refreshGrace("family"))).isBetween(1L, MINUTE.toMillis());
            assertThat(operator.redis().pttl(KEYS.refreshFamily("family"))).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foreign", "live t0 1 2 3 x - -", "live t0 1 2 3 4 -"})
    void family_thatAnotherClientHasWritten_isUnknown(String entry) {
        String family = random("family");
        try (Operator operator = new Operator(RedisProcess.shared().url())) {
            operator.redis().set(KEYS.refreshFamily(family), entry, SetArgs.Builder.px(60_000));

            assertThat(done(STORE.rotate(rotation(family, "t0", "t1"))).outcome())
                    .isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** It has not extended the horizon, so that its revocation was kept only for as long as that version did. */
    @Test
    void family_ofAnEarlierVersion_expiresWhenItsRevocationMayBeForgotten() {
        String family = random("family");
        long now = System.currentTimeMillis();
        try (Operator operator = new Operator(RedisProcess.shared().url())) {
            operator.redis()
                    .set(
                            KEYS.refreshFamily(family),
                            "live t0 %d %d 3600000 %d - -".formatted(now - 70_000, now + 3_600_000, now - 70_000),
                            SetArgs.Builder.px(60_000));

            // the retention of the application is a minute
            assertThat(done(STORE.rotate(rotation(family, "t0", "t1"))).outcome())
                    .isEqualTo(Outcome.EXPIRED);
        }
    }

    /** A cutoff that another client has written refuses all; those of earlier versions have no subject. */
    @Test
    void cutoffs_ofOtherFormats_areBelieved() {
        try (Operator operator = new Operator(RedisProcess.shared().url())) {
            String group = random("group");
            String family = random("family");
            register(STORE, family, List.of(group));
            operator.redis().set(KEYS.cutoff(group), "1500 logout", SetArgs.Builder.px(60_000));
            assertThat(done(STORE.rotate(rotation(family, "t0", "t1"))).outcome())
                    .isEqualTo(Outcome.ROTATED);

            operator.redis().set(KEYS.cutoff(group), "foreign", SetArgs.Builder.px(60_000));

            assertThat(done(STORE.rotate(rotation(family, "t1", "t2"))).outcome())
                    .isEqualTo(Outcome.REVOKED);
        }
    }

    @Test
    void everything_afterAFlush_isUnknown() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            register(store.refreshTokens(), "family", List.of());
            operator.redis().flushall();
            operator.redis().scriptFlush();

            assertThat(done(store.refreshTokens().rotate(rotation("family", "t0", "t1")))
                            .outcome())
                    .isEqualTo(Outcome.UNKNOWN);
        }
    }
}
