package io.boosterbeacon.redis.internal.server;

import jakarta.ws.rs.ext.RuntimeDelegate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Knows whether the server's JAX-RS has registered the library's features. Without them no resource is limited and no
 * token is checked. One for each application. Thread-safe.
 *
 * <p>Many servers start JAX-RS with the first request. On these, missing features are an error only after a limited
 * resource was called. Apache CXF (TomEE) starts with the application, and may not find the library's features.
 */
public final class RestRegistration {
    /** The message to the operator. */
    static final String REMEDY =
            "JAX-RS has not registered the filters of BoosterBeacon Redis: resources are NOT limited, and"
                    + " revoked tokens NOT refused. On TomEE, set openejb.jaxrs.providers.auto = true in"
                    + " conf/system.properties";

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final boolean needed;
    private final BooleanSupplier started;
    private final AtomicBoolean registered = new AtomicBoolean();
    private final AtomicBoolean bypassed = new AtomicBoolean();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final Set<String> problems = ConcurrentHashMap.newKeySet();

    /** @param needed whether the application needs the filters: it has limited resources or revokes tokens */
    public RestRegistration(boolean needed) {
        this(needed, RestRegistration::isCxf);
    }

    RestRegistration(boolean needed, BooleanSupplier started) {
        this.needed = needed;
        this.started = started;
    }

    /** JAX-RS has configured a feature. */
    public void markRegistered() {
        registered.set(true);
    }

    /** Whether JAX-RS has configured a feature. Before its first request, some servers have not. */
    public boolean isRegistered() {
        return registered.get();
    }

    /** A limited resource method was called, and no filter has counted the request. */
    public void resourceCalled() {
        if (!registered.get() && bypassed.compareAndSet(false, true)) {
            report();
        }
    }

    /** Logs, once, why limits are not in force, for instance that an annotation of a resource has no effect. */
    public void reportProblem(String problem) {
        if (problems.add(problem)) {
            LOG.log(Level.ERROR, problem);
        }
    }

    /** Logs the problem, once, if there is one: not every server publishes readiness. */
    public void logProblem() {
        var unused = problem();
    }

    /** The problem and its remedy; empty if there is none, or if it is not known yet. */
    public Optional<String> problem() {
        if (registered.get() || !(bypassed.get() || (needed && started.getAsBoolean()))) {
            return problems.isEmpty()
                    ? Optional.empty()
                    : Optional.of(problems.stream().sorted().collect(Collectors.joining("; ")));
        }
        report();
        return Optional.of(REMEDY);
    }

    private void report() {
        if (reported.compareAndSet(false, true)) {
            LOG.log(Level.ERROR, REMEDY);
        }
    }

    /** Whether the server's JAX-RS does not call dynamic features for the methods of sub-resources. */
    public static boolean skipsSubResources() {
        return isCxf();
    }

    private static boolean isCxf() {
        try {
            return RuntimeDelegate.getInstance().getClass().getName().startsWith("org.apache.cxf");
        } catch (RuntimeException | LinkageError e) {
            // without JAX-RS there is nothing to filter
            return false;
        }
    }
}
