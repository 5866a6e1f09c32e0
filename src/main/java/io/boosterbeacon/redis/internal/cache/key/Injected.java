package io.boosterbeacon.redis.internal.cache.key;

import java.lang.annotation.Annotation;
import java.util.Set;
import java.util.stream.Stream;

/** Recognizes values that JAX-RS injects for each request. They are never part of a key. */
public final class Injected {
    /** Given by name, because an application may not have JAX-RS. */
    private static final Set<String> ANNOTATIONS =
            Set.of("jakarta.ws.rs.core.Context", "jakarta.ws.rs.container.Suspended");

    private Injected() {}

    /** Whether one of the annotations marks an injected value. */
    public static boolean isMarked(Annotation... annotations) {
        return Stream.of(annotations)
                .map(annotation -> annotation.annotationType().getName())
                .anyMatch(ANNOTATIONS::contains);
    }
}
