package io.boosterbeacon.it.application.whole;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Has the same classes without a limit. */
@ApplicationPath("free")
public class FreeApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(FirstResource.class, SecondResource.class);
    }
}
