package io.boosterbeacon.redis.internal.config;

import jakarta.interceptor.Interceptor;
import java.util.Optional;
import java.util.function.Function;

/**
 * The priority of the cache interceptors. This is the only place that defines it.
 *
 * <p>A hit calls neither the method nor any interceptor that comes later. So the cache interceptors come last by
 * default: after those of the platform (JTA has 200: the method's own transaction is active when its result is cached,
 * and its commit publishes the result), after those of the application and of libraries, which may protect the method
 * (1000 to 3999), and after MicroProfile Fault Tolerance (4010: the result of a {@code @Fallback} is not cached, and
 * each attempt of {@code @Retry} looks the value up). The interceptors of limits come first
 * ({@link Interceptor.Priority#PLATFORM_BEFORE}): a denied call does not even begin a transaction.
 */
public final class InterceptorPriority {
    /** The default priority of the interceptors that change caches. */
    public static final int DEFAULT = Interceptor.Priority.PLATFORM_AFTER + 100;

    /** How much later the interceptors that read caches come: a method may have both kinds of annotations. */
    public static final int READS = 10;

    /** Later than that of JTA, which has 200: the rules of caches in transactions need the method's own transaction. */
    private static final int MIN = Interceptor.Priority.PLATFORM_BEFORE + 201;

    private static final int MAX = 100_000;

    private InterceptorPriority() {}

    static int read(Values values) {
        return (int) values.number(ConfigKeys.CACHE_INTERCEPTOR_PRIORITY, DEFAULT, MIN, MAX);
    }

    /** The configured priority; the default if that is invalid, which is reported when all settings are read. */
    public static int of(Function<String, Optional<String>> properties) {
        try {
            return read(new Values(properties));
        } catch (ConfigProblem e) {
            return DEFAULT;
        }
    }
}
