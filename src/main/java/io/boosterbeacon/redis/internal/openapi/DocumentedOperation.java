package io.boosterbeacon.redis.internal.openapi;

/**
 * A resource method as OpenAPI knows it.
 *
 * @param path the path within its application, with a {@code {}} for each template parameter
 * @param httpMethod such as GET
 * @param limited whether it can answer with 429
 * @param checked whether it is not exempt from checks of tokens
 * @param secured whether it requires a role
 */
public record DocumentedOperation(String path, String httpMethod, boolean limited, boolean checked, boolean secured) {}
