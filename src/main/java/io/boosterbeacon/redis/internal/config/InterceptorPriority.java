package io.boosterbeacon.redis.internal.config;

import jakarta.interceptor.Interceptor;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the interceptors of caches stand among others. This is the one place that says so.
 *
 * <p>A hit calls neither the method nor any interceptor behind ours. So ours come last by default: behind those of the platform
 * (JTA has 200: a method's own transaction is active when its result is cached, and publishes it by its commit), behind an
 * application's and a library's, which may guard the method (1000 to 3999), and behind MicroProfile Fault Tolerance (4010: what
 * {@code @Fallback} answers is not cached, and each try of {@code @Retry} looks again). Those of limits come first
 * ({@link Interceptor.Priority#PLATFORM_BEFORE}): a denied call costs nothing, no transaction either.
 */
public final class InterceptorPriority {
    /** Of those that change caches. */
    public static final int DEFAULT = Interceptor.Priority.PLATFORM_AFTER + 100;

    /** Those that read stand within those that change: a method may have both annotations. */
    public static final int READS = 10;

    /** Behind JTA's, which has 200: a transaction of the method's own has to be there for what is said of transactions. */
    private static final int MIN = Interceptor.Priority.PLATFORM_BEFORE + 201;

    private static final int MAX = 100_000;

    private InterceptorPriority() {}

    static int read(Values values) {
        return (int) values.number(ConfigKeys.CACHE_INTERCEPTOR_PRIORITY, DEFAULT, MIN, MAX);
    }

    /** The configured priority; the default in place of a mistake, which is told when all settings are read. */
    public static int of(Function<String, Optional<String>> properties) {
        try {
            return read(new Values(properties));
        } catch (ConfigProblem e) {
            return DEFAULT;
        }
    }
}
