package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Computes the hashes that identify a user. The name of the claim is part of the hash, so that a user who may choose
 * the value of one claim cannot impersonate a user identified by another claim.
 *
 * @param claims {@code beacon.revocation.user-claims}
 */
record UserIdentity(List<String> claims) {
    private static final String SUBJECT = "sub";

    /** @throws IllegalArgumentException if the claim is not one of the configured claims */
    String of(String claim, String value) {
        if (!claims.contains(claim)) {
            throw new IllegalArgumentException("claim is \"" + claim + "\"; accepted: those of "
                    + ConfigKeys.REVOCATION_USER_CLAIMS + ", " + String.join(", ", claims));
        }
        return TokenIdentity.ofClaim(claim, value);
    }

    /**
     * All hashes under which a cutoff of a verified token's user may be stored. The first one identifies the user: by
     * issuer and {@code sub}, which an issuer never assigns to another user (RFC 7519 §4.1.2), or without a {@code sub}
     * by the first of the configured claims.
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
                addIfAbsent(users, TokenIdentity.ofClaim(claim, value.get()));
                addIfAbsent(users, TokenIdentity.ofUser(value.get()));
            }
        }
        return users;
    }

    /** The hashes of the names of a verified token's user: of each of the configured claims and its value. */
    List<String> names(JsonWebToken token) {
        List<String> names = new ArrayList<>(claims.size());
        for (String claim : claims) {
            Claims.text(token, claim).ifPresent(value -> names.add(TokenIdentity.ofClaim(claim, value)));
        }
        return names;
    }

    /** The hashes of a name in each of the configured claims. */
    List<String> names(String userId) {
        return claims.stream()
                .map(claim -> TokenIdentity.ofClaim(claim, userId))
                .toList();
    }

    private static void addIfAbsent(List<String> users, String user) {
        if (!users.contains(user)) {
            users.add(user);
        }
    }
}
