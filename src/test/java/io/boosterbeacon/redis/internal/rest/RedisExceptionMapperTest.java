package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.testing.LogLines;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RedisExceptionMapperTest {
    @ParameterizedTest
    @CsvSource({
        "CONNECTION_ERROR, The store does not answer now",
        "TIMEOUT_ERROR, The store does not answer now",
        "COMMAND_ERROR, The store has refused a command",
        "UNKNOWN_ERROR, The store has failed"
    })
    void detail_ofEachType_isTrue(RedisErrorType type, String detail) {
        assertThat(RedisExceptionMapper.detail(type)).isEqualTo(detail);
    }

    @ParameterizedTest
    @EnumSource
    void failures_ofOneType_areLoggedOnceInAWhile(RedisErrorType type) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            IntStream.range(0, 100).forEach(i -> RedisExceptionMapper.log(new RedisException(type, "broken", null)));

            assertThat(log.all())
                    .filteredOn(line -> line.contains(type.name()))
                    .containsExactly(
                            "A request is answered with 503: no code of the application has caught this " + type);
        }
    }
}
