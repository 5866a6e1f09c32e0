package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheDefaults;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.ws.rs.Path;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fails the deployment for every mistake that can be known then, each with one message. */
public class BeaconExtension implements Extension {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Set<Class<?>> annotated = ConcurrentHashMap.newKeySet();
    private volatile boolean needsFilters;

    void collect(
            @Observes
                    @WithAnnotations({
                        Cached.class,
                        CachePut.class,
                        CacheInvalidate.class,
                        CacheInvalidates.class,
                        CacheInvalidateAll.class,
                        CacheDefaults.class,
                        RateLimit.class,
                        RateLimits.class
                    })
                    ProcessAnnotatedType<?> type) {
        annotated.add(type.getAnnotatedType().getJavaClass());
    }

    void noticeLimits(@Observes @WithAnnotations({RateLimit.class, RateLimits.class}) ProcessAnnotatedType<?> type) {
        if (type.getAnnotatedType().isAnnotationPresent(Path.class)) {
            needsFilters = true;
        }
    }

    void noticeRevocations(@Observes ProcessInjectionPoint<?, TokenBlacklistService> point) {
        needsFilters = true;
    }

    /** Whether the application has limited JAX-RS resources, or revokes tokens: it relies on the filters then. */
    boolean needsFilters() {
        return needsFilters;
    }

    void leaveOut(@Observes ProcessAnnotatedType<RevocationProducer> producer) {
        if (!OptionalApi.MP_JWT.isPresent()) {
            producer.veto();
        }
    }

    void validate(@Observes AfterDeploymentValidation validation, BeanManager beans) {
        Stream.of(OptionalApi.values())
                .filter(api -> !api.isPresent())
                .forEach(api -> LOG.log(Level.INFO, api.absence()));
        Function<String, Optional<String>> properties = ConfigProperties.find();
        Settings.read(properties, problem -> report(validation, problem));
        AnnotationCheck check = new AnnotationCheck(properties, new Json(), beans);
        // what a class inherits, all its heirs have
        annotated.stream()
                .flatMap(type -> check.problems(type).stream())
                .collect(Collectors.toMap(ConfigProblem::getMessage, problem -> problem, (one, same) -> one))
                .values()
                .forEach(problem -> report(validation, problem));
        annotated.clear();
    }

    private static void report(AfterDeploymentValidation validation, ConfigProblem problem) {
        validation.addDeploymentProblem(new DeploymentException(problem.getMessage()));
    }
}
