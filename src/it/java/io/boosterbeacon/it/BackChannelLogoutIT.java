package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.boosterbeacon.it.application.rewritten.MeResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.TokenIssuer;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An issuer tells the application that a user has logged out (OpenID Connect Back-Channel Logout 1.0). */
@Needs(Capability.MP_JWT)
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "back-channel logout", store = "embedded")
class BackChannelLogoutIT {
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final String PROPERTIES =
            """
            mp.jwt.verify.issuer=urn:test
            mp.jwt.verify.publickey.algorithm=ES256
            mp.jwt.verify.publickey=%1$s
            beacon.revocation.endpoints.logout.path=/logout/backchannel
            beacon.revocation.issuers=main
            beacon.revocation.issuer."main".issuer=urn:test
            beacon.revocation.issuer."main".public-key=%1$s
            beacon.revocation.issuer."main".client-ids=shop
            """;

    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive archive() {
        return DemoArchive.emptyWithJose("logout.war")
                .addPackage(MeResource.class.getPackage())
                .addAsResource(
                        new StringAsset(PROPERTIES.formatted(ISSUER.publicPem())),
                        "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(RewrittenTokensIT.DESCRIPTOR));
    }

    private static String accessToken(String session) {
        return ISSUER.sign(
                "JWT",
                TokenIssuer.claims()
                        .subject("ada")
                        .claim("upn", "ada")
                        .claim("groups", List.of("user"))
                        .claim("sid", session)
                        .jwtID(UUID.randomUUID().toString())
                        .build());
    }

    private static JWTClaimsSet.Builder logoutOf(String session) {
        return TokenIssuer.claims()
                .audience("shop")
                .claim("sid", session)
                .claim("events", Map.of(EVENT, Map.of()))
                .jwtID(UUID.randomUUID().toString());
    }

    private Answer logout(String token) {
        return new DemoClient(url).post("logout/backchannel", "", "logout_token", token);
    }

    private int me(String token) {
        return new DemoClient(url).get("api/me", token).status();
    }

    @Test
    void logout_ends_the_tokens_of_the_session_and_no_others() {
        String session = UUID.randomUUID().toString();
        String token = accessToken(session);
        String other = accessToken("other-" + session);
        assertThat(me(token)).isEqualTo(200);

        assertThat(logout(ISSUER.sign("logout+jwt", logoutOf(session).build())).status())
                .isEqualTo(200);

        assertThat(me(token)).isEqualTo(401);
        assertThat(me(accessToken(session))).isEqualTo(401);
        assertThat(me(other)).isEqualTo(200);
    }

    @Test
    void logout_token_of_another_issuer_or_of_another_kind_ends_nothing() {
        String session = UUID.randomUUID().toString();
        String token = accessToken(session);
        List<String> refused = List.of(
                new TokenIssuer().sign("logout+jwt", logoutOf(session).build()),
                ISSUER.sign("logout+jwt", logoutOf(session).audience("another").build()),
                ISSUER.sign("logout+jwt", logoutOf(session).claim("nonce", "n").build()),
                ISSUER.sign(
                        "logout+jwt", logoutOf(session).claim("events", null).build()),
                accessToken(session));

        assertThat(refused).allSatisfy(each -> assertThat(logout(each).status()).isEqualTo(400));

        assertThat(me(token)).isEqualTo(200);
    }
}
