package io.boosterbeacon.redis.internal.openapi;

import io.boosterbeacon.redis.internal.config.PathPolicy;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * What the library adds to the OpenAPI document of one application. The server creates the filter of the document without
 * injection, and calls it outside of the application's threads. So applications are registered here, in a list that
 * belongs to the class loader of the application.
 *
 * @param operations all resource methods
 * @param limitedPaths the limits that the configuration attaches to paths
 * @param applicationPaths the paths of the JAX-RS applications; empty if they are not known
 * @param headers the header fields of limited responses
 * @param revocation which operations can answer with 401 because the token is revoked
 */
public record DocumentedApplication(
        List<DocumentedOperation> operations,
        List<PathPolicy> limitedPaths,
        Set<String> applicationPaths,
        Headers headers,
        Revocation revocation) {
    private static final List<DocumentedApplication> REGISTERED = new CopyOnWriteArrayList<>();

    /** The operations that reject revoked tokens. */
    public enum Revocation {
        NONE,
        /** Those that require a role: whether other requests have tokens is not known. */
        SECURED,
        ALL
    }

    /** Makes the application known to filters of this class loader, until it ends. */
    public void register() {
        REGISTERED.add(this);
    }

    /** Ends what {@link #register} has begun. */
    public void unregister() {
        REGISTERED.remove(this);
    }

    static List<DocumentedApplication> registered() {
        return List.copyOf(REGISTERED);
    }

    /** Whether an operation of the document can answer with 429. */
    boolean limits(String path, String httpMethod) {
        return operations.stream()
                .anyMatch(each -> isAt(each, path, httpMethod) && (each.limited() || isLimited(path, httpMethod)));
    }

    /** Whether the configuration limits a path. The document may leave out the path of the application. */
    private boolean isLimited(String path, String httpMethod) {
        return Stream.concat(Stream.of(path), applicationPaths.stream().map(prefix -> PathTemplates.join(prefix, path)))
                .map(PathTemplates::segments)
                .anyMatch(segments -> limitedPaths.stream().anyMatch(each -> each.matches(httpMethod, segments)));
    }

    /** Whether an operation of the document can answer with 401 because the token is revoked. */
    boolean rejectsRevoked(String path, String httpMethod) {
        return switch (revocation) {
            case NONE -> false;
            case SECURED ->
                operations.stream().anyMatch(each -> each.checked() && each.secured() && isAt(each, path, httpMethod));
            case ALL -> operations.stream().anyMatch(each -> each.checked() && isAt(each, path, httpMethod));
        };
    }

    private boolean isAt(DocumentedOperation operation, String path, String httpMethod) {
        if (!operation.httpMethod().equals(httpMethod)) {
            return false;
        }
        String normal = PathTemplates.normal(path);
        if (normal.equals(operation.path())) {
            return true;
        }
        return applicationPaths.isEmpty()
                ? normal.endsWith(operation.path())
                : applicationPaths.stream()
                        .anyMatch(prefix -> normal.equals(PathTemplates.join(prefix, operation.path())));
    }
}
