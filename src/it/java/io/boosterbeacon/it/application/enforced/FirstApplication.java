package io.boosterbeacon.it.application.enforced;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** One of two JAX-RS applications in the WAR. */
@ApplicationPath("first")
public class FirstApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Shared.class, Ways.class, Views.class, Clients.class, Locators.class);
    }

    @Override
    @SuppressWarnings("deprecation") // what old applications do
    public Set<Object> getSingletons() {
        return Set.of(new Single());
    }
}
