package io.boosterbeacon.it;

import static io.boosterbeacon.it.client.Polling.await;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Products of the demo after their lifetime, which is a second here. */
@Needs(Capability.MP_JWT)
@ExtendWith({SharedRedis.class, ArquillianExtension.class})
@OnServer(form = "demo (empty application), short lifetimes", store = "redis")
class StaleDemoIT {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    @TargetsContainer("redis-a")
    static WebArchive demoArchive() {
        return DemoArchive.with("beacon.cache.\"product\".ttl=1", "beacon.cache.\"product\".localTtl=1");
    }

    private DemoClient demo() {
        return new DemoClient(url);
    }

    @Test
    void product_after_its_lifetime_is_served_stale_until_the_warehouse_answers() {
        Answer seen = demo().product("1");
        assertThat(DemoCaches.stale(seen)).isFalse();
        long staleServes = staleServes();
        turnWarehouse(true);
        try {
            endOfLifetime();
            Answer stale = demo().product("1");

            assertThat(stale.status()).isEqualTo(200);
            assertThat(DemoCaches.stale(stale)).isTrue();
            assertThat(DemoCaches.loads(stale)).isEqualTo(DemoCaches.loads(seen));
            Answer several = demo().get("api/products?ids=1", null);
            assertThat(several.status()).isEqualTo(200);
            assertThat(several.json().path(0).path("stale").asBoolean()).isTrue();
            assertThat(staleServes()).isGreaterThan(staleServes);
        } finally {
            turnWarehouse(false);
        }

        await("the product to be loaded again").atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        demo().product("1"))
                .satisfies(product -> assertThat(DemoCaches.stale(product)).isFalse())
                .satisfies(product -> assertThat(DemoCaches.loads(product)).isGreaterThan(DemoCaches.loads(seen))));
    }

    @Test
    void product_after_its_lifetime_is_awaited_by_one_caller_and_is_stale_for_the_others() {
        Answer seen = demo().product("2");
        endOfLifetime();

        List<Answer> answers = DemoClient.atOnce(8, "api/products/2", demo());

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers).filteredOn(DemoCaches::stale).isNotEmpty().allSatisfy(stale -> {
            assertThat(stale.header("Cache-Control")).isEqualTo("max-age=0");
            assertThat(DemoCaches.loads(stale)).isEqualTo(DemoCaches.loads(seen));
        });
        assertThat(answers)
                .filteredOn(answer -> !DemoCaches.stale(answer))
                .isNotEmpty()
                .allSatisfy(fresh -> assertThat(DemoCaches.loads(fresh)).isEqualTo(DemoCaches.loads(seen) + 1));
    }

    private static void endOfLifetime() {
        Awaitility.await().pollDelay(Duration.ofMillis(1_300)).until(() -> true);
    }

    private long staleServes() {
        Answer caches = demo().get("api/caches", demo().token("root", "admin"));
        return caches.json().path("product").path("staleServes").asLong(-1);
    }

    private void turnWarehouse(boolean down) {
        assertThat(demo().send("PUT", "api/warehouse", null, "{\"down\":" + down + "}")
                        .status())
                .isEqualTo(200);
    }
}
