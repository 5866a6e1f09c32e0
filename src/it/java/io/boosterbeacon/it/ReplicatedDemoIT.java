package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.SharedRedis;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two instances that check tokens by their replicas: what one of them has revoked, both refuse when it has answered. */
@Needs(Capability.MP_JWT)
@ExtendWith({SharedRedis.class, ArquillianExtension.class})
@OnServer(form = "demo with replicas, two nodes", store = "redis")
class ReplicatedDemoIT {
    private static final int REPETITIONS = 20;

    @ArquillianResource
    @OperateOnDeployment("a")
    URL urlA;

    @ArquillianResource
    @OperateOnDeployment("b")
    URL urlB;

    @Deployment(name = "a", order = 1, testable = false)
    @TargetsContainer("redis-a")
    static WebArchive first() {
        return withReplica();
    }

    @Deployment(name = "b", order = 2, testable = false)
    @TargetsContainer("redis-b")
    static WebArchive second() {
        return withReplica();
    }

    private static WebArchive withReplica() {
        return DemoArchive.with("beacon.revocation.mode=replica", "beacon.revocation.await=nodes");
    }

    private List<DemoClient> nodes() {
        return List.of(new DemoClient(urlA), new DemoClient(urlB));
    }

    private DemoClient node(int number) {
        return nodes().get(number % 2);
    }

    /** Elsewhere the first checks may still ask Redis. */
    @BeforeEach
    void until_replicas_are_fresh() {
        if (Capability.MP_HEALTH.isPresent()) {
            nodes().forEach(node -> await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(node.readiness().json().findValuesAsText("revocationReplica"))
                            .anyMatch(state -> state.startsWith("fresh"))));
        }
    }

    private static String someone() {
        return "user-" + UUID.randomUUID();
    }

    private void assertThatAll(Answer login, int status) {
        for (DemoClient node : nodes()) {
            assertThat(node.me(login.text("token")).status()).isEqualTo(status);
        }
    }

    @Test
    void device_that_is_logged_out_is_refused_by_both_nodes_at_once() {
        for (int i = 0; i < REPETITIONS; i++) {
            String user = someone();
            Answer phone = node(i).loginOn("phone", user);
            Answer laptop = node(i + 1).loginOn("laptop", user);
            assertThatAll(phone, 200);

            assertThat(node(i).send("DELETE", "api/sessions/" + phone.text("sid"), laptop.text("token"), null)
                            .status())
                    .isEqualTo(204);

            assertThat(node(i + 1).me(phone.text("token")).status()).isEqualTo(401);
            assertThatAll(phone, 401);
            assertThatAll(laptop, 200);
        }
    }

    @Test
    void user_who_logs_out_everywhere_is_refused_by_both_nodes_at_once() {
        for (int i = 0; i < REPETITIONS; i++) {
            String user = someone();
            Answer login = node(i).login(user, "user");
            assertThatAll(login, 200);

            assertThat(node(i).revokeAll(user, node(i).token("root", "admin")).status())
                    .isLessThan(300);

            assertThat(node(i + 1).me(login.text("token")).status()).isEqualTo(401);
            assertThatAll(login, 401);
        }
    }

    @Test
    void refresh_token_that_is_used_again_ends_its_session_on_both_nodes() {
        Answer login = node(0).login(someone(), "user");
        Answer second = node(0).renew(login.text("refreshToken"));
        Answer third = node(1).renew(second.text("refreshToken"));
        assertThatAll(third, 200);

        assertThat(node(1).renew(login.text("refreshToken")).status()).isEqualTo(401);

        assertThat(node(0).me(third.text("token")).status()).isEqualTo(401);
        assertThatAll(login, 401);
    }

    @Test
    void token_that_is_revoked_by_its_client_is_refused_by_both_nodes() {
        Answer login = node(0).login(someone(), "user");
        assertThat(node(0).post(
                                "oauth/revoke",
                                "Basic ZGVtbzpkZW1vLXNlY3JldA==",
                                "token",
                                login.text("token"),
                                "token_type_hint",
                                "access_token")
                        .status())
                .isEqualTo(200);

        assertThat(node(1).me(login.text("token")).status()).isEqualTo(401);
        assertThat(node(1).post("oauth/introspect", "Basic ZGVtbzpkZW1vLXNlY3JldA==", "token", login.text("token"))
                        .json()
                        .path("active")
                        .asBoolean(true))
                .isFalse();
    }
}
