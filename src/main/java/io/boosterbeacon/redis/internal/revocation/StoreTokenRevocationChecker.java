package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.OpenConnection;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Checks tokens for the application by the configured policy. */
public final class StoreTokenRevocationChecker implements TokenRevocationChecker {
    private final TokenCheck check;
    private final OpenConnections connections;
    private final boolean enabled;
    private final Telemetry telemetry;

    /** @param enabled false to accept every token */
    public StoreTokenRevocationChecker(
            TokenCheck check, OpenConnections connections, boolean enabled, Telemetry telemetry) {
        this.check = check;
        this.connections = connections;
        this.enabled = enabled;
        this.telemetry = telemetry;
    }

    @Override
    public Status check(JsonWebToken verified) {
        return decide(verified).status();
    }

    private TokenDecision decide(JsonWebToken verified) {
        Objects.requireNonNull(verified, "verified");
        return enabled ? check.decide(verified) : TokenDecision.ACCEPTED;
    }

    @Override
    public void requireAccepted(JsonWebToken verified) {
        TokenDecision decision = decide(verified);
        if (decision.isOfNoToken()) {
            throw new IllegalArgumentException("the token is empty: that of a request without one");
        }
        switch (decision.status()) {
            case ACCEPTED -> {}
            case REVOKED -> {
                telemetry.tokenRejected(
                        decision.id(), decision.foundBy(), "CALL", TokenRevocationChecker.class.getSimpleName());
                throw new TokenRevokedException();
            }
            case UNAVAILABLE ->
                throw new RedisException(
                        RedisErrorType.UNKNOWN_ERROR,
                        "revocation: it cannot be checked whether the token is revoked",
                        null);
        }
    }

    @Override
    public OpenConnection closeWithToken(JsonWebToken verified, BooleanSupplier isOpen, Runnable close) {
        Objects.requireNonNull(verified, "verified");
        Objects.requireNonNull(isOpen, "isOpen");
        Objects.requireNonNull(close, "close");
        return enabled ? connections.add(verified, isOpen, close) : () -> {};
    }
}
