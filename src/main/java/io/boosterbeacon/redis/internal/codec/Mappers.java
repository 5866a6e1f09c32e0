package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import jakarta.json.bind.annotation.JsonbTransient;
import java.util.LinkedHashSet;
import java.util.Set;

/** Configures Jackson for values. */
final class Mappers {
    private Mappers() {}

    static ObjectMapper values() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID))
                .addModule(new Jdk8Module())
                .addModule(orderOfSets())
                .addModule(SingleUseTypes.refusal())
                .annotationIntrospector(annotations())
                .enable(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
    }

    private static SimpleModule orderOfSets() {
        return new SimpleModule("io.boosterbeacon.redis.order").addAbstractTypeMapping(Set.class, LinkedHashSet.class);
    }

    /**
     * Copies the application's mapper, and adds what keeps values safe: classes are not chosen by the data, content that
     * annotations of JSON-B exclude is not written, and objects that can be read only once are refused.
     *
     * @throws IllegalArgumentException if the mapper cannot be used; the message says why
     */
    @SuppressWarnings("deprecation") // the copy of a mapper has no builder
    static ObjectMapper ofApplication(ObjectMapper own) {
        if (!own.getFactory().getFormatName().equals(JsonFactory.FORMAT_NAME_JSON)) {
            throw new IllegalArgumentException(
                    "its format is " + own.getFactory().getFormatName());
        }
        if (!own.isEnabled(MapperFeature.USE_ANNOTATIONS)) {
            throw new IllegalArgumentException("it ignores annotations");
        }
        ObjectMapper copy;
        try {
            copy = own.copy();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("its class does not override copy()", e);
        }
        return copy.deactivateDefaultTyping()
                .configure(MapperFeature.BLOCK_UNSAFE_POLYMORPHIC_BASE_TYPES, true)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .registerModule(orderOfSets())
                .registerModule(SingleUseTypes.refusal())
                .setAnnotationIntrospectors(
                        AnnotationIntrospector.pair(
                                own.getSerializationConfig().getAnnotationIntrospector(), annotations()),
                        AnnotationIntrospector.pair(
                                own.getDeserializationConfig().getAnnotationIntrospector(), annotations()));
    }

    /** Finds properties as JSON-B does, as far as their types are concerned. */
    static ObjectMapper ofJsonb() {
        AnnotationIntrospector excluding = new NopAnnotationIntrospector() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean hasIgnoreMarker(AnnotatedMember member) {
                return member.hasAnnotation(JsonbTransient.class);
            }
        };
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .annotationIntrospector(AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), excluding))
                .build();
    }

    private static AnnotationIntrospector annotations() {
        AnnotationIntrospector jackson = new JacksonAnnotations();
        return OptionalApi.isPresent("jakarta.json.bind.annotation.JsonbProperty")
                ? AnnotationIntrospector.pair(jackson, new JsonbAnnotations())
                : jackson;
    }
}
