package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody else writes to our keys. */
class ForeignRevocationsTest {
    @Test
    void entries_thatSomebodyElseHasWritten_refuseAndAreOverwritten() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), event -> {});
                Operator operator = new Operator(server.url())) {
            RevocationStore revocations = store.revocations();
            RedisKeys keys = new RedisKeys("beacon");
            operator.redis().set(keys.revokedToken("token"), "foreign");
            operator.redis().set(keys.revokedUser("user"), "foreign");

            RevocationStore.State foreign = done(revocations.find(List.of("token"), List.of("user")));
            assertThat(foreign.tokenRevoked()).isTrue();
            assertThat(foreign.cutoffs()).isEqualTo(Map.of("user", Cutoff.of(Long.MAX_VALUE)));

            Instant end = Instant.now().plusSeconds(60);
            assertThat(done(revocations.revokeToken(Marks.token(List.of("token"), end)))
                            .fresh())
                    .isTrue();
            RevocationStore.CutoffEntry cutoff =
                    done(revocations.revokeUser(Marks.user("user", Duration.ofMinutes(1))));
            assertThat(cutoff.fresh()).isTrue();
            assertThat(done(revocations.find(List.of("token"), List.of("user"))).cutoffs())
                    .isEqualTo(Map.of("user", cutoff.cutoff()));
            assertThat(operator.redis().pttl(keys.revokedToken("token"))).isPositive();
        }
    }
}
