package io.boosterbeacon.it.redis;

import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisProcess;

/** The Redis of the applications under test: the usual one, or Valkey 8 if the build asks for it and has it. */
public final class RedisUnderTest {
    private static final boolean VALKEY =
            System.getProperty("it.redis", "").equals("valkey") && OtherRedis.VALKEY_8.isInstalled();

    private RedisUnderTest() {}

    /** Its name in the matrix. */
    public static String name() {
        return VALKEY ? "valkey 8" : "redis";
    }

    /** Starts it on a free port. */
    public static RedisProcess start() {
        return VALKEY ? OtherRedis.VALKEY_8.start() : RedisProcess.start();
    }
}
