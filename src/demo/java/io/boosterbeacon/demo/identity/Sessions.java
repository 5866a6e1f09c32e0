package io.boosterbeacon.demo.identity;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The logins of each user. A login is kept under the hash of its family of refresh tokens, and a user has a numbered list
 * of families: a number is given once, so that two instances never write the same entry. The store has no names of users.
 */
@ApplicationScoped
public class Sessions {
    /** Longer than any family lives. */
    private static final Duration KEPT = Duration.ofDays(31);

    private static final int LISTED = 100;

    @Inject
    RedisService redis;

    @Inject
    RefreshTokens refreshTokens;

    @Inject
    TokenBlacklistService blacklist;

    /** Adds a login to those of its user. */
    void add(String family, Login login, Duration life) {
        redis.setJson(keyOfLogin(family), login.of(Seal.close(login.user())), life);
        String list = keyOfList(login.user());
        long number = redis.increment(list, 1, KEPT);
        redis.expire(list, KEPT);
        redis.setJson(keyOfNumber(list, number), family, KEPT);
    }

    /** The login of a family, which from now on is kept for this long. */
    Optional<Login> renewed(String family, Duration life) {
        Optional<Login> login = redis.getJson(keyOfLogin(family), Login.class)
                .flatMap(stored -> Seal.open(stored.user()).map(stored::of));
        login.ifPresent(found -> redis.expire(keyOfLogin(family), life));
        return login;
    }

    /** The latest logins of a user that are neither revoked nor expired, the newest first. */
    public List<Login> of(String user) {
        return List.copyOf(byFamily(user).values());
    }

    /**
     * Ends a session with its access tokens and its refresh tokens, on every instance.
     *
     * @return whether the user has such a session
     */
    public boolean end(String user, String sid, String reason, RevokeOptions by) {
        Optional<String> family = byFamily(user).entrySet().stream()
                .filter(each -> each.getValue().sid().equals(sid))
                .map(Map.Entry::getKey)
                .findFirst();
        family.ifPresent(found -> {
            RefreshRevocation revoked = refreshTokens.revokeFamily(found, reason, by);
            if (revoked.session().isEmpty()) {
                // the family has just expired, and an access token may live a little longer
                blacklist.revoke(RevocationTarget.session(TokenIssuer.ISSUER, sid), reason, by);
            }
        });
        return family.isPresent();
    }

    private Map<String, Login> byFamily(String user) {
        List<String> families = families(user);
        Map<String, Login> found =
                redis.getAllJson(families.stream().map(Sessions::keyOfLogin).toList(), Login.class);
        Map<String, Login> alive = new LinkedHashMap<>();
        for (String family : families) {
            Login stored = found.get(keyOfLogin(family));
            if (stored != null && !blacklist.isTokenRevoked(LoginClaims.of(stored.of(user)))) {
                alive.put(family, stored.of(user));
            }
        }
        return alive;
    }

    private List<String> families(String user) {
        String list = keyOfList(user);
        long newest = redis.get(list).map(Long::parseLong).orElse(0L);
        List<String> keys = LongStream.range(0, Math.min(newest, LISTED))
                .mapToObj(age -> keyOfNumber(list, newest - age))
                .toList();
        Map<String, String> found = redis.getAllJson(keys, String.class);
        return keys.stream().filter(found::containsKey).map(found::get).toList();
    }

    private static String keyOfLogin(String family) {
        return "demo:login:" + family;
    }

    private static String keyOfList(String user) {
        return "demo:logins:" + hash(user);
    }

    private static String keyOfNumber(String list, long number) {
        return list + ":" + number;
    }

    /** Keys do not name users. */
    private static String hash(String user) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
