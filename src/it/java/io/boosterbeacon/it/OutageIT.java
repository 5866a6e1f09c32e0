package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.outage.PolicyResource;
import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.UnsignedToken;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.SharedRedis;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis fails and comes back: each feature follows its policy, no request fails with 500, and all features recover. */
@ExtendWith({SharedRedis.class, ArquillianExtension.class})
@OnServer(form = "library tests, empty application", store = "redis, killed and frozen")
class OutageIT {
    /** It usually takes at most two seconds, and longer on a machine that is busy with its servers. */
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    @ArquillianResource
    @OperateOnDeployment("closed")
    URL closedUrl;

    @ArquillianResource
    @OperateOnDeployment("open")
    URL openUrl;

    @Deployment(name = "closed", order = 1, testable = false)
    static WebArchive closedArchive() {
        return archive("closed");
    }

    @Deployment(name = "open", order = 2, testable = false)
    static WebArchive openArchive() {
        return archive("open");
    }

    /** @param policy of the revocation check; each application has keys of its own */
    private static WebArchive archive(String policy) {
        // the first deadline is short, because revoking waits for it; the others are long, for a busy machine
        String settings =
                """
                redis.url=%s
                beacon.revocation.on-store-failure=%s
                redis.key.prefix=%<s
                redis.command.timeout=500
                beacon.ratelimit.timeout=500ms
                beacon.revocation.timeout=500ms
                beacon.cache.timeout=500ms
                beacon.cache.write-timeout=500ms
                """;
        return ShrinkWrap.create(WebArchive.class, policy + ".war")
                .merge(Form.EMPTY_APPLICATION.archive(policy))
                .addPackage(PolicyResource.class.getPackage())
                .addAsResource(
                        new StringAsset(Form.SETTINGS + settings.formatted(SharedRedis.url(), policy)),
                        "META-INF/microprofile-config.properties");
    }

    /** The two ways in which Redis does not answer: it refuses connections, or it is silent on them. */
    enum Outage {
        KILLED {
            @Override
            void during(Runnable test) {
                SharedRedis.killed(test);
            }
        },
        FROZEN {
            @Override
            void during(Runnable test) {
                SharedRedis.frozen(test);
            }
        };

        abstract void during(Runnable test);

        /** A name that only the test of this outage uses. */
        String own(String name) {
            return name + "-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private DemoClient closed() {
        return new DemoClient(closedUrl);
    }

    private DemoClient open() {
        return new DemoClient(openUrl);
    }

    @ParameterizedTest
    @EnumSource
    void closedLimit_duringAnOutage_isUnavailable(Outage outage) {
        List<String> limited = List.of("policy/closed", "policy/closed-bean");
        assertThat(limited)
                .allSatisfy(
                        path -> assertThat(closed().get(path, null).status()).isEqualTo(200));

        outage.during(() -> assertThat(limited).allSatisfy(path -> tellsToComeBack(closed().get(path, null))));

        awaitRecovery();
        assertThat(limited)
                .allSatisfy(
                        path -> assertThat(closed().get(path, null).status()).isEqualTo(200));
    }

    @ParameterizedTest
    @EnumSource
    void closedLimit_askedByManyDuringAnOutage_isUnavailableForAllOfThem(Outage outage) {
        outage.during(() -> assertThat(DemoClient.atOnce(64, "policy/closed", closed(), open()))
                .allSatisfy(OutageIT::tellsToComeBack));

        // the circuit was open: a probe has to close it
        awaitRecovery();
    }

    @ParameterizedTest
    @EnumSource
    void openLimit_duringAnOutage_admitsAll(Outage outage) {
        String caller = outage.own("open");
        assertThat(statuses("policy/open", caller, 3)).containsExactly(200, 200, 429);

        outage.during(() -> {
            // a denial is repeated for up to a second, whether Redis answers or not
            Awaitility.await().untilAsserted(() -> assertThat(statuses("policy/open", caller, 1))
                    .containsExactly(200));
            assertThat(statuses("policy/open", caller, 4)).containsExactly(200, 200, 200, 200);
        });

        awaitRecovery();
        assertThat(statuses("policy/open", outage.own("another"), 3)).containsExactly(200, 200, 429);
    }

    @ParameterizedTest
    @EnumSource
    void localLimit_duringAnOutage_isCountedByTheInstance(Outage outage) {
        String caller = outage.own("local");
        assertThat(statuses("policy/local", caller, 1)).containsExactly(200);

        outage.during(() -> {
            // counting continues from the last known count
            assertThat(statuses("policy/local", caller, 1)).containsExactly(200);
            Answer denied = limited("policy/local", caller);
            assertThat(denied.status()).isEqualTo(429);
            assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(3_400, 3_600);
        });

        awaitRecovery();
        assertThat(statuses("policy/local", outage.own("another"), 3)).containsExactly(200, 200, 429);
    }

    @ParameterizedTest
    @EnumSource
    void closedRevocation_duringAnOutage_refusesWhatItCannotCheck(Outage outage) {
        Map<String, String> good = UnsignedToken.header(outage.own("good"));
        Map<String, String> revoked = revoked(closed(), outage);
        assertThat(who(closed(), good).status()).isEqualTo(200);

        outage.during(() -> {
            tellsToComeBack(who(closed(), good));
            assertThat(who(closed(), revoked).status()).isEqualTo(401);
        });

        awaitRecovery();
        if (outage == Outage.FROZEN) {
            assertThat(who(closed(), good).status()).isEqualTo(200);
        } else {
            // Redis is empty now: nobody knows which tokens were revoked before
            tellsToComeBack(who(closed(), good));
        }
        assertThat(who(closed(), revoked).status()).isEqualTo(401);
        await(
                RECOVERY,
                () -> who(closed(), UnsignedToken.header(outage.own("fresh"))).status() == 200);
    }

    @ParameterizedTest
    @EnumSource
    void openRevocation_duringAnOutage_acceptsAllButWhatItKnowsBetter(Outage outage) {
        Map<String, String> unseen = UnsignedToken.header(outage.own("unseen"));
        Map<String, String> revoked = revoked(open(), outage);

        outage.during(() -> {
            assertThat(who(open(), unseen).body()).isEqualTo(outage.own("unseen"));
            assertThat(who(open(), revoked).status()).isEqualTo(401);
            // this node cannot know whether it is stored: a frozen Redis may still do it
            tellsToComeBack(open().sendWith("DELETE", "who", UnsignedToken.header(outage.own("in-vain"))));
        });

        awaitRecovery();
        assertThat(open().sendWith("DELETE", "who", unseen).status()).isEqualTo(204);
        assertThat(who(open(), unseen).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void cachedValue_whoseLoaderFailsDuringAnOutage_isServedStale(Outage outage) {
        String rate = "rates/" + outage.own("kroner");
        assertThat(closed().get(rate, null).body()).isEqualTo("1");
        closed().send("DELETE", rate, null, null);

        outage.during(() -> assertThat(get(rate, 3)).containsOnly("1"));

        awaitRecovery();
        // a killed Redis is empty after its restart, and the loader still fails
        assertThat(get(rate, 3)).containsOnly("1");
        closed().send("PUT", rate, null, null);
        assertThat(get(rate, 3)).containsOnly("2");
    }

    @ParameterizedTest
    @EnumSource
    void cachedValue_changedDuringAnOutage_isNotSeenAgain(Outage outage) {
        String rate = "rates/" + outage.own("escudos");
        assertThat(closed().get(rate, null).body()).isEqualTo("1");

        outage.during(() -> {
            assertThat(closed().send("PUT", rate, null, null).status()).isEqualTo(204);
            assertThat(get(rate, 3)).containsOnly("2");
        });

        // the invalidation is repeated before a value of Redis is used again
        assertThat(get(rate, 3)).isSubsetOf("2", "3");
        await(RECOVERY, () -> closed().get(rate, null).body().equals("3"));
        assertThat(get(rate, 3)).containsOnly("3");
    }

    /** The first call is slow, and an outage must not begin before the earlier one is over. */
    @BeforeEach
    void awaitNormal() {
        awaitNormal(Duration.ofSeconds(20));
        for (DemoClient each : List.of(closed(), open())) {
            await(
                    Duration.ofSeconds(20),
                    () -> who(each, UnsignedToken.header()).status() == 200);
            assertThat(each.get("rates/francs", null).status()).isEqualTo(200);
        }
    }

    private void awaitRecovery() {
        awaitNormal(RECOVERY);
    }

    private void awaitNormal(Duration patience) {
        for (DemoClient each : List.of(closed(), open())) {
            await(patience, () -> each.get("policy/closed", null).status() == 200);
        }
    }

    private static void await(Duration patience, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    private static void tellsToComeBack(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    private Answer limited(String path, String caller) {
        return closed().sendWith("GET", path, Map.of("X-Caller", caller));
    }

    private List<Integer> statuses(String path, String caller, int times) {
        return Stream.generate(() -> limited(path, caller).status())
                .limit(times)
                .toList();
    }

    private List<String> get(String path, int times) {
        return Stream.generate(() -> closed().get(path, null).body())
                .limit(times)
                .toList();
    }

    private static Answer who(DemoClient client, Map<String, String> token) {
        return client.sendWith("GET", "who", token);
    }

    private static Map<String, String> revoked(DemoClient client, Outage outage) {
        Map<String, String> token = UnsignedToken.header(outage.own("revoked"));
        assertThat(client.sendWith("DELETE", "who", token).status()).isEqualTo(204);
        return token;
    }
}
