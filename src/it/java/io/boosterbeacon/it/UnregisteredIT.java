package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.RunningServer;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server does not find the library's JAX-RS features, the application is not ready, and says why. */
@Needs(Capability.NO_SERVICE_LOADER)
@OnServer(form = "library tests, without the line of server-config", store = "embedded")
class UnregisteredIT {
    private static final String REMEDY = "openejb.jaxrs.providers.auto = true";

    @TempDir
    Path folder;

    @Test
    void readiness_ofListedClassesWithoutTheSetting_isDownAndNamesIt() throws Exception {
        Path war = folder.resolve("listed-classes.war");
        Form.LISTED_CLASSES.archive().as(ZipExporter.class).exportTo(war.toFile());
        try (RunningServer server = RunningServer.reduced("unregistered", Map.of())) {
            assertThat(server.deploy(war)).isTrue();
            DemoClient client = new DemoClient(server.at("listed-classes.war"));

            Answer readiness = client.readiness("");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.body()).contains(REMEDY);
            assertThat(client.get("limited/by-class", null).header("X-RateLimit-Limit"))
                    .isEmpty();
            assertThat(server.log().lines().filter(line -> line.contains("RestRegistration") && line.contains(REMEDY)))
                    .singleElement()
                    .asString()
                    .contains("SEVERE");
        }
    }
}
