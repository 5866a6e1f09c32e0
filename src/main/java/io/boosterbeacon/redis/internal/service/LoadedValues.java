package io.boosterbeacon.redis.internal.service;

import io.boosterbeacon.redis.internal.cache.read.Outcome;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.StorableTypes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What {@code getOrSet} has loaded: stored if it comes back as it is, else its caller's alone. Thread-safe. */
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

    /** @throws IllegalArgumentException if JSON cannot give back what a loader of the type returns */
    Type storable(Type type) {
        objections.computeIfAbsent(type, types::objection).ifPresent(objection -> {
            throw new IllegalArgumentException("type is " + type.getTypeName()
                    + "; accepted: a type whose values JSON can give back; here " + objection);
        });
        return type;
    }

    /** Ends a load. Never throws, and the stage does not fail: the load has succeeded. */
    CompletionStage<Void> end(Outcome.Load load, Object value, Type type, Duration ttl) {
        byte[] written;
        try {
            written = json.writeFaithfully(value, type);
        } catch (LossyException e) {
            warn(value, type, String.valueOf(e.getMessage()));
            return load.withhold();
        } catch (Throwable e) {
            // whatever the value's own code throws; its message may quote the value
            warn(value, type, e.getClass().getName());
            return load.withhold();
        }
        return load.store(written, ttl);
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
}
