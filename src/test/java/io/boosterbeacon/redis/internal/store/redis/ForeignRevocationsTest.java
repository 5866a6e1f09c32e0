package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
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
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            RevocationStore revocations = store.revocations();
            RedisKeys keys = new RedisKeys("beacon");
            operator.redis().set(keys.revokedToken("token"), "foreign");
            operator.redis().set(keys.cutoff("user"), "foreign");

            RevocationStore.State foreign = done(revocations.find(TokenQuery.of(List.of("token"), List.of("user"))));
            assertThat(foreign.tokenRevoked()).isTrue();
            assertThat(foreign.cutoffs()).isEqualTo(Map.of("user", Cutoff.of(Long.MAX_VALUE)));

            Instant end = Instant.now().plusSeconds(60);
            assertThat(done(revocations.revokeToken(Marks.token(List.of("token"), end)))
                            .fresh())
                    .isTrue();
            RevocationStore.CutoffEntry cutoff =
                    done(revocations.revokeGroup(Marks.user("user", Duration.ofMinutes(1))));
            assertThat(cutoff.fresh()).isTrue();
            assertThat(done(revocations.find(TokenQuery.of(List.of("token"), List.of("user"))))
                            .cutoffs())
                    .isEqualTo(Map.of("user", cutoff.cutoff()));
            assertThat(operator.redis().pttl(keys.revokedToken("token"))).isPositive();
        }
    }

    /** Versions before exemptions wrote the member alone; what a reason holds is nobody's exemption. */
    @Test
    void cutoff_ofAnEarlierVersion_appliesToAllTokensAndIsMovedForward() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            RedisKeys keys = new RedisKeys("beacon");
            operator.redis().set(keys.cutoff("user"), "1500 u:user;no 7;0;sid u:user;0;sid ");
            operator.redis().set(keys.cutoff("ada"), "1500 u:ada u:ada;0;sid logout");

            assertThat(done(store.revocations().find(TokenQuery.of(List.of(), List.of("ada"))))
                            .cutoffs())
                    .isEqualTo(Map.of("ada", Cutoff.of(1_500)));
            assertThat(done(store.revocations().find(TokenQuery.of(List.of(), List.of("user"))))
                            .cutoffs())
                    .isEqualTo(Map.of("user", Cutoff.of(1_500)));

            RevocationStore.CutoffEntry moved =
                    done(store.revocations().revokeGroup(Marks.user("ada", Duration.ofMinutes(1))));
            assertThat(moved.fresh()).isFalse();
            assertThat(moved.cutoff().exempt()).isEmpty();
            assertThat(moved.cutoff().millis()).isGreaterThan(1_500);
        }
    }

    /** The indexes of earlier versions are not read: their entries refuse, and count from their next revocation on. */
    @Test
    void entries_ofAnEarlierVersion_areRefusedRestoredAndCountedWhenRevokedAgain() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            RevocationStore revocations = store.revocations();
            RedisKeys keys = new RedisKeys("beacon");
            operator.redis().set(keys.revokedToken("old"), "1500 t:old logout at night");
            TokenQuery old = TokenQuery.of(List.of("old"), List.of());

            assertThat(done(revocations.find(old)).tokenRevoked()).isTrue();
            assertThat(done(revocations.stats()).counts()).isEmpty();
            assertThat(done(revocations.restore(Marks.restored(Scope.TOKEN, "old")))
                            .restored())
                    .isTrue();
            assertThat(done(revocations.find(old)).tokenRevoked()).isFalse();
            assertThat(done(revocations.stats()).counts()).isEmpty();

            operator.redis().set(keys.revokedToken("old"), "1500 t:old logout at night");
            var again = done(revocations.revokeToken(
                    Marks.token(List.of("old"), Instant.now().plusSeconds(60))));
            assertThat(again.fresh()).isFalse();
            assertThat(again.revokedAt()).isEqualTo(Instant.ofEpochMilli(1_500));
            assertThat(done(revocations.stats()).counts())
                    .isEqualTo(Map.of(new RevocationStore.Kind(Scope.TOKEN, "logout at night"), 1L));
        }
    }

    @Test
    void entry_thatSomebodyElseHasWritten_canBeRestored() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            RevocationStore revocations = store.revocations();
            RedisKeys keys = new RedisKeys("beacon");
            operator.redis().set(keys.cutoff("client"), "foreign");

            assertThat(done(revocations.restore(Marks.restored(Scope.CLIENT, "client")))
                            .restored())
                    .isTrue();

            RevocationStore.State state = done(revocations.find(TokenQuery.of(List.of(), List.of("client"))));
            assertThat(state.cutoffs()).isEmpty();
            assertThat(state.restored()).containsOnlyKeys("client");
            assertThat(operator.redis().pttl(keys.cutoff("client"))).isPositive();
        }
    }
}
