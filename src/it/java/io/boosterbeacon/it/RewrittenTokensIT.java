package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.boosterbeacon.it.application.rewritten.MeResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Rewriting;
import io.boosterbeacon.it.client.TokenIssuer;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A revoked token of an elliptic curve gets through in no other writing, in a header or in a cookie. The demo's tests
 * do the same with RS256.
 */
@Needs(Capability.MP_JWT)
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "rewritten tokens", store = "embedded")
class RewrittenTokensIT {
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final String PROPERTIES =
            """
            mp.jwt.verify.issuer=urn:test
            mp.jwt.verify.publickey.algorithm=ES256
            mp.jwt.verify.publickey=%s
            """;
    /** RESTEasy needs it to check roles. */
    static final String DESCRIPTOR =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
              <context-param>
                <param-name>resteasy.role.based.security</param-name>
                <param-value>true</param-value>
              </context-param>
            </web-app>
            """;

    @ArquillianResource
    @OperateOnDeployment("header")
    URL header;

    @ArquillianResource
    @OperateOnDeployment("cookie")
    URL cookie;

    @Deployment(name = "header", order = 1, testable = false)
    static WebArchive inHeader() {
        return archive("rewritten.war", "");
    }

    @Deployment(name = "cookie", order = 2, testable = false)
    static WebArchive inCookie() {
        return archive("rewritten-cookie.war", "mp.jwt.token.header=Cookie\nmp.jwt.token.cookie=Bearer\n");
    }

    private static WebArchive archive(String name, String more) {
        return DemoArchive.emptyWithLibraries(name)
                .addPackage(MeResource.class.getPackage())
                .addAsResource(
                        new StringAsset(PROPERTIES.formatted(ISSUER.publicPem()) + more),
                        "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(DESCRIPTOR));
    }

    @Test
    void revokedToken_inAHeader_isRefusedInEachWriting() {
        assertRefusedInEachWriting(new DemoClient(header), "as it is");
    }

    @Test
    @Needs(Capability.TOKEN_COOKIES)
    void revokedToken_inACookie_isRefusedInEachWriting() {
        assertRefusedInEachWriting(new DemoClient(cookie), "cookie");
    }

    /** A token without an id is identified by its text alone. Some servers want an id. */
    private static void assertRefusedInEachWriting(DemoClient client, String how) {
        String other = token("other", true);
        List<String> accepted = Stream.of(token("revoked", false), token("revoked", true))
                .filter(token -> send(client, "GET", as(how, token)).status() == 200)
                .toList();
        assertThat(accepted).isNotEmpty();

        for (String token : accepted) {
            assertThat(send(client, "DELETE", as(how, token)).status()).isEqualTo(204);

            assertThat(Rewriting.headers(token, other)).hasSize(21).allSatisfy((name, headers) -> assertThat(
                            send(client, "GET", headers).text("user"))
                    .isNotEqualTo("revoked"));
        }
        assertThat(send(client, "GET", as(how, other)).text("user")).isEqualTo("other");
    }

    private static Answer send(DemoClient client, String method, List<String> headers) {
        return client.sendRaw(method, "api/me", headers);
    }

    private static List<String> as(String how, String token) {
        return Rewriting.headers(token, "").getOrDefault(how, List.of());
    }

    /** A token whose signature has characters that the two alphabets of base64 write differently. */
    private static String token(String user, boolean withId) {
        return Stream.generate(() -> sign(user, withId))
                .filter(token -> token.substring(token.lastIndexOf('.')).matches(".*[-_].*"))
                .findFirst()
                .orElseThrow();
    }

    private static String sign(String user, boolean withId) {
        JWTClaimsSet.Builder claims = TokenIssuer.claims()
                .subject(user)
                .claim("upn", user)
                .claim("groups", List.of("user"))
                .claim("random", UUID.randomUUID().toString());
        if (withId) {
            claims.jwtID(UUID.randomUUID().toString());
        }
        return ISSUER.sign("JWT", claims.build());
    }
}
