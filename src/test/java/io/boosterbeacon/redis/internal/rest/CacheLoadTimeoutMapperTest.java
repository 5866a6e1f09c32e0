package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.internal.codec.Json;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheLoadTimeoutMapperTest {
    @Test
    void registered_answersThatTheClientMayTryAgain() {
        CacheLoadTimeoutMapper mapper = new ErrorsPart(new Json())
                .components().stream()
                        .filter(CacheLoadTimeoutMapper.class::isInstance)
                        .map(CacheLoadTimeoutMapper.class::cast)
                        .findFirst()
                        .orElseThrow();

        try (Response response =
                mapper.toResponse(new CacheLoadTimeoutException("secret-prices", Duration.ofMillis(300)))) {
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getHeaderString("Retry-After")).isEqualTo("1");
            assertThat(response.getMediaType()).hasToString("application/problem+json;charset=UTF-8");
            assertThat((String) response.getEntity())
                    .contains("\"detail\":\"The value is still being loaded\"")
                    .doesNotContain("prices");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {CacheLoadTimeoutMapper.class, RedisExceptionMapper.class, RateLimitExceededMapper.class})
    void mappers_comeAfterThoseOfTheApplication(Class<?> mapper) {
        assertThat(mapper.getAnnotation(Priority.class).value()).isGreaterThan(Priorities.USER);
    }
}
