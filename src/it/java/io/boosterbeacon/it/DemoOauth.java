package io.boosterbeacon.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's endpoints of OAuth 2.0 on every store: what one of its instances revokes is revoked on all. */
abstract class DemoOauth extends DemoCaches {
    private static final String CLIENT = basic("demo:demo-secret");

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private DemoClient lastInstance() {
        List<DemoClient> all = instances();
        return all.get(all.size() - 1);
    }

    private Answer introspect(String token) {
        return lastInstance().post("oauth/introspect", CLIENT, "token", token);
    }

    @Test
    void token_that_a_client_revokes_is_refused_at_once_and_not_active() {
        String token = demo().token("freja", "user");
        String other = demo().token("freja", "user");
        Answer before = introspect(token);
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.json().path("active").asBoolean()).isTrue();
        assertThat(before.text("sub")).isEqualTo("freja");
        assertThat(before.header("Cache-Control")).isEqualTo("no-store");

        Answer revoked = demo().post("oauth/revoke", CLIENT, "token", token, "token_type_hint", "access_token");

        assertThat(revoked.status()).isEqualTo(200);
        assertThat(lastInstance().me(token).status()).isEqualTo(401);
        assertThat(introspect(token).body()).isEqualTo("{\"active\":false}");
        assertThat(lastInstance().me(other).status()).isEqualTo(200);
    }

    @Test
    void token_with_the_signature_of_another_revokes_nothing() {
        String victim = demo().token("astrid", "user");
        String attacker = demo().token("loki", "user");
        String forged = victim.substring(0, victim.lastIndexOf('.')) + attacker.substring(attacker.lastIndexOf('.'));

        assertThat(demo().post("oauth/revoke", CLIENT, "token", forged).status())
                .isEqualTo(200);

        assertThat(lastInstance().me(victim).status()).isEqualTo(200);
        assertThat(introspect(forged).body()).isEqualTo("{\"active\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo:wrong-secret", "other:demo-secret", ""})
    void client_that_is_wrong_is_refused(String credentials) {
        String token = demo().token("sigrid", "user");
        String authorization = credentials.isEmpty() ? "" : basic(credentials);

        Answer revoked = demo().post("oauth/revoke", authorization, "token", token);

        assertThat(revoked.status()).isEqualTo(401);
        assertThat(revoked.header("WWW-Authenticate")).contains("Basic realm=");
        assertThat(revoked.text("error")).isEqualTo("invalid_client");
        assertThat(demo().post("oauth/introspect", authorization, "token", token)
                        .status())
                .isEqualTo(401);
        assertThat(demo().me(token).status()).isEqualTo(200);
    }

    @Test
    void admin_can_revoke_a_token_and_a_user_cannot() {
        String token = demo().token("ylva", "user");

        Answer byUser = demo().post("oauth/revoke", "Bearer " + demo().token("loki", "user"), "token", token);
        assertThat(byUser.status()).isEqualTo(403);
        assertThat(demo().me(token).status()).isEqualTo(200);

        Answer byAdmin = demo().post("oauth/revoke", "Bearer " + demo().token("odin", "admin"), "token", token);
        assertThat(byAdmin.status()).isEqualTo(200);
        assertThat(lastInstance().me(token).status()).isEqualTo(401);
    }

    @Test
    void opaque_token_is_an_unsupported_type() {
        Answer revoked = demo().post("oauth/revoke", CLIENT, "token", "45ghiukldjahdnhzdauz");

        assertThat(revoked.status()).isEqualTo(400);
        assertThat(revoked.text("error")).isEqualTo("unsupported_token_type");
    }
}
