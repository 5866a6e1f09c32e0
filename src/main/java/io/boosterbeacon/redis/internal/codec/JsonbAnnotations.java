package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import jakarta.json.bind.annotation.JsonbAnnotation;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbTransient;
import java.lang.annotation.Annotation;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies annotations of JSON-B. {@code nillable} has no effect, because nulls are always written. A class with an
 * annotation that needs JSON-B itself is refused.
 */
final class JsonbAnnotations extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final String JSON_B = "jakarta.json.bind.annotation.";
    private static final Set<Class<? extends Annotation>> ON_CLASSES =
            Set.of(JsonbAnnotation.class, JsonbNillable.class, JsonbPropertyOrder.class);
    private static final Set<Class<? extends Annotation>> ON_MEMBERS = Set.of(
            JsonbAnnotation.class,
            JsonbCreator.class,
            JsonbDateFormat.class,
            JsonbNillable.class,
            JsonbProperty.class,
            JsonbTransient.class);

    @Override
    public boolean isAnnotationBundle(Annotation annotation) {
        return AllAnnotations.isBundle(annotation);
    }

    /** Jackson calls this for every class whose properties it collects. */
    @Override
    public VisibilityChecker<?> findAutoDetectVisibility(AnnotatedClass type, VisibilityChecker<?> checker) {
        require(type, ON_CLASSES, type.getRawType());
        Package home = type.getRawType().getPackage();
        if (home != null) {
            for (Annotation each : home.getAnnotations()) {
                require(each, ON_CLASSES, type.getRawType());
            }
        }
        return checker;
    }

    /** Jackson calls this for every member. */
    @Override
    public boolean hasIgnoreMarker(AnnotatedMember member) {
        require(member, ON_MEMBERS, member.getDeclaringClass());
        return member.hasAnnotation(JsonbTransient.class);
    }

    private static void require(Annotated annotated, Set<Class<? extends Annotation>> supported, Class<?> carrier) {
        AllAnnotations.of(annotated).forEach(each -> require(each, supported, carrier));
    }

    private static void require(Annotation annotation, Set<Class<? extends Annotation>> supported, Class<?> carrier) {
        Class<? extends Annotation> type = annotation.annotationType();
        if (type.getName().startsWith(JSON_B) && !supported.contains(type)) {
            throw new UnsupportedAnnotationException(type, carrier);
        }
    }

    @Override
    public @Nullable PropertyName findNameForSerialization(Annotated annotated) {
        return name(annotated);
    }

    @Override
    public @Nullable PropertyName findNameForDeserialization(Annotated annotated) {
        return name(annotated);
    }

    private static @Nullable PropertyName name(Annotated annotated) {
        JsonbProperty property = annotated.getAnnotation(JsonbProperty.class);
        return property == null || property.value().isEmpty() ? null : PropertyName.construct(property.value());
    }

    @Override
    public String @Nullable [] findSerializationPropertyOrder(AnnotatedClass type) {
        JsonbPropertyOrder order = type.getAnnotation(JsonbPropertyOrder.class);
        return order == null ? null : order.value();
    }

    @Override
    public JsonCreator.@Nullable Mode findCreatorAnnotation(MapperConfig<?> config, Annotated annotated) {
        return annotated.hasAnnotation(JsonbCreator.class) ? JsonCreator.Mode.PROPERTIES : null;
    }

    @Override
    public JsonFormat.@Nullable Value findFormat(Annotated annotated) {
        JsonbDateFormat format = annotated.getAnnotation(JsonbDateFormat.class);
        if (format == null || format.value().equals(JsonbDateFormat.DEFAULT_FORMAT)) {
            return null;
        }
        if (format.value().equals(JsonbDateFormat.TIME_IN_MILLIS)) {
            return JsonFormat.Value.forShape(JsonFormat.Shape.NUMBER)
                    .withoutFeature(JsonFormat.Feature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                    .withoutFeature(JsonFormat.Feature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS);
        }
        JsonFormat.Value pattern = JsonFormat.Value.forPattern(format.value());
        return format.locale().equals(JsonbDateFormat.DEFAULT_LOCALE)
                ? pattern
                : pattern.withLocale(Locale.forLanguageTag(format.locale()));
    }
}
