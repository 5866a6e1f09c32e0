package io.boosterbeacon.redis.internal.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.auth.LoginConfig;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the deployment of an application to its document. */
class DocumentedDeploymentTest {
    private final OpenAPI document = OASFactory.createOpenAPI()
            .paths(OASFactory.createPaths()
                    .addPathItem("/web/quotes", OASFactory.createPathItem().GET(OASFactory.createOperation()))
                    .addPathItem("/web/quotes/new", OASFactory.createPathItem().POST(OASFactory.createOperation())));

    /** An implementation of MicroProfile Config may list only the properties that it knew when it was first asked. */
    @BeforeEach
    void readPropertiesAgain() {
        ConfigProviderResolver.instance().releaseConfig(ConfigProvider.getConfig());
    }

    @ApplicationPath("/web")
    @ApplicationScoped
    public static class Web extends jakarta.ws.rs.core.Application {}

    @ApplicationPath("/web")
    @ApplicationScoped
    @LoginConfig(authMethod = "MP-JWT")
    public static class TokenWeb extends jakarta.ws.rs.core.Application {}

    @Path("quotes")
    @ApplicationScoped
    public static class Quotes {
        @GET
        @RateLimit(1)
        public String list() {
            return "none";
        }

        @POST
        @Path("new")
        @RolesAllowed("editor")
        public void add() {}
    }

    /** The statuses of the responses of the two operations. */
    private List<Set<String>> statuses(Map<String, String> properties, Class<?>... beans) {
        try (Application application = new Application(properties, beans)) {
            assertThat(application.bean(Quotes.class).list()).isEqualTo("none");
            new DeniedResponses().filterOpenAPI(document);
        }
        return Stream.of(
                        document.getPaths().getPathItem("/web/quotes").getGET(),
                        document.getPaths().getPathItem("/web/quotes/new").getPOST())
                .map(operation -> operation.getResponses() == null
                        ? Set.<String>of()
                        : new TreeSet<>(
                                operation.getResponses().getAPIResponses().keySet()))
                .toList();
    }

    @Test
    void application_isDocumentedByItsAnnotations() {
        assertThat(statuses(Map.of(), Quotes.class, Web.class)).containsExactly(Set.of("429"), Set.of("401"));
    }

    @Test
    void applicationWithTokens_rejectsRevokedOnesEverywhere() {
        assertThat(statuses(Map.of(), Quotes.class, TokenWeb.class))
                .containsExactly(Set.of("401", "429"), Set.of("401"));
    }

    @Test
    void applicationWithLimitsOfPaths_isDocumentedByItsConfiguration() {
        assertThat(statuses(Map.of("beacon.ratelimit.\"web\".paths", "/web/**"), Quotes.class, Web.class))
                .containsExactly(Set.of("429"), Set.of("401", "429"));
    }

    @Test
    void featuresThatAreOff_areNotDocumented() {
        assertThat(statuses(
                        Map.of("beacon.ratelimit.enabled", "false", "beacon.revocation.enabled", "false"),
                        Quotes.class,
                        TokenWeb.class))
                .containsExactly(Set.of(), Set.of());
    }

    @Test
    void applicationThatHasEnded_isForgotten() {
        statuses(Map.of(), Quotes.class, Web.class);

        assertThat(DocumentedApplication.registered()).isEmpty();
        PathItem item = OASFactory.createPathItem().GET(OASFactory.createOperation());
        new DeniedResponses()
                .filterOpenAPI(OASFactory.createOpenAPI()
                        .paths(OASFactory.createPaths().addPathItem("/web/quotes", item)));
        assertThat(item.getGET().getResponses()).isNull();
    }
}
