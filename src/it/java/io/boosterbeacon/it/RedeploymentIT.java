package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.RedeployedWar;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An undeployed application leaves no threads; when it is deployed again, it finds its counts in Redis. */
@Needs(Capability.REDEPLOYMENT)
@OnServer(form = "library tests, redeployed", store = "redis")
class RedeploymentIT {
    @TempDir
    Path folder;

    @Test
    void redeployment_leavesNoThread_andLosesNoCount() throws Exception {
        RunningServer server = RunningServer.shared();
        int before = server.log().length();
        try (RedisProcess redis = RedisProcess.start()) {
            WebArchive archive = Form.LISTED_CLASSES
                    .archive("redeployed")
                    .addAsResource(
                            new StringAsset(Form.SETTINGS + "redis.url=" + redis.url() + "\n"),
                            "META-INF/microprofile-config.properties");
            RedeployedWar war = RedeployedWar.of(archive, folder, server);
            for (int left = 2; left >= 0; left--) {
                assertThat(war.deploy().get("unscoped", null).header("X-RateLimit-Remaining"))
                        .isEqualTo(String.valueOf(left));
                assertThat(war.hasThreads()).isTrue();
                // WildFly offers the module if the manifest asks for it
                assertThat(server.log().substring(before)).doesNotContain("hides the module jdk.net");

                war.undeploy();
                war.awaitNoThreads();
            }
        } finally {
            server.undeploy("redeployed.war");
        }
    }
}
