package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.library.Ledger;
import io.boosterbeacon.it.application.library.LedgerResource;
import io.boosterbeacon.it.application.mistakes.MistakenApplication;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.archive.HelloWorldProject;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.RedisKeys;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a server without MicroProfile, limits and caches work with settings of the environment. The log names what does
 * not work.
 */
@Needs(Capability.NO_MICROPROFILE)
@OnServer(form = "hello world with the one-file JAR, no MicroProfile", store = "redis")
class NoMicroProfileIT {
    @TempDir
    static Path folder;

    @Test
    void application_withoutMicroProfile_isLimitedAndCachedOnItsRedis() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                RunningServer server = RunningServer.reduced(
                        "no-microprofile", Map.of("REDIS_URL", redis.url(), "REDIS_KEY_PREFIX", "plain"))) {
            assertThat(server.deploy(HelloWorldProject.build())).isTrue();
            DemoClient client = new DemoClient(server.at("hello.war"));

            assertThat(Stream.generate(() -> client.get("hello", null)).limit(4))
                    .extracting(Answer::status)
                    .containsExactly(200, 200, 200, 429);
            assertThat(RedisKeys.remainingMillis(redis.url()).keySet())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(key).startsWith("plain:"));
            for (String api : new String[] {"MicroProfile Config", "MicroProfile JWT", "MicroProfile Health"}) {
                assertThat(server.log().lines().filter(line -> line.contains(api + " is not available")))
                        .singleElement()
                        .asString()
                        .contains("INFO");
            }
            assertThat(server.log().lines().filter(line -> line.startsWith("\tat ")))
                    .as("stack traces")
                    .isEmpty();
            denialOfAnEnterpriseBean_isAnsweredAndNotLogged(server);
        }
    }

    /** This test is here because WildFly has no enterprise beans in its configuration with MicroProfile. */
    private static void denialOfAnEnterpriseBean_isAnsweredAndNotLogged(RunningServer server) throws Exception {
        Path war = folder.resolve("ledger.war");
        DemoArchive.emptyWithLibraries("ledger.war")
                .addClasses(MistakenApplication.class, Ledger.class, LedgerResource.class)
                .as(ZipExporter.class)
                .exportTo(war.toFile());
        assertThat(server.deploy(war)).isTrue();
        DemoClient client = new DemoClient(server.at("ledger.war"));

        assertThat(Stream.generate(() -> client.get("ledger", null)).limit(4))
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 429);
        assertThat(server.log()).doesNotContain("RateLimitExceededException", "EJBException");
    }
}
