package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;

/** The annotations of a superclass. */
@RevocationCheck(mode = RevocationMode.OFF)
public abstract class UncheckedBase {
    @RevocationCheck(mode = RevocationMode.STRICT)
    public String overridden() {
        return "ok";
    }
}
