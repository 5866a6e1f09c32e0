package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import java.util.Optional;

/** The JSON libraries of which an application may have an object of its own, which then writes cached values. */
public enum ApplicationJson {
    /** Only the copy of Jackson that this library uses: the one-file JAR has its own, which applications do not see. */
    JACKSON {
        @Override
        public Optional<Class<?>> type() {
            return Optional.of(ObjectMapper.class);
        }

        @Override
        public StorableTypes types() {
            return new StorableTypes(new Json());
        }

        @Override
        public ValueCodec codec(Object bean) {
            return new Json(Mappers.ofApplication((ObjectMapper) bean));
        }
    },

    /** JSON-B, which the server or the application provides. */
    JSONB {
        @Override
        public Optional<Class<?>> type() {
            return OptionalApi.isPresent("jakarta.json.bind.Jsonb")
                    ? Optional.of(JsonbCodec.beanType())
                    : Optional.empty();
        }

        @Override
        public StorableTypes types() {
            return new StorableTypes(JsonbTypes::problem);
        }

        @Override
        public ValueCodec codec(Object bean) {
            return JsonbCodec.of(bean);
        }
    };

    /** The type of the bean; empty if the application lacks the library. */
    public abstract Optional<Class<?>> type();

    /** Finds the types whose values the library cannot store. */
    public abstract StorableTypes types();

    /**
     * Creates the codec.
     *
     * @param bean an object of the type
     * @throws IllegalArgumentException if it does not write JSON as its library usually does; the message says why
     */
    public abstract ValueCodec codec(Object bean);
}
