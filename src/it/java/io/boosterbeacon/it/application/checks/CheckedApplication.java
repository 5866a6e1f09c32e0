package io.boosterbeacon.it.application.checks;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Checks tokens as the configuration says. */
@ApplicationPath("checked")
public class CheckedApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Classes.ALL;
    }
}
