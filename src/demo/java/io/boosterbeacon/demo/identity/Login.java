package io.boosterbeacon.demo.identity;

import java.time.Instant;
import java.util.List;

/**
 * A login of a user, as long as it can be renewed.
 *
 * @param device what the user calls the device
 * @param sid the session, the same in all access tokens of the login
 */
public record Login(String user, List<String> roles, String device, String sid, Instant since) {
    /** The same login of a user by this name. */
    Login of(String name) {
        return new Login(name, roles, device, sid, since);
    }

    /** The same login, begun at another time. */
    Login at(Instant start) {
        return new Login(user, roles, device, sid, start);
    }
}
