package io.boosterbeacon.redis.internal.ratelimit.binding;

import jakarta.enterprise.context.RequestScoped;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the filters of one request know: the methods that they have counted, and the parameters of the path. */
@RequestScoped
public class RequestCounts {
    private final Set<Method> byFilter = ConcurrentHashMap.newKeySet();

    private volatile Map<String, List<String>> pathParameters = Map.of();

    /** The counted methods that have not been called yet. */
    Set<Method> byFilter() {
        return byFilter;
    }

    /** The parameters of the path, as the request's URI encodes them. */
    Map<String, List<String>> pathParameters() {
        return pathParameters;
    }

    void setPathParameters(Map<String, List<String>> pathParameters) {
        this.pathParameters = pathParameters;
    }
}
