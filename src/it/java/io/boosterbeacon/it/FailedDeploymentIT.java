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
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.RunningServer;
import io.boosterbeacon.it.server.RunningServer.Deployment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake stops the deployment, with one message that says what is wrong. */
@OnServer(form = "mistakes at deployment", store = "embedded")
class FailedDeploymentIT {
    /** The library's message, wherever a server logs it. */
    private static final Pattern COMPLAINT =
            Pattern.compile("((?:redis\\.url|@\\w+ on [\\w.]+\\(\\): \\w+) is \"[^\"]*\"); (accepted: .{10})");

    private static final Map<String, Deployment> DEPLOYMENTS = new HashMap<>();
    private static final Map<String, List<Integer>> STATUSES = new HashMap<>();

    @TempDir
    static Path folder;

    private static final RunningServer SERVER = new RunningServer("mistakes", Map.of());

    /**
     * All applications on one server. Those that some servers accept are first, and are used at once: Payara Micro
     * starts no application together with one that fails.
     */
    @BeforeAll
    static void deploy() throws Exception {
        deploy(
                war("default-limit", DefaultLimit.class, DefaultLimited.class, DefaultLimitResource.class),
                war("late", Creates.class, Implementation.class, Late.class, LateResource.class));
        DEPLOYMENTS.values().stream().filter(Deployment::succeeded).forEach(deployment -> {
            DemoClient client = new DemoClient(SERVER.at(deployment.war()));
            String resource = deployment.war().replace(".war", "");
            STATUSES.put(
                    deployment.war(),
                    Stream.generate(() -> client.get(resource, null).status())
                            .limit(2)
                            .toList());
        });
        deploy(
                war("bad-url", "redis.url=nonsense"),
                war("bad-key", MisnamedKey.class),
                war("bad-window", NegativeWindow.class),
                war("limited-client", LimitedClient.class, LimitedClientUser.class));
    }

    private static void deploy(Path... wars) throws IOException {
        SERVER.deploy(List.of(wars)).forEach(deployment -> DEPLOYMENTS.put(deployment.war(), deployment));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void deployment_withAWrongUrl_failsAndNamesTheProperty() {
        assertThat(complaints("bad-url", "redis.url"))
                .containsExactly("redis.url is \"nonsense\"; accepted: redis://[u");
    }

    @Test
    void deployment_withAKeyThatNamesNoParameter_failsAndNamesTheMethod() {
        assertThat(complaints("bad-key", MisnamedKey.class.getName()))
                .containsExactly("@Cached on " + MisnamedKey.class.getName()
                        + ".find(): key is \"{nope}\"; accepted: placeholde");
    }

    @Test
    void deployment_withANegativeWindowOnAResourceThatIsNoBean_failsAndNamesTheMethod() {
        assertThat(complaints("bad-window", NegativeWindow.class.getName()))
                .singleElement()
                .asString()
                .startsWith("@RateLimit on " + NegativeWindow.class.getName() + ".get(): window is \"-1\"; accepted: ");
    }

    /** Payara does not intercept a client whose class is annotated, nor WildFly a client's inherited methods. */
    @Test
    void deployment_withALimitOnARestClientsInterface_failsAndNamesIt() {
        assertThat(failed("limited-client").log())
                .contains("@RateLimit on " + LimitedClient.class.getName() + " is not in force for the REST client");
    }

    /** OpenWebBeans does not intercept default methods. */
    @Test
    void deployment_withALimitOnADefaultMethod_hasItInForceOrFails() {
        assertInForceOrRefused(
                "default-limit", "@RateLimit on " + DefaultLimit.class.getName() + ".call() is on a default method");
    }

    /** OpenWebBeans does not intercept the compiler's bridge methods. */
    @Test
    void deployment_withALimitOverABridge_hasItInForceOrFails() {
        assertInForceOrRefused(
                "late", "@RateLimit on " + Late.class.getName() + ".create() is reached over a bridge of the compiler");
    }

    private static void assertInForceOrRefused(String name, String complaint) {
        Deployment deployment = deployment(name);
        if (deployment.succeeded()) {
            assertThat(STATUSES.get(deployment.war())).containsExactly(200, 429);
        } else {
            assertThat(deployment.log()).contains(complaint);
        }
    }

    private static Deployment deployment(String name) {
        return Objects.requireNonNull(DEPLOYMENTS.get(name + ".war"));
    }

    private static Path war(String name, Class<?>... mistaken) {
        return export(archive(name).addClasses(mistaken));
    }

    private static Path war(String name, String setting) {
        return export(archive(name)
                .addAsResource(new StringAsset(setting + "\n"), "META-INF/microprofile-config.properties"));
    }

    private static WebArchive archive(String name) {
        return DemoArchive.emptyWithLibraries(name + ".war").addClass(MistakenApplication.class);
    }

    private static Path export(WebArchive archive) {
        Path file = folder.resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(file.toFile());
        return file;
    }

    private static Deployment failed(String name) {
        Deployment deployment = deployment(name);
        assertThat(deployment.succeeded()).as(name + " is deployed").isFalse();
        return deployment;
    }

    /** The library's messages on a mistake, without those that the server repeats. */
    private static List<String> complaints(String name, String subject) {
        return COMPLAINT
                .matcher(failed(name).log())
                .results()
                .map(complaint -> complaint.group(1) + "; " + complaint.group(2))
                .distinct()
                .filter(complaint -> SERVER.deploysWhileItRuns() || complaint.contains(subject))
                .toList();
    }
}
