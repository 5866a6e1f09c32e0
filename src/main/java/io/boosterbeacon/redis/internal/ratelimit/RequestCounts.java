package io.boosterbeacon.redis.internal.ratelimit;

import jakarta.enterprise.context.RequestScoped;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What has been counted in one request. */
@RequestScoped
public class RequestCounts {
    private final Set<Method> byFilter = ConcurrentHashMap.newKeySet();
    private final Set<Method> all = ConcurrentHashMap.newKeySet();

    Set<Method> byFilter() {
        return byFilter;
    }

    Set<Method> all() {
        return all;
    }
}
