package io.boosterbeacon.it.redis;

import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisProcess;

/** Which Redis the applications under test use: the usual one, or Valkey 8 where the build asks for it and it is there. */
public final class RedisUnderTest {
    private static final boolean VALKEY =
            System.getProperty("it.redis", "").equals("valkey") && OtherRedis.VALKEY_8.isInstalled();

    private RedisUnderTest() {}

    /** As the matrix calls it. */
    public static String name() {
        return VALKEY ? "valkey 8" : "redis";
    }

    /** Starts one on a free port. */
    public static RedisProcess start() {
        return VALKEY ? OtherRedis.VALKEY_8.start() : RedisProcess.start();
    }
}
