package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.codec.Claims;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreGuard;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Revokes through a {@link RevocationStore}. */
public final class StoreTokenBlacklistService implements TokenBlacklistService {
    private static final int MAX_ID = 1_024;
    private static final int MAX_REASON = 256;

    private final RevocationStore store;
    private final StoreGuard guard;
    private final RevocationMemory memory;
    private final TokenCheck check;
    private final RevocationSettings settings;
    private final Json json;
    private final Consumer<Object> events;
    private final TokenLife life;

    /** @param guard with the deadline of revoking calls, longer than that of checks */
    public StoreTokenBlacklistService(
            RevocationStore store,
            StoreGuard guard,
            RevocationMemory memory,
            TokenCheck check,
            RevocationSettings settings,
            Json json,
            Consumer<Object> events,
            InstantSource clock) {
        this.store = store;
        this.guard = guard;
        this.memory = memory;
        this.check = check;
        this.settings = settings;
        this.json = json;
        this.events = events;
        this.life = new TokenLife(settings, clock);
    }

    @Override
    public Revocation revokeToken(String jwt, @Nullable String reason) {
        return revoke(List.of(TokenIdentity.ofText(jwt)), unverifiedExpiry(jwt), reason);
    }

    @Override
    public Revocation revokeToken(JsonWebToken verified, @Nullable String reason) {
        List<String> ids = TokenCheck.ids(verified);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("the token is empty: the request has no verified JWT");
        }
        OptionalLong expiry = Claims.moment(verified, "exp");
        return revoke(ids, expiry.isPresent() ? life.end(expiry.getAsLong()) : life.unknownEnd(), reason);
    }

    @Override
    public Revocation revokeTokenId(String issuer, String tokenId, Instant expiresAt, @Nullable String reason) {
        return revoke(
                List.of(TokenIdentity.ofId(id("issuer", issuer), id("tokenId", tokenId))),
                life.end(expiresAt.getEpochSecond()),
                reason);
    }

    private Revocation revoke(List<String> ids, Instant expiry, @Nullable String reason) {
        String why = why(reason);
        Instant forgetAt = expiry.plus(settings.clockSkew());
        RevocationStore.Entry entry = guard.await(() -> store.revokeToken(ids, forgetAt, why));
        if (entry.remembered()) {
            memory.revoked(ids, Duration.between(entry.revokedAt(), forgetAt));
        }
        // by the store's clock: this node's may be wrong, and a live token must not be taken for an expired one
        return entry.remembered()
                ? told(Scope.TOKEN, ids.get(0), entry, forgetAt, why)
                : new Revocation(Scope.TOKEN, ids.get(0), Outcome.ALREADY_EXPIRED, entry.revokedAt(), forgetAt);
    }

    @Override
    public Revocation revokeAllUserTokens(String userId, @Nullable String reason) {
        String why = why(reason);
        String user = TokenIdentity.ofUser(id("userId", userId));
        Duration retention = settings.maxTokenLifetime().plus(settings.clockSkew());
        RevocationStore.Entry entry = guard.await(() -> store.revokeUser(user, retention, why));
        memory.cutOff(user, entry.revokedAt().toEpochMilli());
        return told(Scope.USER, user, entry, entry.revokedAt().plus(retention), why);
    }

    private Revocation told(Scope scope, String id, RevocationStore.Entry entry, Instant forgetAt, String reason) {
        Revocation revocation = new Revocation(
                scope, id, entry.fresh() ? Outcome.REVOKED : Outcome.ALREADY_REVOKED, entry.revokedAt(), forgetAt);
        events.accept(new TokenRevoked(revocation, Optional.of(reason).filter(text -> !text.isEmpty())));
        return revocation;
    }

    @Override
    public boolean isTokenRevoked(String jwt) {
        List<String> ids = List.of(TokenIdentity.ofText(jwt));
        return memory.knowsRevoked(ids)
                || guard.await(() -> store.find(ids, List.of())).tokenRevoked();
    }

    @Override
    public boolean isTokenRevoked(JsonWebToken verified) {
        return check.revoked(verified).isPresent();
    }

    @Override
    public BlacklistStats getBlacklistStats() {
        RevocationStore.Stats stats = guard.await(store::stats);
        return new BlacklistStats(stats.tokens(), stats.users(), stats.oldest(), stats.newest());
    }

    /** The {@code exp} that the text claims. Believing it is safe: it decides only how long this very text is remembered. */
    private Instant unverifiedExpiry(String jwt) {
        try {
            Object claims = json.read(TokenIdentity.payload(jwt), Map.class);
            if (claims instanceof Map<?, ?> map && map.get("exp") instanceof Number expiry) {
                return life.end(expiry.longValue());
            }
        } catch (UnbindableException e) {
            // encrypted, or not JSON
        }
        return life.unknownEnd();
    }

    private static String id(String name, String value) {
        if (value.isEmpty() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters; accepted: 1 to " + MAX_ID);
        }
        return value;
    }

    private static String why(@Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason has " + reason.length() + " characters; accepted: at most " + MAX_REASON);
        }
        return reason == null ? "" : reason;
    }
}
