package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.spi.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has deleted the last annotation within the braces, or has not written the first. */
class EmptyContainersTest {
    @RateLimit.List({})
    @Dependent
    static class LimitedClass {}

    @Dependent
    static class LimitedMethod {
        @RateLimit.List({})
        public void call() {}
    }

    interface Declared {
        @RateLimit.List({})
        void call();
    }

    @Dependent
    static class Implementing implements Declared {
        @Override
        public void call() {}
    }

    @Dependent
    static class Changing {
        @CacheInvalidates({})
        public void change() {}
    }

    @ParameterizedTest
    @ValueSource(classes = {LimitedClass.class, LimitedMethod.class, Implementing.class})
    void limits_thatHoldNone_areRefusedForThatReason(Class<?> bean) {
        assertThatThrownBy(() -> new Application(bean).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("@RateLimit.List on ")
                .hasMessageContaining(" is empty; accepted: one or more @RateLimit")
                .message()
                .doesNotContain("extension");
    }

    @Test
    void invalidations_thatHoldNone_areRefusedForThatReason() {
        assertThatThrownBy(() -> new Application(Changing.class).close())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("@CacheInvalidates on ")
                .hasMessageContaining(" is empty; accepted: one or more @CacheInvalidate")
                .message()
                .doesNotContain("extension");
    }
}
