package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.it.application.library.StubLogin;
import java.util.Set;

/** The classes of both applications. */
final class Classes {
    static final Set<Class<?>> ALL = Set.of(
            StubLogin.class,
            ByClassResource.class,
            ByMethodResource.class,
            InheritingResource.class,
            PartsResource.class);

    private Classes() {}
}
