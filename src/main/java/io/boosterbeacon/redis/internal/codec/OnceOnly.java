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

/** What can be read only once, or stands for what is still to come: written as a value, the caller would get it used up. */
final class OnceOnly {
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
     * By name: an application may have them, the library may not see them. One is put together, since the packaging of the
     * one-file JAR renames what stands as one text.
     */
    private static final Set<String> NAMES = Set.of(
            "io.smallrye.mutiny.Uni",
            "jakarta.ws.rs.core.Response",
            "jakarta.ws.rs.core.StreamingOutput",
            "jakarta.ws.rs.sse.SseEventSink",
            String.join(".", "org", "reactivestreams", "Publisher"));

    private OnceOnly() {}

    static boolean is(Class<?> type) {
        return TYPES.stream().anyMatch(once -> once.isAssignableFrom(type)) || hasName(type);
    }

    private static boolean hasName(@Nullable Class<?> type) {
        return type != null
                && (NAMES.contains(type.getName())
                        || hasName(type.getSuperclass())
                        || Stream.of(type.getInterfaces()).anyMatch(OnceOnly::hasName));
    }

    /**
     * Looks into type arguments, arrays and the properties that would be written.
     *
     * @throws UnsupportedAnnotationException if a class on the way is refused for its annotations
     */
    static Optional<Class<?>> within(ObjectMapper mapper, Type type) {
        return within(mapper, mapper.constructType(type), new HashSet<>());
    }

    private static Optional<Class<?>> within(ObjectMapper mapper, JavaType type, Set<JavaType> seen) {
        if (is(type.getRawClass())) {
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
        if (type.isContainerType() || type.isPrimitive() || type.isEnumType() || Platform.has(type.getRawClass())) {
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
            // told when a value is written: its class may be another one
            return Stream.empty();
        }
    }

    /** Keeps Jackson from reading them, wherever in a value they are. */
    static Module refusal() {
        return new SimpleModule("io.boosterbeacon.redis.once") {
            private static final long serialVersionUID = 1L;

            @Override
            public void setupModule(SetupContext context) {
                context.addSerializers(new Serializers.Base() {
                    @Override
                    public @Nullable JsonSerializer<?> findSerializer(
                            SerializationConfig config, JavaType type, BeanDescription bean) {
                        return is(type.getRawClass()) ? new Refusal() : null;
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
