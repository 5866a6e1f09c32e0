package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import jakarta.ejb.ApplicationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What enterprise beans pass on as it is, without a stack trace in the log. */
class ApplicationExceptionsTest {
    @ParameterizedTest
    @ValueSource(classes = {RateLimitExceededException.class, RedisException.class})
    void exceptions_ofAnnotatedCalls_areTheApplicationsAndRollBack(Class<?> exception) {
        assertThat(exception.getAnnotation(ApplicationException.class))
                .isNotNull()
                .matches(ApplicationException::rollback, "rolls back")
                .matches(ApplicationException::inherited, "for subclasses too");
    }
}
