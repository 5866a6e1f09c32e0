package io.boosterbeacon.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.client.DemoClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WAR that is deployed and undeployed again and again; each undeployment must end the threads of the library. */
public record RedeployedWar(RunningServer server, Path war) {
    private static final Pattern OURS = Pattern.compile("(?i).*(beacon|lettuce|netty|reactor|caffeine).*");

    /**
     * A WAR that is not deployed yet.
     *
     * @param folder where the WAR is kept while the test runs
     */
    public static RedeployedWar of(WebArchive archive, Path folder, RunningServer server) {
        Path war = folder.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(war.toFile());
        return new RedeployedWar(server, war);
    }

    public DemoClient deploy() throws IOException {
        assertThat(server.deploy(war)).as(war + " is deployed").isTrue();
        return new DemoClient(server.at(name()));
    }

    public boolean hasThreads() throws IOException {
        return server.threads().stream().anyMatch(OURS.asMatchPredicate());
    }

    public void undeploy() throws IOException {
        server.undeploy(name());
    }

    /** Waits until all threads have ended, which may take a moment after the undeployment. */
    public void awaitNoThreads() {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(server.threads())
                .noneMatch(OURS.asMatchPredicate()));
    }

    private String name() {
        return war.getFileName().toString();
    }
}
