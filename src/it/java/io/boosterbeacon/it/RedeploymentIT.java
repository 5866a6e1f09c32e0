package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that goes takes all its threads with it; one that comes again finds its counts in Redis. */
@Needs(Capability.REDEPLOYMENT)
@OnServer(form = "library tests, redeployed", store = "redis")
class RedeploymentIT {
    private static final String WAR = "listed-classes.war";
    private static final Pattern OURS = Pattern.compile("(?i).*(beacon|lettuce|netty|reactor|caffeine).*");

    @TempDir
    Path folder;

    @Test
    void redeployment_leavesNoThread_andLosesNoCount() throws Exception {
        Path war = folder.resolve(WAR);
        Form.LISTED_CLASSES.archive().as(ZipExporter.class).exportTo(war.toFile());
        try (RedisProcess redis = RedisProcess.start();
                RunningServer server = new RunningServer("redeployment", Map.of("REDIS_URL", redis.url()))) {
            for (int left = 2; left >= 0; left--) {
                assertThat(server.deploy(war)).isTrue();
                assertThat(new DemoClient(server.at(WAR)).get("unscoped", null).header("X-RateLimit-Remaining"))
                        .isEqualTo(String.valueOf(left));
                assertThat(server.threads()).anyMatch(OURS.asMatchPredicate());
                // the manifest asks WildFly for it
                assertThat(server.log()).doesNotContain("hides the module jdk.net");

                server.undeploy(WAR);
                Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(server.threads())
                        .noneMatch(OURS.asMatchPredicate()));
            }
        }
    }
}
