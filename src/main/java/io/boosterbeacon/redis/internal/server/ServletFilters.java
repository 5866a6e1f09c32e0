package io.boosterbeacon.redis.internal.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Knows whether the servlet container has registered the library's filters. It does not if the {@code web.xml} of the
 * application orders the JARs and leaves the library out (Servlet § 8.2.2); CDI and JAX-RS find the library nevertheless.
 * One for each application. Thread-safe.
 */
public final class ServletFilters {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final String REGISTERED = ServletFilters.class.getName();
    private static final String CAUSE =
            "the servlet filters of BoosterBeacon Redis are not registered: if the web.xml of"
                    + " the application has <absolute-ordering>, add <others/> to it. Until then ";

    private final boolean patterns;
    private final RestRegistration registration;
    private final AtomicBoolean checked;

    /**
     * @param needed whether filters are to be registered
     * @param patterns whether a filter decides the requests of servlets
     * @param registration is notified if it does not
     */
    public ServletFilters(boolean needed, boolean patterns, RestRegistration registration) {
        this.patterns = patterns;
        this.registration = registration;
        this.checked = new AtomicBoolean(!needed);
    }

    /** Remembers that the filters are registered. */
    public static void markRegistered(ServletContext context) {
        context.setAttribute(REGISTERED, true);
    }

    /** Reports, once, that a request has passed no filter. The container has registered all filters by then. */
    public void check(HttpServletRequest request) {
        if (!checked.get()) {
            try {
                check(request.getServletContext());
            } catch (RuntimeException e) {
                // outside a request the proxy throws a different exception on each server
            }
        }
    }

    /** Reports, once, that an application that has started has no filters. */
    public void check(ServletContext context) {
        boolean missing = context.getAttribute(REGISTERED) == null;
        if (!checked.compareAndSet(false, true) || !missing) {
            return;
        }
        if (patterns) {
            registration.reportProblem(CAUSE + "servlets are NOT limited, and their tokens NOT checked, whatever"
                    + " beacon.ratelimit.servlet-patterns and beacon.revocation.servlet-patterns say");
        } else {
            LOG.log(Level.WARNING, CAUSE + "CONCURRENCY permits of requests that fail may last until their expiry");
        }
    }
}
