package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All annotations of a class or member, including those that Jackson does not know. Jackson itself returns only an
 * annotation of a requested type.
 */
final class AllAnnotations {
    /** Simple names of meta-annotations: an annotation that has one of these represents its own annotations. */
    private static final Set<String> BUNDLES = Set.of("JacksonAnnotationsInside", "JsonbAnnotation");

    private static final ClassValue<List<Annotation>> OF_CLASSES = new ClassValue<>() {
        @Override
        protected List<Annotation> computeValue(Class<?> type) {
            List<Annotation> found = new ArrayList<>();
            addAll(found, type);
            return List.copyOf(found);
        }
    };

    private AllAnnotations() {}

    @SuppressWarnings("deprecation") // the only way to find annotations of unknown types
    static Iterable<Annotation> of(Annotated annotated) {
        return annotated instanceof AnnotatedClass type ? OF_CLASSES.get(type.getRawType()) : annotated.annotations();
    }

    static boolean isBundle(Annotation annotation) {
        return Stream.of(annotation.annotationType().getAnnotations())
                .anyMatch(each -> BUNDLES.contains(each.annotationType().getSimpleName()));
    }

    /** Adds those of superclasses and interfaces, too, because Jackson inherits them. The nearest come first. */
    private static void addAll(List<Annotation> found, @Nullable Class<?> type) {
        if (type == null || JdkClasses.contains(type)) {
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
