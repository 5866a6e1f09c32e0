package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The formats of the values of {@code getOrSet}: plain JSON, never null. Thread-safe. */
final class LoadedValues {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final int MAX_WARNINGS = 64;

    private final Json json;
    private final StorableTypes types;
    private final ConcurrentMap<Type, Optional<String>> problems = new ConcurrentHashMap<>();
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    LoadedValues(Json json) {
        this.json = json;
        this.types = new StorableTypes(json);
    }

    /**
     * The format of one type.
     *
     * @throws IllegalArgumentException if a value of the type cannot be read back from its JSON
     */
    ValueFormat format(Type type) {
        problems.computeIfAbsent(type, types::problem).ifPresent(problem -> {
            throw new IllegalArgumentException("type is " + type.getTypeName()
                    + "; accepted: a type whose values can be read back from JSON; problem: " + problem);
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
        public Object open(CacheEntry entry, byte[] bytes) throws UnbindableException {
            Object value = json.read(bytes, type);
            if (value == null) {
                throw new UnbindableException(type);
            }
            return value;
        }

        /** Never throws, because the load has succeeded and its caller gets the value. */
        @Override
        public byte @Nullable [] seal(CacheEntry entry, @Nullable Object value) {
            if (value == null) {
                return null;
            }
            try {
                return json.writeLossless(value, type);
            } catch (LossyException e) {
                warn(value, type, String.valueOf(e.getMessage()));
            } catch (Throwable e) {
                // thrown by code of the value itself; the message may quote the value
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
