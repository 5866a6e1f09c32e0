package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.it.application.timers.Clock;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Timers of enterprise beans can call annotated methods. */
@ExtendWith(ArquillianExtension.class)
@Needs(Capability.TIMERS)
@OnServer(form = "timers of enterprise beans", store = "embedded")
class TimersIT {
    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive timers() {
        return DemoArchive.emptyWithLibraries("timers.war").addPackage(Clock.class.getPackage());
    }

    private String get(String path) {
        return new DemoClient(root).get(path, null).body();
    }

    @Test
    void invalidation_byATimer_isCarriedOut() {
        String kept = get("clock");
        await().untilAsserted(() -> assertThat(get("clock")).isNotEqualTo(kept));
    }

    @Test
    void limit_ofATimersMethod_countsItsCalls() {
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(15))
                .until(() -> get("clock/time-outs"), "2"::equals);
    }
}
