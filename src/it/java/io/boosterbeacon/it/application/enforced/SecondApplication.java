package io.boosterbeacon.it.application.enforced;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The other of two JAX-RS applications in the WAR. */
@ApplicationPath("second")
public class SecondApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Shared.class);
    }
}
