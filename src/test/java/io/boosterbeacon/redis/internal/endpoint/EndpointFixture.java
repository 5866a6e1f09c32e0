package io.boosterbeacon.redis.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.boosterbeacon.redis.internal.cdi.EndpointNode;
import io.boosterbeacon.redis.internal.endpoint.Post.Answered;
import io.boosterbeacon.redis.internal.jose.Issuer;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;

/** Nodes with all endpoints, on one of the stores. */
abstract class EndpointFixture {
    static final String REVOKE = "/oauth/revoke";
    static final String INTROSPECT = "/oauth/introspect";
    static final String LOGOUT = "/logout";
    static final String INACTIVE = "{\"active\":false}";

    private final List<EndpointNode> nodes = new ArrayList<>();
    final Map<String, String> properties = new HashMap<>(Map.of(
            "beacon.revocation.endpoints.revoke.path", REVOKE,
            "beacon.revocation.endpoints.revoke.clients", "shop, till",
            "beacon.revocation.endpoints.revoke.roles", "admin",
            "beacon.revocation.endpoints.introspect.path", INTROSPECT,
            "beacon.revocation.endpoints.introspect.clients", "shop",
            "beacon.revocation.endpoints.logout.path", LOGOUT,
            "beacon.revocation.client.\"shop\".secret", "shop-secret",
            "beacon.revocation.client.\"till\".secret", "till secret +%"));

    EndpointFixture() {
        String issuer = "beacon.revocation.issuer.\"main\".";
        properties.put("beacon.revocation.issuers", "main");
        properties.put(issuer + "issuer", Issuer.MAIN);
        properties.put(issuer + "public-key", Issuer.keySet(Issuer.RSA, Issuer.EC));
        properties.put(issuer + "client-ids", "shop-app");
    }

    EndpointNode node(String store) {
        if (store.equals("redis")) {
            properties.putAll(Application.on(RedisProcess.shared().url()));
        }
        EndpointNode node = new EndpointNode(properties);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(EndpointNode::close);
    }

    static Answered revoke(EndpointNode node, String token) {
        return Post.to(REVOKE).basic("shop", "shop-secret").with("token", token).at(node.endpoints());
    }

    static Answered introspect(EndpointNode node, String token) {
        return Post.to(INTROSPECT)
                .basic("shop", "shop-secret")
                .with("token", token)
                .at(node.endpoints());
    }

    static Answered logout(EndpointNode node, String token) {
        return Post.to(LOGOUT).with("logout_token", token).at(node.endpoints());
    }

    static void assertOk(Answered answered) {
        assertThat(answered.status()).as(answered.body()).isEqualTo(200);
        assertThat(answered.fields()).containsEntry("Cache-Control", "no-store");
    }

    static void assertError(Answered answered, int status, String error) {
        assertThat(answered.status()).as(answered.body()).isEqualTo(status);
        assertThat(answered.body()).contains("\"error\":\"" + error + "\"");
        assertThat(answered.fields())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("Cache-Control", "no-store");
    }

    /** The principal that a server makes of a token. */
    static JsonWebToken principal(String jwt) {
        try {
            return new Principal(jwt, SignedJWT.parse(jwt).getJWTClaimsSet().toJSONObject());
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    @NullUnmarked // MicroProfile JWT returns null for a missing claim
    private record Principal(String raw, Map<String, Object> claims) implements JsonWebToken {
        @Override
        public String getName() {
            return (String) claims.get("sub");
        }

        @Override
        public Set<String> getClaimNames() {
            return claims.keySet();
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile JWT's
        public <T> T getClaim(String claim) {
            return (T) (claim.equals("raw_token") ? raw : claims.get(claim));
        }
    }
}
