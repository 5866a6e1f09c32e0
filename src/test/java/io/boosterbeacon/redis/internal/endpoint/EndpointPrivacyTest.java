package io.boosterbeacon.redis.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.ForgedTokens;
import io.boosterbeacon.redis.internal.jose.Issuer;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the endpoints receive is neither in Redis, nor in any log, nor in events. */
class EndpointPrivacyTest extends EndpointFixture {
    private static final List<String> NAMES =
            List.of("ada-lovelace", "jti-4711", "sid-4711", "nonce-4711", "shop-secret", "wrong-secret", "issuer.test");

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Handler all = new Handler() {
        @Override
        public void publish(@Nullable LogRecord line) {
            if (line != null) {
                told.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line) + trace(line.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static String trace(@Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    private static Map<String, Object> claims() {
        Map<String, Object> claims = Issuer.RSA.claims();
        claims.putAll(Map.of("sub", NAMES.get(0), "jti", NAMES.get(1), "sid", NAMES.get(2)));
        return claims;
    }

    @Test
    void nothing_isHeldInTheClear() {
        Logger root = Logger.getLogger("");
        // the client's log may show what it sends
        List<Logger> finest = List.of(Logger.getLogger("io.boosterbeacon"), Logger.getLogger("io.lettuce"));
        finest.forEach(logger -> logger.setLevel(Level.FINEST));
        root.addHandler(all);
        try (RedisProcess redis = RedisProcess.start()) {
            properties.putAll(Application.on(redis.url()));
            EndpointNode node = node("a Redis of its own");

            useAllEndpoints(node);
            told.add(contentOf(redis));
            told.add(node.events().toString());
            redis.kill();
            refused(revoke(node, Issuer.RSA.sign(claims())), 503);
            Map<String, Object> unknown = claims();
            unknown.replaceAll((name, value) -> NAMES.contains(value) ? value + "-3" : value);
            refused(introspect(node, Issuer.RSA.sign(unknown)), 503);
            Map<String, Object> logout = Issuer.RSA.logoutClaims(claims());
            logout.put("jti", NAMES.get(1));
            refused(logout(node, Issuer.RSA.sign(logout)), 400);
        } finally {
            root.removeHandler(all);
            finest.forEach(logger -> logger.setLevel(null));
        }
        assertThat(told)
                .anyMatch(line -> line.contains("WARNING A token was not revoked by RFC 7009, because"))
                .anyMatch(line -> line.contains("WARNING A client was refused"))
                .anyMatch(line -> line.contains("WARNING A back-channel logout was refused"))
                .anyMatch(line -> line.contains("WARNING A back-channel logout has failed"))
                .anyMatch(line -> line.contains("beacon.logout-token:"));
        assertThat(told.toString())
                .doesNotContain(NAMES.toArray(String[]::new))
                .doesNotContain("eyJhbGci", "eyJ0eXAi", "eyJraWQi");
    }

    private void useAllEndpoints(EndpointNode node) {
        String token = Issuer.RSA.sign(claims());
        assertOk(introspect(node, token));
        assertOk(revoke(node, token));
        assertOk(introspect(node, token));
        ForgedTokens.of(claims()).forEach((kind, forged) -> {
            told.add(revoke(node, forged).body());
            told.add(introspect(node, forged).body());
            refused(logout(node, forged), 400);
        });
        Map<String, Object> stranger = claims();
        stranger.put("iss", "https://stranger.test");
        assertOk(revoke(node, Issuer.RSA.sign(stranger)));
        Map<String, Object> expired = claims();
        expired.put("exp", Instant.now().getEpochSecond() - 3_600);
        assertOk(revoke(node, Issuer.RSA.sign(expired)));
        refused(revoke(node, "opaque-" + NAMES.get(1)), 400);
        refused(Post.to(REVOKE).basic("shop", NAMES.get(5)).with("token", token).at(node.endpoints()), 401);
        Map<String, Object> session = Issuer.RSA.logoutClaims(claims());
        session.put("jti", NAMES.get(1));
        assertOk(logout(node, Issuer.RSA.sign(session)));
        refused(logout(node, Issuer.RSA.sign(session)), 400);
        Map<String, Object> user = new HashMap<>(session);
        user.remove("sid");
        user.put("jti", NAMES.get(1) + "-2");
        assertOk(logout(node, Issuer.RSA.sign(user)));
        user.put("nonce", NAMES.get(3));
        refused(logout(node, Issuer.RSA.sign(user)), 400);
    }

    private void refused(Answered answered, int status) {
        assertThat(answered.status()).as(answered.body()).isEqualTo(status);
        told.add(answered.body());
    }

    /** All keys with what they hold. */
    private static String contentOf(RedisProcess server) {
        RedisClient client = RedisClient.create(server.url());
        try {
            RedisCommands<String, String> redis = client.connect().sync();
            StringBuilder found = new StringBuilder();
            for (String key : redis.keys("*")) {
                assertThat(redis.pttl(key)).as(key).isPositive();
                found.append(key)
                        .append(" = ")
                        .append(
                                switch (redis.type(key)) {
                                    case "zset" -> redis.zrange(key, 0, -1);
                                    case "hash" -> redis.hgetall(key);
                                    case "stream" -> redis.xrange(key, Range.unbounded());
                                    default -> redis.get(key);
                                })
                        .append('\n');
            }
            return found.toString();
        } finally {
            client.shutdown();
        }
    }
}
