package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CacheControlled;
import io.boosterbeacon.redis.cache.HttpCacheScope;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The validated members of {@link CacheControlled} of a resource method, merged with their overrides.
 *
 * @param maxAge the greatest {@code max-age}, in seconds; empty: what is left of the lifetime
 * @param vary the fields of the request that the response depends on
 */
public record CacheControlPolicy(
        HttpCacheScope scope,
        OptionalLong maxAge,
        boolean mustRevalidate,
        boolean staleWhileRevalidate,
        List<String> vary) {
    /** A token of RFC 9110 §5.6.2; {@code *} is one. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final long UNLIMITED = -1;
    private static final long MAX_AGE = Members.MAX_DURATION.toSeconds();

    /** Copies the list. */
    public CacheControlPolicy {
        vary = List.copyOf(vary);
    }

    /**
     * The policy of a method, by its own annotation or by that of its class; empty if it has none.
     *
     * @param properties override the members
     * @throws ConfigProblem if the annotation is wrong, or has no effect on the method
     */
    public static Optional<CacheControlPolicy> of(BeanMethod called, Function<String, Optional<String>> properties) {
        Optional<Method> own = called.carrier(CacheControlled.class);
        if (own.isPresent()) {
            requireCacheable(called, own.get());
            return read(own.get(), called, properties);
        }
        return isCacheable(called)
                ? Carriers.ofType(called.bean(), called.method(), CacheControlled.class)
                        .flatMap(type -> read(type, called, properties))
                : Optional.empty();
    }

    /**
     * Checks the annotation of a class.
     *
     * @throws ConfigProblem if it has no effect on any of its methods
     */
    public static void requireCacheableMethod(Class<?> type) {
        Carriers.ofType(type, CacheControlled.class).ifPresent(carrier -> {
            boolean some = TypeHierarchy.of(type).stream()
                    .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                    .anyMatch(method -> !method.isSynthetic() && isCacheable(new BeanMethod(type, method)));
            if (!some) {
                throw new ConfigProblem(Members.place(CacheControlled.class, carrier) + " has no effect: "
                        + type.getName() + " has no such method; accepted: a JAX-RS resource with a method that answers"
                        + " GET or HEAD by a value");
            }
        });
    }

    private static boolean isCacheable(BeanMethod called) {
        return !Resources.isRestClient(called.bean()) && answersReads(called) && returnsValue(called);
    }

    private static boolean answersReads(BeanMethod called) {
        return MethodDeclarations.of(called.bean(), called.method())
                .flatMap(each -> Stream.of(each.getAnnotations()))
                .map(each -> each.annotationType().getAnnotation(HttpMethod.class))
                .anyMatch(each -> each != null && READS.contains(each.value()));
    }

    /** A method without a result may still pass a value to an {@code AsyncResponse}. */
    private static boolean returnsValue(BeanMethod called) {
        return !Resources.sendsEvents(called.method())
                && (called.method().getReturnType() != void.class || called.marked(Suspended.class).length > 0);
    }

    private static void requireCacheable(BeanMethod called, Method carrier) {
        if (isCacheable(called)) {
            return;
        }
        Method method = called.method();
        String place = Members.place(CacheControlled.class, carrier)
                + (carrier.equals(method) ? " is on " : ": " + Members.describe(method) + " is ");
        throw new ConfigProblem(place
                + (Resources.isRestClient(called.bean()) || !Resources.isResourceMethod(called.bean(), method)
                        ? "a method that JAX-RS does not call for requests"
                        : answersReads(called)
                                ? "a method that returns no value"
                                : "a method that answers neither GET nor HEAD")
                + "; accepted: a JAX-RS resource method that answers GET or HEAD by a value");
    }

    private static Optional<CacheControlPolicy> read(
            AnnotatedElement carrier, BeanMethod called, Function<String, Optional<String>> properties) {
        CacheControlled own = carrier.getAnnotation(CacheControlled.class);
        String place = Members.place(CacheControlled.class, carrier);
        Overrides overrides = Overrides.of(properties, called.bean(), carrier, "CacheControlled");
        long maxAge = maxAge(place + ": maxAge", own.maxAge());
        long greatest = overrides.member(
                "maxAge", maxAge, (property, text) -> Values.numberOf(property, text, UNLIMITED, MAX_AGE));
        boolean mustRevalidate = overrides.member("mustRevalidate", own.mustRevalidate(), Values::flagOf);
        boolean staleWhileRevalidate =
                overrides.member("staleWhileRevalidate", own.staleWhileRevalidate(), Values::flagOf);
        if (mustRevalidate && staleWhileRevalidate) {
            throw ConfigProblem.of(
                    place + ": staleWhileRevalidate", true, "false, because mustRevalidate forbids what it permits");
        }
        CacheControlPolicy policy = new CacheControlPolicy(
                overrides.member(
                        "scope",
                        own.scope(),
                        (property, text) -> Values.choiceOf(property, text, HttpCacheScope.class)),
                greatest == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(greatest),
                mustRevalidate,
                staleWhileRevalidate,
                vary(place + ": vary", own.vary(), called));
        return overrides.member("enabled", true, Values::flagOf) ? Optional.of(policy) : Optional.empty();
    }

    private static long maxAge(String what, long own) {
        if (own < UNLIMITED || own > MAX_AGE) {
            throw ConfigProblem.of(what, own, "seconds from 0 to " + MAX_AGE + ", or -1 for the value's lifetime");
        }
        return own;
    }

    private static List<String> vary(String what, String[] own, BeanMethod called) {
        List<String> vary = new ArrayList<>(List.of(own));
        for (String field : vary) {
            if (!TOKEN.matcher(field).matches()) {
                throw ConfigProblem.of(what, field, "the name of a header field, or *");
            }
        }
        if (isNegotiated(called) && vary.stream().noneMatch(HttpHeaders.ACCEPT::equalsIgnoreCase)) {
            vary.add(HttpHeaders.ACCEPT);
        }
        return vary;
    }

    /** Whether {@code Accept} chooses among the media types of the method. */
    private static boolean isNegotiated(BeanMethod called) {
        List<String> types = produced(MethodDeclarations.of(called.bean(), called.method()))
                .or(() -> produced(TypeHierarchy.of(called.bean()).stream()))
                .orElse(List.of("*/*"));
        return types.size() != 1 || types.get(0).contains("*");
    }

    private static Optional<List<String>> produced(Stream<? extends AnnotatedElement> elements) {
        return elements.flatMap(element -> Stream.of(element.getDeclaredAnnotationsByType(Produces.class)))
                .findFirst()
                .map(own -> Stream.of(own.value())
                        .flatMap(each -> Stream.of(each.split(",", -1)))
                        .map(String::trim)
                        .toList());
    }
}
