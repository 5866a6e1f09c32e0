package io.boosterbeacon.redis.internal.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's delay between attempts to connect, as it is set up here. */
class ReconnectDelayTest {
    @ParameterizedTest
    @CsvSource({"1, 50", "2, 100", "5, 800", "6, 1000", "60, 1000", "61, 1000", "1000000, 1000"})
    void pauseBeforeAnAttempt_lastsARandomPartOfItsUpperHalf(long attempt, long longestMillis) {
        Stream<Duration> pauses =
                IntStream.range(0, 200).mapToObj(i -> RedisClients.RECONNECT_DELAY.createDelay(attempt));

        assertThat(pauses.distinct().toList()).hasSizeGreaterThan(10).allSatisfy(pause -> assertThat(pause.toMillis())
                .isBetween(longestMillis / 2, longestMillis));
    }
}
