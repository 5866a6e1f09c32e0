package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.HelloWorldProject;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.RedisKeys;
import io.boosterbeacon.it.redis.RedisUnderTest;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** A user's own project, with nothing but the one-file JAR, on the server and on Redis. */
@OnServer(form = "hello world with the one-file JAR", store = "redis")
class HelloWorldIT {
    @Test
    void helloWorld_withTheOneFile_isLimitedAndCached() throws Exception {
        Path war = HelloWorldProject.build();
        try (ZipFile zip = new ZipFile(war.toFile())) {
            assertThat(zip.stream().filter(entry -> entry.getName().endsWith(".jar")))
                    .hasSize(1);
        }

        try (RedisProcess redis = RedisUnderTest.start();
                RunningServer server = new RunningServer(
                        "hello",
                        Map.of(
                                "REDIS_URL",
                                redis.url(),
                                "BEACON_CACHE_TIMEOT",
                                "1s",
                                // as Kubernetes sets it for a service named redis
                                "REDIS_PORT_6379_TCP",
                                "tcp://10.0.0.1:6379"))) {
            assertThat(server.deploy(war)).as(server.log()).isTrue();
            DemoClient client = new DemoClient(server.at("hello.war"));
            List<Answer> answers =
                    Stream.generate(() -> client.get("hello", null)).limit(4).toList();

            assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
            assertThat(answers.subList(0, 3)).extracting(Answer::body).containsOnly("Hello, world, load 1");
            assertThat(answers)
                    .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                    .containsExactly("2", "1", "0", "0");
            assertThat(RedisKeys.remainingMillis(redis.url())).isNotEmpty();
            assertThat(server.log().lines().filter(line -> line.contains("is not a property of BoosterBeacon Redis")))
                    .as("warnings of misspelt properties")
                    .singleElement()
                    .asString()
                    .contains("BEACON_CACHE_TIMEOT is", "the nearest is BEACON_CACHE_TIMEOUT");
            if (Capability.MP_HEALTH.isPresent()) {
                Answer readiness = client.readiness("");
                assertThat(readiness.status()).as(readiness.body()).isEqualTo(200);
                assertThat(readiness.json().findValuesAsText("store")).containsExactly("redis");
                assertThat(readiness.json().findValuesAsText("name")).contains("beacon-redis/hello");
            }
        }
    }
}
