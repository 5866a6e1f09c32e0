package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.control.ControlApplication;
import io.boosterbeacon.it.application.library.listing.ListingApplication;
import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.UnsignedToken;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.RedisConnections;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.RedeployedWar;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.it.server.ServerUnderTest;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many redeployments leave no class loader behind. This also proves that no thread has one as its context class loader,
 * or keeps an object that refers to one.
 */
@Tag("chaos")
@Needs(Capability.UNLOADING)
@OnServer(form = "library tests, redeployed 50 times", store = "redis")
class ManyRedeploymentsIT {
    private static final int REDEPLOYMENTS = 50;
    /** How often a WAR without the library is deployed, to see what the server itself keeps of each. */
    private static final int OF_CONTROL = 10;
    /** How many requests are sent at the same time: more than the server has threads. */
    private static final int AT_ONCE = 64;
    /** Servers clean up in the background, and an idle thread refers to its last task until it ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void redeployments_fiftyOnOneServer_leaveNoThreadNoConnectionAndNoClassLoader() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                RunningServer server = new RunningServer(
                        "many-redeployments",
                        Map.of(
                                "REDIS_URL",
                                redis.url(),
                                // soft references would be cleared only when memory is short
                                "JAVA_TOOL_OPTIONS",
                                // by default a cached value may expire before the last redeployment
                                "-XX:SoftRefLRUPolicyMSPerMB=0 -DCached/ttl=3600"))) {
            RedeployedWar control = RedeployedWar.of(
                    ShrinkWrap.create(WebArchive.class, "control.war")
                            .addPackage(ControlApplication.class.getPackage()),
                    folder,
                    server);
            for (int i = 0; i < OF_CONTROL; i++) {
                assertThat(control.deploy().get("control", null).status()).isEqualTo(200);
                control.undeploy();
            }

            RedeployedWar war = RedeployedWar.of(Form.LISTED_CLASSES.archive(), folder, server);
            Map<String, String> token = UnsignedToken.header();
            for (int i = 0; i < REDEPLOYMENTS; i++) {
                use(war.deploy(), i, token);
                assertThat(RedisConnections.count(redis.url())).isPositive();
                war.undeploy();
            }
            war.awaitNoThreads();
            assertThat(RedisConnections.count(redis.url())).isZero();

            // each thread of the server gets another task
            assertThat(DemoClient.atOnce(AT_ONCE, "control", control.deploy()))
                    .extracting(Answer::status)
                    .containsOnly(200);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        long withLibrary = server.loadersOf(ListingApplication.class);
                        long withoutLibrary = server.loadersOf(ControlApplication.class) - 1; // one is deployed
                        System.out.printf(
                                "%s %s: class loaders left by %d deployments with the library: %d, by %d without: %d%n",
                                ServerUnderTest.name(),
                                ServerUnderTest.version(),
                                REDEPLOYMENTS,
                                withLibrary,
                                OF_CONTROL,
                                withoutLibrary);
                        assertThat(withLibrary).isLessThanOrEqualTo(withoutLibrary);
                    });
        }
    }

    /** Uses a limit, a cache and a revocation on Redis, where each deployment finds what earlier ones have stored. */
    private static void use(DemoClient client, int earlier, Map<String, String> token) {
        if (earlier == 0) {
            // a deployment that loaded apples itself would answer with another count
            assertThat(client.get("cached/call/pears", null).body()).isEqualTo("1 pears");
            assertThat(client.sendWith("DELETE", "who", token).status()).isEqualTo(204);
        }
        assertThat(client.get("limited/by-class", null).status()).isEqualTo(earlier < 3 ? 200 : 429);
        assertThat(client.get("cached/call/apples", null).body()).isEqualTo("2 apples");
        assertThat(client.sendWith("GET", "who", token).status()).isEqualTo(401);
    }
}
