package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * What stands for a user: a hash that the name of the claim is part of. A name that somebody may choose in one claim is nobody's
 * in another one.
 *
 * @param claims {@code beacon.revocation.user-claims}
 */
record UserIdentity(List<String> claims) {
    private static final String SUBJECT = "sub";

    /** @throws IllegalArgumentException if the claim is none of those that are looked up */
    String of(String claim, String value) {
        if (!claims.contains(claim)) {
            throw new IllegalArgumentException("claim is \"" + claim + "\"; accepted: those of "
                    + ConfigKeys.REVOCATION_USER_CLAIMS + ", " + String.join(", ", claims));
        }
        return TokenIdentity.ofClaim(claim, value);
    }

    /**
     * All under which a cutoff of a verified token's user may stand. The first stands for the user itself: by its issuer and
     * {@code sub}, which the issuer gives to one user only and never again (RFC 7519 §4.1.2); without a {@code sub} by the
     * first of the configured claims.
     */
    List<String> all(JsonWebToken token, String issuer) {
        List<String> users = new ArrayList<>(1 + 2 * claims.size());
        Optional<String> subject = Claims.text(token, SUBJECT);
        if (subject.isPresent()) {
            users.add(TokenIdentity.ofUser(issuer, SUBJECT, subject.get()));
        }
        for (int i = 0; i < claims.size(); i++) {
            String claim = claims.get(i);
            Optional<String> value = claim.equals(SUBJECT) ? subject : Claims.text(token, claim);
            if (value.isPresent()) {
                if (users.isEmpty()) {
                    users.add(TokenIdentity.ofUser(issuer, claim, value.get()));
                }
                addUnlessKnown(users, TokenIdentity.ofClaim(claim, value.get()));
                addUnlessKnown(users, TokenIdentity.ofUser(value.get()));
            }
        }
        return users;
    }

    private static void addUnlessKnown(List<String> users, String user) {
        if (!users.contains(user)) {
            users.add(user);
        }
    }
}
