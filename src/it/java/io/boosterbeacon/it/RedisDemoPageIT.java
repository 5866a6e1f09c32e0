package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.browser.DemoPage;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.SharedRedis;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the demo page shows only on Redis: the embedded store has no near cache. */
@Needs(Capability.DEMO_PAGE)
@EnabledIf(
        value = "io.boosterbeacon.it.browser.Browser#isInstalled",
        disabledReason = "The page test needs chromium and chromedriver on the PATH")
@ExtendWith({SharedRedis.class, ArquillianExtension.class})
@OnServer(form = "demo page in Chromium", store = "redis")
class RedisDemoPageIT {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    @TargetsContainer("redis-a")
    static WebArchive demoArchive() {
        return DemoArchive.asBuilt();
    }

    @Test
    void product_that_the_node_keeps_is_shown_as_a_near_hit() {
        try (DemoPage page = DemoPage.open()) {
            page.load(new DemoClient(url).root());
            page.click("get-product");
            page.click("get-product");

            // on a busy machine a heartbeat may be late, and the next read then asks Redis
            Polling.await("near hits").untilAsserted(() -> {
                page.click("read-often");
                assertThat(page.text("statistics-outcome"))
                        .isEqualTo("10 reads: 10 near, 0 from the store, 0 from the warehouse.");
            });
            assertThat(page.complaints()).isEmpty();
        }
    }
}
