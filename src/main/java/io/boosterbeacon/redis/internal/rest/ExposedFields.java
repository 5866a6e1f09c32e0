package io.boosterbeacon.redis.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets pages of other origins read the fields that tell of limits (CORS, in the Fetch standard). What the application exposes
 * stays exposed: this filter is the last to see a response, and adds to what the others have set.
 */
@Priority(Integer.MIN_VALUE)
public class ExposedFields implements ContainerResponseFilter {
    private static final String EXPOSE = "Access-Control-Expose-Headers";
    private static final Set<String> LIMITS = caseless(List.of(
            RateLimitAnswer.LIMIT,
            RateLimitAnswer.REMAINING,
            RateLimitAnswer.RESET,
            RateLimitAnswer.IETF_POLICY,
            RateLimitAnswer.IETF_LIMIT));

    private static Set<String> caseless(List<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        expose(response.getHeaders());
    }

    static void expose(MultivaluedMap<String, Object> headers) {
        if (headers.keySet().stream().noneMatch(LIMITS::contains)) {
            return;
        }
        List<String> ours = headers.keySet().stream()
                .filter(name -> LIMITS.contains(name) || name.equalsIgnoreCase(HttpHeaders.RETRY_AFTER))
                .toList();
        // not every server's map finds a name that is written in other letters
        List<String> spellings =
                headers.keySet().stream().filter(EXPOSE::equalsIgnoreCase).toList();
        Stream<String> before = spellings.stream()
                .flatMap(spelling -> headers.getOrDefault(spelling, List.of()).stream())
                .flatMap(value -> Stream.of(value.toString().split(",", -1)));
        String exposed = Stream.concat(before, ours.stream())
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toMap(
                        name -> name.toLowerCase(Locale.ROOT), name -> name, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .collect(Collectors.joining(", "));
        spellings.forEach(headers::remove);
        headers.putSingle(EXPOSE, exposed);
    }
}
