package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.InstantSource;

/** What checking and revoking share: the settings, and what follows from them. */
public record RevocationRules(RevocationSettings settings, InstantSource clock) {
    TokenLife life() {
        return new TokenLife(settings, clock);
    }

    UserIdentity users() {
        return new UserIdentity(settings.userClaims());
    }

    TokenFacts.Rules ofTokens() {
        CutoffRule cutoffs = new CutoffRule(settings.cutoffs().authTime(), settings.retention(), clock);
        return new TokenFacts.Rules(users(), cutoffs, life());
    }
}
