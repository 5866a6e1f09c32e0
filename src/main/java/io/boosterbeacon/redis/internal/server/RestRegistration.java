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
 * Whether the server's JAX-RS has found the library's features, without which no resource is limited and no token checked.
 * One for each application. Thread-safe.
 *
 * <p>Many servers start JAX-RS with the first request: that nothing is registered yet proves nothing there, until a limited
 * resource has been called. Apache CXF (TomEE) starts it with the application, and is the one that may not find us.
 */
public final class RestRegistration {
    /** What a user has to do about it. */
    static final String REMEDY =
            "JAX-RS has not registered the filters of BoosterBeacon Redis: resources are NOT limited, and"
                    + " revoked tokens NOT refused. On TomEE, set openejb.jaxrs.providers.auto = true in conf/system.properties";

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final boolean needed;
    private final BooleanSupplier started;
    private final AtomicBoolean registered = new AtomicBoolean();
    private final AtomicBoolean bypassed = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Set<String> notInForce = ConcurrentHashMap.newKeySet();

    /** @param needed whether the application relies on the filters */
    public RestRegistration(boolean needed) {
        this(needed, RestRegistration::isCxf);
    }

    RestRegistration(boolean needed, BooleanSupplier started) {
        this.needed = needed;
        this.started = started;
    }

    /** A feature has been configured. */
    public void registered() {
        registered.set(true);
    }

    /** A limited resource method has been called; the filter must have counted the request. */
    public void called() {
        if (!registered.get() && bypassed.compareAndSet(false, true)) {
            tell();
        }
    }

    /** An annotation of a resource turns out to be without effect; logged once. */
    public void notInForce(String problem) {
        if (notInForce.add(problem)) {
            LOG.log(Level.ERROR, problem);
        }
    }

    /** Logs what is wrong, once: not every server shows readiness. */
    public void check() {
        var unused = problem();
    }

    /** What is wrong, and what to do about it; empty if nothing is, or nothing can be told yet. */
    public Optional<String> problem() {
        if (registered.get() || !(bypassed.get() || (needed && started.getAsBoolean()))) {
            return notInForce.isEmpty()
                    ? Optional.empty()
                    : Optional.of(notInForce.stream().sorted().collect(Collectors.joining("; ")));
        }
        tell();
        return Optional.of(REMEDY);
    }

    private void tell() {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.ERROR, REMEDY);
        }
    }

    /** Whether the JAX-RS of the server asks no dynamic feature about the methods of sub-resources. */
    public static boolean passesBySubResources() {
        return isCxf();
    }

    private static boolean isCxf() {
        try {
            return RuntimeDelegate.getInstance().getClass().getName().startsWith("org.apache.cxf");
        } catch (RuntimeException | LinkageError e) {
            // no JAX-RS at all: nothing to filter
            return false;
        }
    }
}
