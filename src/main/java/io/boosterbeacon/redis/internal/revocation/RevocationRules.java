package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import java.time.InstantSource;

/** The settings of revocation and the rules derived from them, shared by checks and revocations. */
public record RevocationRules(RevocationSettings settings, InstantSource clock) {
    TokenLifetime life() {
        return new TokenLifetime(settings, clock);
    }

    TokenGroups groups() {
        return new TokenGroups(new UserIdentity(settings.userClaims()), settings.claims());
    }

    TokenFacts.Rules ofTokens() {
        CutoffRule cutoffs =
                new CutoffRule(settings.cutoffs().authTime(), settings.issuerSkew(), settings.retention(), clock);
        return new TokenFacts.Rules(groups(), cutoffs, life(), RevocationPolicy.of(settings));
    }
}
