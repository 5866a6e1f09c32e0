package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import java.lang.annotation.Annotation;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds Jackson's annotations on the classes of an application. They may belong to another copy of Jackson than the
 * library's: the one-file JAR contains a relocated copy, and a WAR and its server may each have one.
 */
final class JacksonAnnotations extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    protected <A extends Annotation> @Nullable A _findAnnotation(Annotated annotated, Class<A> type) {
        A own = super._findAnnotation(annotated, type);
        if (own != null) {
            return own;
        }
        for (Annotation each : AllAnnotations.of(annotated)) {
            if (ForeignAnnotations.isCounterpart(each, type)) {
                return ForeignAnnotations.translate(each, type);
            }
        }
        return null;
    }

    @Override
    protected boolean _hasAnnotation(Annotated annotated, Class<? extends Annotation> type) {
        return _findAnnotation(annotated, type) != null;
    }

    @Override
    protected boolean _hasOneOf(Annotated annotated, Class<? extends Annotation>[] types) {
        return Stream.of(types).anyMatch(type -> _hasAnnotation(annotated, type));
    }

    @Override
    public boolean isAnnotationBundle(Annotation annotation) {
        return super.isAnnotationBundle(annotation) || AllAnnotations.isBundle(annotation);
    }

    /** Also finds translated annotations on enum constants, which the superclass does not. */
    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, @Nullable String[] names) {
        String[] found = super.findEnumValues(config, type, constants, names);
        for (AnnotatedField field : type.fields()) {
            JsonProperty property = _findAnnotation(field, JsonProperty.class);
            for (int i = 0; property != null && i < constants.length; i++) {
                if (constants[i].name().equals(field.getName())
                        && !property.value().isEmpty()) {
                    found[i] = property.value();
                }
            }
        }
        return found;
    }

    /** Jackson calls this for every class whose properties it collects. */
    @Override
    public VisibilityChecker<?> findAutoDetectVisibility(AnnotatedClass type, VisibilityChecker<?> checker) {
        AllAnnotations.of(type).forEach(each -> ForeignAnnotations.requireCounterpart(each, type.getRawType()));
        return super.findAutoDetectVisibility(type, checker);
    }

    /** Jackson calls this for every member. */
    @Override
    public boolean hasIgnoreMarker(AnnotatedMember member) {
        AllAnnotations.of(member)
                .forEach(each -> ForeignAnnotations.requireCounterpart(each, member.getDeclaringClass()));
        return super.hasIgnoreMarker(member);
    }
}
