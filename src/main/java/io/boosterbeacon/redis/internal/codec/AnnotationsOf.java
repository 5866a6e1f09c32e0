package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All annotations of what Jackson asks about, whether or not Jackson knows them. Jackson shows only those it is asked for. */
final class AnnotationsOf {
    /** Annotations with one of these stand for those that they have. */
    private static final Set<String> BUNDLES = Set.of("JacksonAnnotationsInside", "JsonbAnnotation");

    private static final ClassValue<List<Annotation>> OF_CLASSES = new ClassValue<>() {
        @Override
        protected List<Annotation> computeValue(Class<?> type) {
            List<Annotation> found = new ArrayList<>();
            addAll(found, type);
            return List.copyOf(found);
        }
    };

    private AnnotationsOf() {}

    @SuppressWarnings("deprecation") // the only way to annotations whose classes are not known
    static Iterable<Annotation> every(Annotated annotated) {
        return annotated instanceof AnnotatedClass type ? OF_CLASSES.get(type.getRawType()) : annotated.annotations();
    }

    static boolean isBundle(Annotation annotation) {
        return Stream.of(annotation.annotationType().getAnnotations())
                .anyMatch(each -> BUNDLES.contains(each.annotationType().getSimpleName()));
    }

    /** Those of parents and interfaces too: Jackson takes them for the class's own. The nearest come first. */
    private static void addAll(List<Annotation> found, @Nullable Class<?> type) {
        if (type == null || Platform.has(type)) {
            return;
        }
        for (Annotation each : type.getDeclaredAnnotations()) {
            found.add(each);
            if (isBundle(each)) {
                found.addAll(List.of(each.annotationType().getAnnotations()));
            }
        }
        addAll(found, type.getSuperclass());
        Stream.of(type.getInterfaces()).forEach(parent -> addAll(found, parent));
    }
}
