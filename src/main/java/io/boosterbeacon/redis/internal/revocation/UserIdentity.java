package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.server.Claims;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * What stands for a user: a hash that the name of the claim is part of. A name that somebody may choose in one claim is nobody's
 * in another one.
 *
 * @param claims {@code beacon.revocation.user-claims}
 */
record UserIdentity(List<String> claims) {
    private static final String SUBJECT = "sub";

    /**
     * Of a verified token's user: its issuer and {@code sub}, which the issuer gives to one user only and never again (RFC 7519
     * §4.1.2); without a {@code sub} the first of the configured claims.
     */
    Optional<String> of(JsonWebToken token) {
        return Stream.concat(Stream.of(SUBJECT), claims.stream())
                .flatMap(claim ->
                        Claims.text(token, claim)
                                .map(value -> TokenIdentity.ofUser(issuer(token), claim, value))
                                .stream())
                .findFirst();
    }

    /** @throws IllegalArgumentException if the claim is none of those that are looked up */
    String of(String claim, String value) {
        if (!claims.contains(claim)) {
            throw new IllegalArgumentException("claim is \"" + claim + "\"; accepted: those of "
                    + ConfigKeys.REVOCATION_USER_CLAIMS + ", " + String.join(", ", claims));
        }
        return TokenIdentity.ofClaim(claim, value);
    }

    /** All under which a cutoff of the token's user may stand. */
    List<String> all(JsonWebToken token) {
        return Stream.concat(of(token).stream(), claims.stream().flatMap(claim -> Claims.text(token, claim).stream()
                        .flatMap(value -> Stream.of(TokenIdentity.ofClaim(claim, value), TokenIdentity.ofUser(value)))))
                .distinct()
                .toList();
    }

    static String issuer(JsonWebToken token) {
        return Claims.text(token, "iss").orElse("");
    }
}
