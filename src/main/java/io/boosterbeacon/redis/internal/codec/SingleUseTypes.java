package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Types whose objects can be read only once, or that represent a future result. If a cache read such an object to store
 * it, the caller would get a consumed one.
 */
final class SingleUseTypes {
    private static final Set<Class<?>> TYPES = Set.of(
            AutoCloseable.class,
            BaseStream.class,
            Enumeration.class,
            Flow.Publisher.class,
            Future.class,
            Iterator.class,
            java.util.concurrent.CompletionStage.class,
            Spliterator.class);

    /**
     * Names of types that the library does not depend on. One is joined at run time, because the packaging of the
     * one-file JAR renames packages in string constants.
     */
    private static final Set<String> NAMES = Set.of(
            "io.smallrye.mutiny.Uni",
            "jakarta.ws.rs.core.Response",
            "jakarta.ws.rs.core.StreamingOutput",
            "jakarta.ws.rs.sse.SseEventSink",
            String.join(".", "org", "reactivestreams", "Publisher"));

    private SingleUseTypes() {}

    static boolean contains(Class<?> type) {
        return TYPES.stream().anyMatch(once -> once.isAssignableFrom(type)) || hasName(type);
    }

    private static boolean hasName(@Nullable Class<?> type) {
        return type != null
                && (NAMES.contains(type.getName())
                        || hasName(type.getSuperclass())
                        || Stream.of(type.getInterfaces()).anyMatch(SingleUseTypes::hasName));
    }

    /**
     * Searches a type, its type arguments, its elements and the properties that would be written.
     *
     * @throws UnsupportedAnnotationException if one of the classes has an unsupported annotation
     */
    static Optional<Class<?>> within(ObjectMapper mapper, Type type) {
        return within(mapper, mapper.constructType(type), new HashSet<>());
    }

    private static Optional<Class<?>> within(ObjectMapper mapper, JavaType type, Set<JavaType> seen) {
        if (contains(type.getRawClass())) {
            return Optional.of(type.getRawClass());
        }
        if (!seen.add(type)) {
            return Optional.empty();
        }
        Stream<JavaType> arguments = type.getBindings().getTypeParameters().stream();
        Stream<JavaType> contents = Stream.ofNullable(type.getContentType());
        return Stream.of(arguments, contents, properties(mapper, type))
                .flatMap(parts -> parts)
                .flatMap(part -> within(mapper, part, seen).stream())
                .findFirst();
    }

    private static Stream<JavaType> properties(ObjectMapper mapper, JavaType type) {
        if (type.isContainerType()
                || type.isPrimitive()
                || type.isEnumType()
                || JdkClasses.contains(type.getRawClass())) {
            return Stream.empty();
        }
        try {
            BeanDescription bean = mapper.getSerializationConfig().introspect(type);
            return bean.findProperties().stream()
                    .filter(BeanPropertyDefinition::couldSerialize)
                    .map(property -> property.getAccessor().getType());
        } catch (UnsupportedAnnotationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            // reported when a value is written, which may have another class
            return Stream.empty();
        }
    }

    /** Makes Jackson refuse these objects anywhere in a value. */
    static Module refusal() {
        return new SimpleModule("io.boosterbeacon.redis.singleuse") {
            private static final long serialVersionUID = 1L;

            @Override
            public void setupModule(SetupContext context) {
                context.addSerializers(new Serializers.Base() {
                    @Override
                    public @Nullable JsonSerializer<?> findSerializer(
                            SerializationConfig config, JavaType type, BeanDescription bean) {
                        return contains(type.getRawClass()) ? new Refusal() : null;
                    }
                });
            }
        };
    }

    private static final class Refusal extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            provider.reportBadDefinition(value.getClass(), value.getClass().getName() + " can be read only once");
        }
    }
}
