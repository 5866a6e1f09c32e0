package io.boosterbeacon.redis.internal.openapi;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.PathPolicy;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import io.boosterbeacon.redis.internal.openapi.DocumentedApplication.Revocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeniedResponsesTest {
    private static final List<DocumentedOperation> OPERATIONS = List.of(
            new DocumentedOperation("/orders/{}", "GET", true, true, false),
            new DocumentedOperation("/orders/{}", "PUT", false, true, true),
            new DocumentedOperation("/open", "GET", false, true, false),
            new DocumentedOperation("/unchecked", "GET", false, false, true));

    private final OpenAPI document = OASFactory.createOpenAPI().paths(OASFactory.createPaths());
    private DocumentedApplication application =
            new DocumentedApplication(OPERATIONS, List.of(), Set.of("api"), Headers.BOTH, Revocation.ALL);

    @AfterEach
    void unregister() {
        application.unregister();
    }

    private void filter() {
        application.register();
        new DeniedResponses().filterOpenAPI(document);
    }

    private Operation operation(String path, PathItem.HttpMethod method) {
        PathItem item = document.getPaths().getPathItem(path);
        if (item == null) {
            item = OASFactory.createPathItem();
            document.getPaths().addPathItem(path, item);
        }
        Operation operation = OASFactory.createOperation();
        item.setOperation(method, operation);
        return operation;
    }

    private static Set<String> statuses(Operation operation) {
        return operation.getResponses() == null
                ? Set.of()
                : operation.getResponses().getAPIResponses().keySet();
    }

    private APIResponse defined(String name) {
        return requireNonNull(document.getComponents().getResponses().get(name));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/orders/{id}, GET, true",
        "/orders/{id}, GET, true",
        "/api/orders/{number}/, GET, true",
        "/api/orders/{id}, PUT, false",
        "/api/orders/{id}, DELETE, false",
        "/other/orders/{id}, GET, false",
        "/api/orders, GET, false",
        "/api/orders/5, GET, false",
        "/api/open, GET, false"
    })
    void limitedOperation_hasTheResponse429(String path, PathItem.HttpMethod method, boolean limited) {
        Operation operation = operation(path, method);

        filter();

        assertThat(statuses(operation).contains("429")).isEqualTo(limited);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/open, GET, true",
        "/open, GET, true",
        "/api/orders/{id}, PUT, false",
        "/api/foreign, GET, false",
    })
    void operationAtALimitedPath_hasTheResponse429(String path, PathItem.HttpMethod method, boolean limited) {
        Map<String, String> properties =
                Map.of("beacon.ratelimit.\"gets\".paths", "/api/**", "beacon.ratelimit.\"gets\".methods", "GET");
        List<PathPolicy> paths = new RateLimitPolicies(
                        name -> Optional.ofNullable(properties.get(name)), properties.keySet(), problem -> {
                            throw problem;
                        })
                .paths();
        application = new DocumentedApplication(OPERATIONS, paths, Set.of("api"), Headers.BOTH, Revocation.NONE);
        Operation operation = operation(path, method);

        filter();

        assertThat(statuses(operation).contains("429")).isEqualTo(limited);
    }

    @Test
    void withoutKnownApplications_aPathMayHaveAnyBeginning() {
        application = new DocumentedApplication(OPERATIONS, List.of(), Set.of(), Headers.BOTH, Revocation.NONE);
        Operation prefixed = operation("/any/thing/orders/{id}", PathItem.HttpMethod.GET);
        Operation other = operation("/reorders/{id}", PathItem.HttpMethod.GET);

        filter();

        assertThat(statuses(prefixed)).contains("429");
        assertThat(statuses(other)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NONE, false, false", "SECURED, true, false", "ALL, true, true"})
    void operationsThatRejectRevokedTokens_haveTheResponse401(Revocation revocation, boolean secured, boolean open) {
        application = new DocumentedApplication(OPERATIONS, List.of(), Set.of("api"), Headers.BOTH, revocation);
        Operation withRole = operation("/api/orders/{id}", PathItem.HttpMethod.PUT);
        Operation withoutRole = operation("/api/open", PathItem.HttpMethod.GET);
        Operation foreign = operation("/api/foreign", PathItem.HttpMethod.GET);
        Operation unchecked = operation("/api/unchecked", PathItem.HttpMethod.GET);

        filter();

        assertThat(statuses(unchecked)).isEmpty();
        assertThat(statuses(withRole).contains("401")).isEqualTo(secured);
        assertThat(statuses(withoutRole).contains("401")).isEqualTo(open);
        assertThat(statuses(foreign)).isEmpty();
    }

    @Test
    void definitions_areReferredToAndDescribeTheProblem() {
        Operation operation = operation("/api/orders/{id}", PathItem.HttpMethod.GET);

        filter();

        assertThat(operation.getResponses().getAPIResponse("429").getRef())
                .isEqualTo("#/components/responses/RateLimitExceeded");
        assertThat(operation.getResponses().getAPIResponse("401").getRef())
                .isEqualTo("#/components/responses/TokenRevoked");
        assertThat(properties("RateLimitExceeded"))
                .containsOnlyKeys("type", "title", "status", "error", "violated-policies", "resetTime")
                .hasEntrySatisfying(
                        "status", schema -> assertThat(schema.getType()).isEqualTo(SchemaType.INTEGER));
        assertThat(properties("TokenRevoked")).containsKeys("type", "error");
        assertThat(defined("TokenRevoked").getHeaders()).containsOnlyKeys("WWW-Authenticate");
    }

    private Map<String, Schema> properties(String response) {
        return defined(response)
                .getContent()
                .getMediaType("application/problem+json")
                .getSchema()
                .getProperties();
    }

    @ParameterizedTest
    @EnumSource(Headers.class)
    void headers_areThoseOfTheConfiguration(Headers headers) {
        application = new DocumentedApplication(OPERATIONS, List.of(), Set.of("api"), headers, Revocation.NONE);
        operation("/api/orders/{id}", PathItem.HttpMethod.GET);

        filter();

        Set<String> names = defined("RateLimitExceeded").getHeaders().keySet();
        assertThat(names).contains("Retry-After");
        assertThat(names.containsAll(Set.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")))
                .isEqualTo(headers.legacy());
        assertThat(names.containsAll(Set.of("RateLimit", "RateLimit-Policy"))).isEqualTo(headers.ietf());
    }

    @Test
    void responsesOfTheApplication_areLeftUnchanged() {
        APIResponse own = OASFactory.createAPIResponse().description("own");
        Operation operation = operation("/api/orders/{id}", PathItem.HttpMethod.GET)
                .responses(OASFactory.createAPIResponses().addAPIResponse("429", own));
        APIResponse ownDefinition = OASFactory.createAPIResponse().description("own definition");
        document.setComponents(OASFactory.createComponents().addResponse("TokenRevoked", ownDefinition));

        filter();

        assertThat(operation.getResponses().getAPIResponse("429").getDescription())
                .isEqualTo("own");
        assertThat(defined("TokenRevoked").getDescription()).isEqualTo("own definition");
        assertThat(document.getComponents().getResponses()).doesNotContainKey("RateLimitExceeded");
    }

    @Test
    void documentsWithoutPaths_areLeftUnchanged() {
        application.register();
        OpenAPI empty = OASFactory.createOpenAPI();

        new DeniedResponses().filterOpenAPI(empty);
        new DeniedResponses().filterOpenAPI(document);

        assertThat(empty.getPaths()).isNull();
        assertThat(document.getComponents()).isNull();
    }

    @Test
    void applicationThatHasEnded_isNotDocumented() {
        Operation operation = operation("/api/orders/{id}", PathItem.HttpMethod.GET);
        application.register();
        application.unregister();

        new DeniedResponses().filterOpenAPI(document);

        assertThat(statuses(operation)).isEmpty();
    }
}
