package io.boosterbeacon.redis.internal.cache.key;

import java.lang.annotation.Annotation;
import java.util.Set;
import java.util.stream.Stream;

/** What JAX-RS hands in for each request: it belongs to the request, and is no part of a key. */
public final class Injected {
    /** By name: an application without JAX-RS has none of them. */
    private static final Set<String> MARKS = Set.of("jakarta.ws.rs.core.Context", "jakarta.ws.rs.container.Suspended");

    private Injected() {}

    /** Whether one of the annotations says so. */
    public static boolean isMarked(Annotation... annotations) {
        return Stream.of(annotations)
                .map(annotation -> annotation.annotationType().getName())
                .anyMatch(MARKS::contains);
    }
}
