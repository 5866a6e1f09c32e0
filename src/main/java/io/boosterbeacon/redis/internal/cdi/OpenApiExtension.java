package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.openapi.DocumentedApplication;
import io.boosterbeacon.redis.internal.openapi.DocumentedApplication.Revocation;
import io.boosterbeacon.redis.internal.openapi.ResourceMethods;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.interceptor.Interceptor;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects what the library adds to the OpenAPI document of an application. */
public class OpenApiExtension implements Extension {
    private static final String LOGIN_CONFIG = "org.eclipse.microprofile.auth.LoginConfig";

    private final Set<Class<?>> resources = ConcurrentHashMap.newKeySet();
    private final Set<String> applicationPaths = ConcurrentHashMap.newKeySet();
    private volatile boolean usesTokens;
    private volatile @Nullable DocumentedApplication registered;

    <X> void collect(@Observes ProcessAnnotatedType<X> event) {
        Class<X> type = event.getAnnotatedType().getJavaClass();
        if (Application.class.isAssignableFrom(type)) {
            addApplication(type);
        } else if (Resources.isResource(type)) {
            resources.add(type);
        }
    }

    private void addApplication(Class<?> type) {
        Optional.ofNullable(type.getAnnotation(ApplicationPath.class))
                .map(ApplicationPath::value)
                .ifPresent(applicationPaths::add);
        if (Stream.of(type.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals(LOGIN_CONFIG))) {
            usesTokens = true;
        }
    }

    void requireTokens(@Observes ProcessInjectionPoint<?, TokenBlacklistService> point) {
        usesTokens = true;
    }

    /** Runs after {@link BeaconExtension} has read the policies. */
    void register(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) AfterDeploymentValidation validation,
            BeanManager beans) {
        BeaconExtension read = beans.getExtension(BeaconExtension.class);
        register(read.limits(), read.revocations());
    }

    /** Adds classes that CDI has not reported. */
    void addUnreported(Collection<Class<?>> classes, BeaconExtension read) {
        if (resources.addAll(classes.stream().filter(Resources::isResource).toList())) {
            register(read.limits(), read.revocations());
        }
    }

    private void register(RateLimitPolicies policies, RevocationPolicies revocations) {
        Settings settings = Settings.read(ConfigProperties.find(), problem -> {});
        boolean limits = settings.rateLimit().enabled();
        ResourceMethods methods = new ResourceMethods(
                called -> limits && isLimited(policies, called), called -> isChecked(revocations, called));
        DocumentedApplication application = new DocumentedApplication(
                resources.stream()
                        .flatMap(resource -> methods.of(resource).stream())
                        .distinct()
                        .toList(),
                limits ? policies.paths() : List.of(),
                Set.copyOf(applicationPaths),
                settings.rateLimit().headers(),
                revocation(settings));
        unregister();
        application.register();
        registered = application;
    }

    private Revocation revocation(Settings settings) {
        if (!settings.revocation().enabled() || !OptionalApi.MP_JWT.isPresent()) {
            return Revocation.NONE;
        }
        return usesTokens ? Revocation.ALL : Revocation.SECURED;
    }

    private static boolean isLimited(RateLimitPolicies policies, BeanMethod called) {
        try {
            return !policies.of(called.bean(), called.method()).isEmpty();
        } catch (ConfigProblem e) {
            // it fails the deployment
            return false;
        }
    }

    private static boolean isChecked(RevocationPolicies policies, BeanMethod called) {
        try {
            return policies.of(called).map(RevocationPolicy::isOn).orElse(true);
        } catch (ConfigProblem e) {
            // it fails the deployment
            return true;
        }
    }

    void unregister(@Observes BeforeShutdown shutdown) {
        unregister();
    }

    private void unregister() {
        if (registered != null) {
            registered.unregister();
        }
    }
}
