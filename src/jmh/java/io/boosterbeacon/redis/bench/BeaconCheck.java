package io.boosterbeacon.redis.bench;

import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Checks of this library, of verified tokens that nobody has revoked. */
final class BeaconCheck implements Contender {
    private final Application application;
    private final TokenBlacklistService blacklist;
    private final JsonWebToken[] tokens = new JsonWebToken[SUBJECTS];

    BeaconCheck(String redis) {
        application = new Application(redis);
        blacklist = application.bean(TokenBlacklistService.class);
        long now = Instant.now().getEpochSecond();
        for (int subject = 0; subject < SUBJECTS; subject++) {
            tokens[subject] = Tokens.verified(Tokens.sign(Map.of(
                    "iss", "https://issuer.example",
                    "sub", "user-" + subject,
                    "upn", "user-" + subject + "@example.org",
                    "jti", "token-" + subject,
                    "iat", now,
                    "exp", now + 36_000)));
        }
    }

    @Override
    public Object call(int subject) {
        boolean revoked = blacklist.isTokenRevoked(tokens[subject]);
        Contender.require(!revoked, "not revoked");
        return revoked;
    }

    @Override
    public void close() {
        application.close();
    }
}
