package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.PathPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * The policies that the configuration attaches to paths. They count requests that match a resource, and those that
 * match none. Thread-safe.
 */
public final class PathPolicies {
    private final List<Entry> entries;

    public PathPolicies(ApplicationSettings application, List<PathPolicy> policies) {
        this.entries = policies.stream()
                .map(path -> new Entry(path, MethodLimit.of(application, path.policy())))
                .toList();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * The policies that count a request, without those that count only requests that match no resource; may be empty.
     *
     * @param preflight whether it is a CORS preflight
     */
    public List<MethodLimit> of(Caller request, boolean preflight) {
        return of(request, preflight, false);
    }

    /**
     * The policies that count a request that matches no resource; may be empty.
     *
     * @param preflight whether it is a CORS preflight
     */
    public List<MethodLimit> ofUnmatched(Caller request, boolean preflight) {
        return of(request, preflight, true);
    }

    private List<MethodLimit> of(Caller request, boolean preflight, boolean unmatched) {
        if (entries.isEmpty()) {
            return List.of();
        }
        return of(request.httpMethod().orElse(""), request.path(), preflight, unmatched);
    }

    /**
     * The policies that count a request; may be empty.
     *
     * @param path the decoded segments of the path within the application
     */
    List<MethodLimit> of(String method, List<String> path, boolean preflight, boolean unmatched) {
        List<MethodLimit> found = new ArrayList<>(1);
        for (Entry entry : entries) {
            if (entry.path().matches(method, path)
                    && (!preflight || entry.path().countsPreflights())
                    && (unmatched || !entry.path().unmatched())) {
                found.add(entry.limit());
            }
        }
        return found;
    }

    private record Entry(PathPolicy path, MethodLimit limit) {}
}
