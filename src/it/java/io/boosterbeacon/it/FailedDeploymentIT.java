package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.mistakes.MisnamedKey;
import io.boosterbeacon.it.mistakes.MistakenApplication;
import io.boosterbeacon.it.mistakes.NegativeWindow;
import io.boosterbeacon.it.server.RunningServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake stops the deployment, with one message that says what is wrong. */
@OnServer(form = "mistakes at deployment", store = "embedded")
class FailedDeploymentIT {
    private static final Predicate<String> EXCEPTION =
            Pattern.compile("(Caused by: )?[\\w.]+(Exception|Error|Problem):.*").asMatchPredicate();

    @TempDir
    Path folder;

    @Test
    void deployment_withAWrongUrl_failsAndNamesTheProperty() throws Exception {
        assertThat(exceptions("bad-url", DemoArchive.file(), Map.of("REDIS_URL", "nonsense")))
                .singleElement()
                .asString()
                .contains("redis.url is \"nonsense\"", "accepted: redis://");
    }

    @Test
    void deployment_withAKeyThatNamesNoParameter_failsAndNamesTheMethod() throws Exception {
        assertThat(exceptions("bad-key", war(MisnamedKey.class), Map.of()))
                .singleElement()
                .asString()
                .contains(
                        "@Cached on " + MisnamedKey.class.getName() + ".find(): key is \"{nope}\"",
                        "accepted:",
                        "{id}");
    }

    @Test
    void deployment_withANegativeWindowOnAResourceThatIsNoBean_failsAndNamesTheMethod() throws Exception {
        assertThat(exceptions("bad-window", war(NegativeWindow.class), Map.of()))
                .isNotEmpty()
                .allSatisfy(exception -> assertThat(exception)
                        .contains(
                                "@RateLimit on " + NegativeWindow.class.getName() + ".get(): window is \"-1\"",
                                "accepted:"));
    }

    private File war(Class<?> mistaken) {
        File file = folder.resolve("mistaken.war").toFile();
        DemoArchive.emptyWithLibraries("mistaken.war")
                .addClasses(MistakenApplication.class, mistaken)
                .as(ZipExporter.class)
                .exportTo(file);
        return file;
    }

    /** The first lines of all exceptions in the log of a server that could not deploy the WAR. */
    private static List<String> exceptions(String name, File war, Map<String, String> environment) throws IOException {
        try (RunningServer server = new RunningServer(name, environment)) {
            assertThat(server.deploy(war.toPath())).isFalse();
            // a cause has the message of what it caused
            return server.log()
                    .lines()
                    .filter(EXCEPTION)
                    .map(line -> line.replaceFirst("^(Caused by: )?[\\w.]+: ", ""))
                    .distinct()
                    .toList();
        }
    }
}
