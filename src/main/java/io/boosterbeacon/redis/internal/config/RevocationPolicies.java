package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The policies by which an application checks tokens. That of a method: of the method or of a method that it overrides or
 * implements, else of its class, of a stereotype or of an interface. Thread-safe.
 */
public final class RevocationPolicies {
    private final Function<String, Optional<String>> properties;
    private final RevocationSettings settings;
    private final Map<Class<?>, RevocationPolicy> applications = new ConcurrentHashMap<>();

    public RevocationPolicies(Function<String, Optional<String>> properties, RevocationSettings settings) {
        this.properties = properties;
        this.settings = settings;
    }

    /** Whether any token is checked. */
    public boolean enabled() {
        return settings.enabled();
    }

    /** The policy where no annotation applies. */
    public RevocationPolicy configured() {
        return RevocationPolicy.of(settings);
    }

    /**
     * Finds the policy of a method.
     *
     * @return empty if neither the method nor its class has one
     * @throws ConfigProblem for a mistake in an annotation or in an override
     */
    public Optional<RevocationPolicy> of(BeanMethod called) {
        Optional<? extends AnnotatedElement> ofMethod = called.carrier(RevocationCheck.class);
        Optional<? extends AnnotatedElement> carrier = ofMethod.isPresent()
                ? ofMethod
                : Carriers.ofType(called.bean(), called.method(), RevocationCheck.class);
        return carrier.map(element -> RevocationPolicy.of(called.bean(), element, properties, settings));
    }

    /**
     * Adds a JAX-RS application, and reads its annotation if it has one.
     *
     * @throws ConfigProblem for a mistake in the annotation or in an override
     */
    public void addApplication(Class<?> type) {
        annotationOf(type).ifPresent(policy -> applications.put(type, policy));
    }

    /**
     * The policy of a JAX-RS application, also of one that was not added: neither CDI nor the servlet container reports
     * a class that only inherits its annotation.
     */
    public RevocationPolicy ofApplication(Class<?> type) {
        RevocationPolicy added = applications.get(type);
        return added == null ? annotationOf(type).orElse(configured()) : added;
    }

    private Optional<RevocationPolicy> annotationOf(Class<?> application) {
        return Carriers.ofType(application, RevocationCheck.class)
                .map(carrier -> RevocationPolicy.of(application, carrier, properties, settings));
    }

    /** The policies of the annotated JAX-RS applications. */
    public Map<Class<?>, RevocationPolicy> applications() {
        return applications;
    }
}
