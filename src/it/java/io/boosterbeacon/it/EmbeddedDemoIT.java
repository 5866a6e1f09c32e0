package io.boosterbeacon.it;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** One instance on the embedded store, which is the default. */
@Needs(Capability.MP_JWT)
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "demo (empty application)", store = "embedded")
class EmbeddedDemoIT extends DemoFlow {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive demoArchive() {
        return DemoArchive.asBuilt();
    }

    @Override
    DemoClient demo() {
        return new DemoClient(url);
    }

    @Override
    String store() {
        return "embedded";
    }
}
