package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.boosterbeacon.it.application.documented.DocumentedRest;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import io.boosterbeacon.it.server.RunningServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document that the server makes of an application has the responses of the library. */
@Needs(Capability.MP_OPENAPI)
@OnServer(form = "documented by OpenAPI", store = "embedded")
class OpenApiIT {
    private static final String EXPRESSION = "\\{(\\w+)[^}]*}";

    @TempDir
    static Path folder;

    @Test
    void document_ofAnApplication_hasTheResponsesOfTheLibrary() throws Exception {
        Path war = folder.resolve("documented.war");
        DemoArchive.emptyWithLibraries("documented.war")
                .addPackage(DocumentedRest.class.getPackage())
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                // WildFly offers MicroProfile JWT to applications with @LoginConfig, and to those that ask for it
                .setManifest(
                        new StringAsset("Manifest-Version: 1.0\nDependencies: org.eclipse.microprofile.jwt.auth.api\n"))
                .as(ZipExporter.class)
                .exportTo(war.toFile());
        try (RunningServer server = new RunningServer("openapi", Map.of())) {
            assertThat(server.deploy(war)).as(server.log()).isTrue();
            DemoClient client = new DemoClient(server.at("documented.war"));
            assertThat(client.get("rest/orders/1", null).status()).isEqualTo(200);

            JsonNode document = document(client);

            assertThat(statuses(document, "/orders/{id}", "get")).contains("429");
            assertThat(statuses(document, "/orders/{id}", "put"))
                    .contains("401")
                    .doesNotContain("429");
            assertThat(statuses(document, "/orders", "get")).doesNotContain("401", "429");
            assertThat(statuses(document, "/unscoped", "get")).contains("429");
            JsonNode limited = document.path("components").path("responses").path("RateLimitExceeded");
            assertThat(limited.path("headers").fieldNames())
                    .toIterable()
                    .contains("Retry-After", "RateLimit", "RateLimit-Policy", "X-RateLimit-Remaining");
            assertThat(limited.path("content")
                            .path("application/problem+json")
                            .path("schema")
                            .path("properties")
                            .path("status")
                            .path("type")
                            .toString())
                    .contains("integer");
            assertThat(operation(document, "/orders/{id}", "get")
                            .path("responses")
                            .path("429")
                            .path("$ref")
                            .asText())
                    .isEqualTo("#/components/responses/RateLimitExceeded");
        }
    }

    /** Most servers have one document for all applications, at their root. */
    private static JsonNode document(DemoClient client) {
        Answer root = client.sendWith("GET", "/openapi?format=JSON", Map.of("Accept", "application/json"));
        Answer document = root.status() == 200
                ? root
                : client.sendWith("GET", "openapi?format=JSON", Map.of("Accept", "application/json"));
        assertThat(document.status()).as(document.body()).isEqualTo(200);
        return document.json();
    }

    private static JsonNode operation(JsonNode document, String path, String method) {
        for (Iterator<String> paths = document.path("paths").fieldNames(); paths.hasNext(); ) {
            String name = paths.next();
            // Payara leaves the regular expressions of JAX-RS in the paths
            if (name.replaceAll(EXPRESSION, "{$1}").endsWith("/rest" + path)) {
                return document.path("paths").path(name).path(method);
            }
        }
        return MissingNode.getInstance();
    }

    private static List<String> statuses(JsonNode document, String path, String method) {
        JsonNode operation = operation(document, path, method);
        assertThat(operation.isMissingNode()).as(document.toPrettyString()).isFalse();
        List<String> statuses = new ArrayList<>();
        operation.path("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses;
    }
}
