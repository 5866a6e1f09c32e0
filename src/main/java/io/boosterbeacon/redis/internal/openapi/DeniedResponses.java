package io.boosterbeacon.redis.internal.openapi;

import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Adds the responses of the library to the operations of an OpenAPI document. What the application itself documents is
 * left unchanged. The server creates this class by its name in {@code mp.openapi.filter}.
 */
public class DeniedResponses implements OASFilter {
    static final String LIMITED = "RateLimitExceeded";
    static final String REVOKED = "TokenRevoked";

    private static final String REFERENCE = "#/components/responses/";
    private static final String TOO_MANY_REQUESTS = "429";
    private static final String UNAUTHORIZED = "401";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        for (DocumentedApplication application : DocumentedApplication.registered()) {
            document.getPaths().getPathItems().forEach((path, item) -> add(application, path, item, document));
        }
    }

    private static void add(DocumentedApplication application, String path, PathItem item, OpenAPI document) {
        for (Map.Entry<PathItem.HttpMethod, Operation> each :
                item.getOperations().entrySet()) {
            String method = each.getKey().name();
            if (application.limits(path, method) && add(each.getValue(), TOO_MANY_REQUESTS, LIMITED)) {
                define(document, LIMITED, ResponseDefinitions.limited(application.headers()));
            }
            if (application.rejectsRevoked(path, method) && add(each.getValue(), UNAUTHORIZED, REVOKED)) {
                define(document, REVOKED, ResponseDefinitions.revoked());
            }
        }
    }

    private static boolean add(Operation operation, String status, String name) {
        APIResponses responses = operation.getResponses();
        if (responses == null) {
            responses = OASFactory.createAPIResponses();
            operation.setResponses(responses);
        }
        if (responses.hasAPIResponse(status)) {
            return false;
        }
        responses.addAPIResponse(status, OASFactory.createAPIResponse().ref(REFERENCE + name));
        return true;
    }

    private static void define(OpenAPI document, String name, APIResponse response) {
        Components components = document.getComponents();
        if (components == null) {
            components = OASFactory.createComponents();
            document.setComponents(components);
        }
        if (components.getResponses() == null || !components.getResponses().containsKey(name)) {
            components.addResponse(name, response);
        }
    }
}
