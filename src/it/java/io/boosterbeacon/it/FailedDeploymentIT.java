package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.mistakes.Creates;
import io.boosterbeacon.it.application.mistakes.DefaultLimit;
import io.boosterbeacon.it.application.mistakes.DefaultLimitResource;
import io.boosterbeacon.it.application.mistakes.DefaultLimited;
import io.boosterbeacon.it.application.mistakes.Implementation;
import io.boosterbeacon.it.application.mistakes.Late;
import io.boosterbeacon.it.application.mistakes.LateResource;
import io.boosterbeacon.it.application.mistakes.LimitedClient;
import io.boosterbeacon.it.application.mistakes.LimitedClientUser;
import io.boosterbeacon.it.application.mistakes.MisnamedKey;
import io.boosterbeacon.it.application.mistakes.MistakenApplication;
import io.boosterbeacon.it.application.mistakes.NegativeWindow;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.RunningServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake stops the deployment, with one message that says what is wrong. */
@OnServer(form = "mistakes at deployment", store = "embedded")
class FailedDeploymentIT {
    /** As the library says it, wherever a server puts it. */
    private static final Pattern COMPLAINT =
            Pattern.compile("((?:redis\\.url|@\\w+ on [\\w.]+\\(\\): \\w+) is \"[^\"]*\"); (accepted: .{10})");

    @TempDir
    Path folder;

    @Test
    void deployment_withAWrongUrl_failsAndNamesTheProperty() throws Exception {
        assertThat(complaints("bad-url", DemoArchive.file(), Map.of("REDIS_URL", "nonsense")))
                .containsExactly("redis.url is \"nonsense\"; accepted: redis://[u");
    }

    @Test
    void deployment_withAKeyThatNamesNoParameter_failsAndNamesTheMethod() throws Exception {
        assertThat(complaints("bad-key", war(MisnamedKey.class), Map.of()))
                .containsExactly("@Cached on " + MisnamedKey.class.getName()
                        + ".find(): key is \"{nope}\"; accepted: placeholde");
    }

    @Test
    void deployment_withANegativeWindowOnAResourceThatIsNoBean_failsAndNamesTheMethod() throws Exception {
        assertThat(complaints("bad-window", war(NegativeWindow.class), Map.of()))
                .singleElement()
                .asString()
                .startsWith("@RateLimit on " + NegativeWindow.class.getName() + ".get(): window is \"-1\"; accepted: ");
    }

    /** Payara intercepts no client whose class is annotated, WildFly no method that a client inherits. */
    @Test
    void deployment_withALimitOnARestClientsInterface_failsAndNamesIt() throws Exception {
        File war = war(LimitedClient.class, LimitedClientUser.class);
        try (RunningServer server = new RunningServer("limited-client", Map.of())) {
            assertThat(server.deploy(war.toPath())).isFalse();
            assertThat(server.log())
                    .contains(
                            "@RateLimit on " + LimitedClient.class.getName() + " is not in force for the REST client");
        }
    }

    /** OpenWebBeans does not intercept default methods. */
    @Test
    void deployment_withALimitOnADefaultMethod_hasItInForceOrFails() throws Exception {
        assertInForceOrTold(
                "default-limit",
                war(DefaultLimit.class, DefaultLimited.class, DefaultLimitResource.class),
                "@RateLimit on " + DefaultLimit.class.getName() + ".call() is on a default method");
    }

    /** Nor does it intercept bridges of the compiler. */
    @Test
    void deployment_withALimitOverABridge_hasItInForceOrFails() throws Exception {
        assertInForceOrTold(
                "late",
                war(Creates.class, Implementation.class, Late.class, LateResource.class),
                "@RateLimit on " + Late.class.getName() + ".create() is reached over a bridge of the compiler");
    }

    private static void assertInForceOrTold(String resource, File war, String complaint) throws IOException {
        try (RunningServer server = new RunningServer(resource, Map.of())) {
            if (server.deploy(war.toPath())) {
                DemoClient client = new DemoClient(server.at(war.getName()));
                assertThat(List.of(client.get(resource, null), client.get(resource, null)))
                        .extracting(Answer::status)
                        .containsExactly(200, 429);
            } else {
                assertThat(server.log()).contains(complaint);
            }
        }
    }

    private File war(Class<?>... mistaken) {
        File file = folder.resolve("mistaken.war").toFile();
        DemoArchive.emptyWithLibraries("mistaken.war")
                .addClass(MistakenApplication.class)
                .addClasses(mistaken)
                .as(ZipExporter.class)
                .exportTo(file);
        return file;
    }

    /** What the library has said in the log of a server that could not deploy the WAR; repetitions are the server's. */
    private static List<String> complaints(String name, File war, Map<String, String> environment) throws IOException {
        try (RunningServer server = new RunningServer(name, environment)) {
            assertThat(server.deploy(war.toPath())).isFalse();
            return COMPLAINT
                    .matcher(server.log())
                    .results()
                    .map(complaint -> complaint.group(1) + "; " + complaint.group(2))
                    .distinct()
                    .toList();
        }
    }
}
