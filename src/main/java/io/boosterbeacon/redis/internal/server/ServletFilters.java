package io.boosterbeacon.redis.internal.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Knows whether the servlet container has registered the library's filters. It does not if the {@code web.xml} of the
 * application orders the JARs and leaves the library out (Servlet § 8.2.2); CDI and JAX-RS find the library nevertheless.
 * One for each application. Thread-safe.
 */
public final class ServletFilters {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final String REGISTERED = ServletFilters.class.getName();
    private static final String NONE =
            "the servlet filters and endpoints of BoosterBeacon Redis are not registered: if the web.xml of"
                    + " the application has <absolute-ordering>, add <others/> to it. Until then ";

    private static final String SOME = "these servlet filters and endpoints of BoosterBeacon Redis are not registered,"
            + " because the servlet container did not find them in the configuration when it started: ";

    private final Needed needed;
    private final RestRegistration registration;
    private final AtomicBoolean checked;

    /**
     * The filters of an application, and the servlet of its endpoints.
     *
     * @param ends whether one ends the limited calls of all requests
     * @param limited the URL patterns of the servlets whose requests are limited
     * @param checked the URL patterns of the servlets whose tokens are checked
     * @param endpoints the paths of the endpoints of revocation
     */
    public record Needed(boolean ends, List<String> limited, List<String> checked, List<String> endpoints) {
        /** Whether what is missing changes the answers of requests. */
        private boolean decides() {
            return !limited.isEmpty() || !checked.isEmpty() || !endpoints.isEmpty();
        }

        private String consequence() {
            List<String> all = new ArrayList<>();
            if (!limited.isEmpty() || !checked.isEmpty()) {
                all.add("servlets are NOT limited, or their tokens NOT checked, whatever"
                        + " beacon.ratelimit.servlet-patterns and beacon.revocation.servlet-patterns say");
            }
            if (!endpoints.isEmpty()) {
                all.add("NOTHING is revoked by requests to " + String.join(", ", endpoints)
                        + ", whatever their answers say");
            }
            return String.join(", and ", all);
        }

        /** Texts, because an application may have the library's classes twice. */
        private Set<String> names() {
            Set<String> names = new TreeSet<>();
            limited.forEach(pattern -> names.add("limits of " + pattern));
            checked.forEach(pattern -> names.add("tokens of " + pattern));
            endpoints.forEach(path -> names.add("endpoint " + path));
            if (ends) {
                names.add("ends of requests");
            }
            return names;
        }
    }

    /** @param registration is notified if a filter that decides the requests of servlets is missing */
    public ServletFilters(Needed needed, RestRegistration registration) {
        this.needed = needed;
        this.registration = registration;
        this.checked = new AtomicBoolean(needed.names().isEmpty());
    }

    /** Remembers that filters are registered. */
    public static void markRegistered(ServletContext context, Needed filters) {
        context.setAttribute(REGISTERED, filters.names());
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

    /** Reports, once, that an application that has started has not all filters. */
    public void check(ServletContext context) {
        Object registered = context.getAttribute(REGISTERED);
        Set<String> missing = needed.names();
        if (registered instanceof Set<?> names) {
            missing.removeAll(names);
        }
        if (!checked.compareAndSet(false, true) || missing.isEmpty()) {
            return;
        }
        String cause = registered == null ? NONE : SOME + String.join(", ", missing) + ". Until then ";
        if (needed.decides()) {
            registration.reportProblem(cause + needed.consequence());
        } else {
            LOG.log(Level.WARNING, cause + "CONCURRENCY permits of requests that fail may last until their expiry");
        }
    }
}
