package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import java.time.InstantSource;

/** What checking and revoking share on one node. */
public record RevocationState(
        RevocationStore store,
        RevocationMemory memory,
        RevocationWatch watch,
        RevocationSettings settings,
        InstantSource clock) {
    TokenLife life() {
        return new TokenLife(settings, clock);
    }

    CutoffRule cutoffs() {
        return new CutoffRule(settings.cutoffs().authTime(), settings.retention(), clock);
    }

    UserIdentity users() {
        return new UserIdentity(settings.userClaims());
    }
}
