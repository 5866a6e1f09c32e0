package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.endpoint.EndpointDispatch;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servlet of the endpoints of revocation. A servlet and not a JAX-RS resource: its paths do not depend on that of a
 * JAX-RS application, of which there may be none or several. It looks up what answers with the first request, because
 * CDI may start later than servlets. It is public because some servers inject into servlets, and fail for hidden
 * classes.
 */
public class EndpointServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable EndpointDispatch endpoints;

    /**
     * Registers the servlet.
     *
     * @param paths of the endpoints; without one there is no servlet
     * @throws IllegalStateException if a path belongs to a servlet of the application
     */
    static void register(ServletContext context, List<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        ServletRegistration.Dynamic registration =
                context.addServlet(EndpointServlet.class.getName(), new EndpointServlet());
        // the servlet is there already if the library is in the archive twice
        if (registration != null) {
            Set<String> taken = registration.addMapping(paths.toArray(String[]::new));
            if (!taken.isEmpty()) {
                throw new IllegalStateException("beacon.revocation.endpoints has the paths " + String.join(", ", taken)
                        + ", which are those of other servlets; accepted: other paths");
            }
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        EndpointDispatch found = endpoints;
        if (found == null) {
            found = CDI.current().select(EndpointDispatch.class).get();
            endpoints = found;
        }
        found.serve(request, response);
    }
}
