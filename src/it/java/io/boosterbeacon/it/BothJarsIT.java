package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.annotated.ValuesResource;
import io.boosterbeacon.it.application.nodes.LimitsResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.redis.RedisKeys;
import io.boosterbeacon.it.redis.SharedRedis;
import java.io.File;
import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes of one application, each with one of the JARs of the library: both do the same, and share limits. */
@ExtendWith({SharedRedis.class, ArquillianExtension.class})
@OnServer(form = "two nodes, each with one of the JARs", store = "redis")
class BothJarsIT extends NodeQuotas {
    private static final String SETTINGS =
            """
            redis.url=%s
            beacon.application.name=nodes
            beacon.ratelimit.timeout=10s
            """;

    @ArquillianResource
    @OperateOnDeployment("plain")
    URL plain;

    @ArquillianResource
    @OperateOnDeployment("one-file")
    URL oneFile;

    @Deployment(name = "plain", order = 1, testable = false)
    static WebArchive plainArchive() {
        return application(DemoArchive.emptyWithLibraries("plain.war"));
    }

    /** Contains the JARs of the annotations as well: the one-file JAR has renamed its own copy of them. */
    @Deployment(name = "one-file", order = 2, testable = false)
    static WebArchive oneFileArchive() {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, "one-file.war")
                .addAsLibrary(new File(System.getProperty("it.all.jar")), "beacon-redis-all.jar");
        DemoArchive.asBuilt()
                .getContent(Filters.include("/WEB-INF/lib/jackson-annotations.*\\.jar"))
                .forEach((path, node) -> archive.add(node.getAsset(), path));
        return application(archive);
    }

    private static WebArchive application(WebArchive archive) {
        return archive.addPackages(false, ValuesResource.class.getPackage(), LimitsResource.class.getPackage())
                .addAsResource(
                        new StringAsset(SETTINGS.formatted(SharedRedis.url())),
                        "META-INF/microprofile-config.properties");
    }

    @Override
    DemoClient first() {
        return new DemoClient(plain);
    }

    @Override
    DemoClient second() {
        return new DemoClient(oneFile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "one-file"})
    void annotations_ofAnApplicationsValues_areInForce(String jar) {
        DemoClient client = jar.equals("plain") ? first() : second();
        // each loads the values by itself
        RedisKeys.forget(SharedRedis.url());

        assertThat(client.get("values/named", null).body()).isEqualTo("ada 1");
        assertThat(client.get("values/circle", null).body()).isEqualTo("3 1");
        assertThat(client.get("values/with-secrets", null).body()).isEqualTo("classified classified classified 2");
        assertThat(client.get("values/service", null).body()).isEqualTo("margaret null null null");

        List<String> stored = RedisKeys.texts(SharedRedis.url(), "beacon");
        assertThat(stored)
                .filteredOn(text -> text.contains("{"))
                .as("values, beside generations and the epoch")
                .hasSize(3)
                .noneMatch(text -> text.contains("classified"))
                .anyMatch(text -> text.contains("\"full-name\":\"ada\""))
                .anyMatch(text -> text.contains("\"full-name\":\"margaret\""))
                .anyMatch(text -> text.contains("\"kind\":\"circle\""))
                .noneMatch(text -> text.contains("grace"));
    }
}
