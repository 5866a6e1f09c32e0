package io.boosterbeacon.it.redis;

import io.boosterbeacon.redis.testing.RedisProcess;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Redis for one test class. It must be registered before Arquillian, whose deployments need its URL. */
public final class SharedRedis implements BeforeAllCallback, AfterAllCallback {
    private static @Nullable RedisProcess redis;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        redis = RedisUnderTest.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (redis != null) {
            redis.close();
        }
    }

    /** Does something while Redis is down; afterwards Redis is empty. */
    public static void killed(Runnable meanwhile) {
        RedisProcess server = Objects.requireNonNull(redis);
        server.kill();
        try {
            meanwhile.run();
        } finally {
            server.restart();
        }
    }

    /** Does something while Redis is frozen, and answers nothing. */
    public static void frozen(Runnable meanwhile) {
        RedisProcess server = Objects.requireNonNull(redis);
        server.freeze();
        try {
            meanwhile.run();
        } finally {
            server.thaw();
        }
    }

    public static String url() {
        return Objects.requireNonNull(redis).url();
    }
}
