package io.boosterbeacon.redis.internal.openapi;

import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes the responses of the library: their header fields, and the problem document of RFC 9457. */
final class ResponseDefinitions {
    private static final String PROBLEM = "application/problem+json";

    private ResponseDefinitions() {}

    /** 429 of a limited operation. */
    static APIResponse limited(Headers headers) {
        APIResponse response = OASFactory.createAPIResponse()
                .description("Too many requests: a rate limit is exceeded")
                .content(content(problem()
                        .addProperty(
                                "violated-policies", schema(SchemaType.ARRAY).items(schema(SchemaType.STRING)))
                        .addProperty("resetTime", schema(SchemaType.STRING).format("date-time"))))
                .addHeader("Retry-After", header(SchemaType.INTEGER, "Seconds until the request can be repeated"));
        if (headers.legacy()) {
            response.addHeader("X-RateLimit-Limit", header(SchemaType.INTEGER, "The requests that a window admits"))
                    .addHeader("X-RateLimit-Remaining", header(SchemaType.INTEGER, "The requests that are left"))
                    .addHeader("X-RateLimit-Reset", header(SchemaType.STRING, "The end of the window"));
        }
        if (headers.ietf()) {
            response.addHeader(
                            "RateLimit-Policy",
                            header(SchemaType.STRING, "The policies, for example \"default\";q=100;w=60"))
                    .addHeader(
                            "RateLimit",
                            header(SchemaType.STRING, "The state of each policy, for example \"default\";r=0;t=30"));
        }
        return response;
    }

    /** 401 of an operation that was called with a revoked token. */
    static APIResponse revoked() {
        return OASFactory.createAPIResponse()
                .description("The token of the request is revoked")
                .content(content(problem()))
                .addHeader("WWW-Authenticate", header(SchemaType.STRING, "Bearer error=\"invalid_token\" (RFC 6750)"));
    }

    private static Schema problem() {
        return schema(SchemaType.OBJECT)
                .addProperty("type", schema(SchemaType.STRING).format("uri-reference"))
                .addProperty("title", schema(SchemaType.STRING))
                .addProperty("status", schema(SchemaType.INTEGER))
                .addProperty("error", schema(SchemaType.STRING));
    }

    private static Content content(Schema schema) {
        return OASFactory.createContent()
                .addMediaType(PROBLEM, OASFactory.createMediaType().schema(schema));
    }

    private static Header header(SchemaType type, String description) {
        return OASFactory.createHeader().description(description).schema(schema(type));
    }

    /** MicroProfile OpenAPI 4.0 has replaced the method that sets the type. */
    private static Schema schema(SchemaType type) {
        Schema schema = OASFactory.createSchema();
        Stream.of(Schema.class.getMethods())
                .filter(ResponseDefinitions::takesType)
                .findFirst()
                .ifPresent(setter -> set(schema, setter, type));
        return schema;
    }

    private static boolean takesType(Method method) {
        return (method.getName().equals("setType") || method.getName().equals("addType"))
                && method.getParameterTypes()[0] == SchemaType.class;
    }

    private static void set(Schema schema, Method setter, SchemaType type) {
        try {
            setter.invoke(schema, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the type of a schema cannot be set", e);
        }
    }
}
