package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Computes the hashes of the groups that a token belongs to, each of which may have a cutoff: its user, its client, its
 * issuer, and the values of the configured claims.
 *
 * @param claims {@code beacon.revocation.claims}
 */
record TokenGroups(UserIdentity users, List<String> claims) {
    private static final List<String> CLIENT_CLAIMS = List.of("azp", "client_id");

    /**
     * The groups of a token.
     *
     * @param user the hash of its user; empty if it names none
     * @param all the hashes of all groups, those of the user first
     */
    record Found(Optional<String> user, List<String> all) {}

    Found of(JsonWebToken token, String issuer) {
        List<String> ofUser = users.all(token, issuer);
        Set<String> all = new LinkedHashSet<>(ofUser);
        for (String claim : CLIENT_CLAIMS) {
            Claims.text(token, claim).ifPresent(client -> all.add(TokenIdentity.ofClient(client)));
        }
        if (!issuer.isEmpty()) {
            all.add(TokenIdentity.ofIssuer(issuer));
        }
        for (String claim : claims) {
            Claims.texts(token, claim).forEach(value -> all.add(TokenIdentity.ofTokensWith(claim, value)));
        }
        return new Found(ofUser.stream().findFirst(), new ArrayList<>(all));
    }

    /** @throws IllegalArgumentException if the claim is not one of the configured claims */
    String of(String claim, String value) {
        if (!claims.contains(claim)) {
            throw new IllegalArgumentException("claim is \"" + claim + "\"; accepted: those of "
                    + ConfigKeys.REVOCATION_CLAIMS + ", "
                    + (claims.isEmpty() ? "which names none" : String.join(", ", claims)));
        }
        return TokenIdentity.ofTokensWith(claim, value);
    }
}
