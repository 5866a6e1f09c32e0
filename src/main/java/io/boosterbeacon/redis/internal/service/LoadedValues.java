package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The values of {@code getOrSet}: plain JSON, which is never null. Thread-safe. */
final class LoadedValues {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int MAX_WARNINGS = 64;

    private final Json json;
    private final StorableTypes types;
    private final ConcurrentMap<Type, Optional<String>> objections = new ConcurrentHashMap<>();
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    LoadedValues(Json json) {
        this.json = json;
        this.types = new StorableTypes(json);
    }

    /**
     * The format of one type.
     *
     * @throws IllegalArgumentException if JSON cannot give back what a loader of the type returns
     */
    ValueFormat format(Type type) {
        objections.computeIfAbsent(type, types::objection).ifPresent(objection -> {
            throw new IllegalArgumentException("type is " + type.getTypeName()
                    + "; accepted: a type whose values JSON can give back; here " + objection);
        });
        return new Format(type);
    }

    private void warn(Object value, Type type, String reason) {
        if (warned.size() < MAX_WARNINGS && warned.add(value.getClass())) {
            LOG.log(
                    Level.WARNING,
                    "getOrSet does not store a {0} as {1}: {2}",
                    value.getClass().getName(),
                    type.getTypeName(),
                    reason);
        }
    }

    private final class Format implements ValueFormat {
        private final Type type;

        Format(Type type) {
            this.type = type;
        }

        @Override
        public Object open(byte[] bytes) throws UnbindableException {
            Object value = json.read(bytes, type);
            if (value == null) {
                throw new UnbindableException(type);
            }
            return value;
        }

        /** Never throws: the load has succeeded. */
        @Override
        public byte @Nullable [] seal(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            try {
                return json.writeFaithfully(value, type);
            } catch (LossyException e) {
                warn(value, type, String.valueOf(e.getMessage()));
            } catch (Throwable e) {
                // whatever the value's own code throws; its message may quote the value
                warn(value, type, e.getClass().getName());
            }
            return null;
        }

        @Override
        public boolean isNothing(@Nullable Object value) {
            return value == null;
        }
    }
}
