package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevocationMemoryTest {
    private static final List<String> IDS = List.of("by text", "by jti");

    private final RevocationSettings settings =
            Settings.read(name -> Optional.empty(), problem -> {}).revocation();
    private long nanos;
    private final RevocationMemory memory = new RevocationMemory(settings, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void revokedToken_untilItsLifeIsOver_isKnownByEachId() {
        memory.revoked(IDS, Duration.ofMinutes(5));

        pass(Duration.ofMinutes(5).minusNanos(1));
        assertThat(memory.knowsRevoked(List.of("by text"))).isTrue();
        assertThat(memory.knowsRevoked(List.of("by jti"))).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(memory.knowsRevoked(IDS)).isFalse();
    }

    @Test
    void revokedToken_againWithALongerLife_isKnownForThat() {
        memory.revoked(IDS, Duration.ofMinutes(5));
        memory.revoked(IDS, Duration.ofHours(1));

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void revokedToken_againWithAShorterLife_keepsTheLonger() {
        memory.revoked(IDS, Duration.ofHours(1));
        memory.revoked(IDS, Duration.ofMinutes(5));

        pass(Duration.ofMinutes(59));
        assertThat(memory.knowsRevoked(IDS)).isTrue();
    }

    @Test
    void goodToken_revoked_isNotGoodAnyMore() {
        memory.foundGood(IDS);
        assertThat(memory.wasGoodOfLate(IDS)).isTrue();

        memory.revoked(IDS, Duration.ofMinutes(5));

        assertThat(memory.wasGoodOfLate(IDS)).isFalse();
    }

    @Test
    void revokedTokens_100000OfTwoIdsEach_areAllKnown() {
        IntStream.range(0, 100_000).forEach(i -> memory.revoked(List.of("text-" + i, "jti-" + i), Duration.ofHours(1)));

        assertThat(IntStream.range(0, 100_000)
                        .filter(i ->
                                memory.knowsRevoked(List.of("text-" + i)) && memory.knowsRevoked(List.of("jti-" + i)))
                        .count())
                .isEqualTo(100_000);
    }
}
