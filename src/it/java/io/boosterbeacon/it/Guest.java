package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.server.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WAR that comes to a server and goes again, and takes its threads with it. */
record Guest(RunningServer server, Path war) {
    private static final Pattern OURS = Pattern.compile("(?i).*(beacon|lettuce|netty|reactor|caffeine).*");

    /** @param folder where the WAR is kept while the test runs */
    static Guest of(WebArchive archive, Path folder, RunningServer server) {
        Path war = folder.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(war.toFile());
        return new Guest(server, war);
    }

    DemoClient arrive() throws IOException {
        assertThat(server.deploy(war)).as(war + " is deployed").isTrue();
        return new DemoClient(server.at(name()));
    }

    boolean hasThreads() throws IOException {
        return server.threads().stream().anyMatch(OURS.asMatchPredicate());
    }

    void leave() throws IOException {
        server.undeploy(name());
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(server.threads())
                .noneMatch(OURS.asMatchPredicate()));
    }

    private String name() {
        return war.getFileName().toString();
    }
}
