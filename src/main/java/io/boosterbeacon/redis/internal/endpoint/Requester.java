package io.boosterbeacon.redis.internal.endpoint;

import java.security.Principal;
import java.util.Optional;

/** Who sends a request. */
public interface Requester {
    /** The field {@code Authorization}; empty if there is none, or several. */
    Optional<String> authorization();

    /** Whom the server has authenticated; empty if nobody. It has a name. */
    Optional<Principal> principal();

    /** Whether the server knows that the principal has a role. */
    boolean hasRole(String role);
}
