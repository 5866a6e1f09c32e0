package io.boosterbeacon.redis.internal.ratelimit.binding;

import jakarta.enterprise.context.RequestScoped;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The methods that filters have counted in one request and that have not been called yet. */
@RequestScoped
public class RequestCounts {
    private final Set<Method> byFilter = ConcurrentHashMap.newKeySet();

    Set<Method> byFilter() {
        return byFilter;
    }
}
