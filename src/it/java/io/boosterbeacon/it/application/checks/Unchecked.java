package io.boosterbeacon.it.application.checks;

import io.boosterbeacon.redis.revocation.RevocationCheck;
import io.boosterbeacon.redis.revocation.RevocationMode;

/** The annotation of a generic method. */
public interface Unchecked<T> {
    @RevocationCheck(mode = RevocationMode.OFF)
    String find(T text);
}
