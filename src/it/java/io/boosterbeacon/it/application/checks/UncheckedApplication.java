package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Has the same classes, and checks no tokens but where an annotation says it. */
@ApplicationPath("unchecked")
@RevocationCheck(mode = RevocationMode.OFF)
public class UncheckedApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Classes.ALL;
    }
}
