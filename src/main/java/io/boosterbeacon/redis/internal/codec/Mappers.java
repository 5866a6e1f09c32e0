package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.util.LinkedHashSet;
import java.util.Set;

/** Configures Jackson for values. */
final class Mappers {
    private Mappers() {}

    static ObjectMapper values() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID))
                .addModule(new Jdk8Module())
                .addModule(new SimpleModule("io.boosterbeacon.redis.order")
                        .addAbstractTypeMapping(Set.class, LinkedHashSet.class))
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

    private static AnnotationIntrospector annotations() {
        AnnotationIntrospector jackson = new JacksonAnnotations();
        return OptionalApi.isPresent("jakarta.json.bind.annotation.JsonbProperty")
                ? AnnotationIntrospector.pair(jackson, new JsonbAnnotations())
                : jackson;
    }
}
