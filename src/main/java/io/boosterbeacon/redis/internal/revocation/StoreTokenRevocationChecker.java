package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.revocation.OpenConnection;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Checks tokens for the application by the configured policy. */
public final class StoreTokenRevocationChecker implements TokenRevocationChecker {
    private final TokenCheck check;
    private final OpenConnections connections;
    private final boolean enabled;

    /** @param enabled false to accept every token */
    public StoreTokenRevocationChecker(TokenCheck check, OpenConnections connections, boolean enabled) {
        this.check = check;
        this.connections = connections;
        this.enabled = enabled;
    }

    @Override
    public Status check(JsonWebToken verified) {
        return enabled ? check.decide(verified).status() : Status.ACCEPTED;
    }

    @Override
    public void requireAccepted(JsonWebToken verified) {
        switch (check(verified)) {
            case ACCEPTED -> {}
            case REVOKED -> throw new TokenRevokedException();
            case UNAVAILABLE ->
                throw new RedisException(
                        RedisErrorType.UNKNOWN_ERROR,
                        "revocation: the store is not available to check whether the token is revoked",
                        null);
        }
    }

    @Override
    public OpenConnection closeWithToken(JsonWebToken verified, Runnable close) {
        return enabled ? connections.add(verified, close) : () -> {};
    }
}
