package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.read.ValueFormat;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes the values that one method returns or takes as a parameter. Stages are already unwrapped. */
final class MethodValues implements ValueFormat {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private static final ThrottledLog UNREADABLE_LOG = new ThrottledLog(LOG);

    /** Limits the log for a method that returns many different classes. */
    private static final int MAX_WARNINGS = 16;

    private final Envelope envelope;
    private final boolean optional;
    private final boolean shareable;
    private final ValueTtl ttl;
    private final String method;
    private final String cacheName;
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    /**
     * @param optional whether the values are {@code Optional}s
     * @param shareable whether nobody modifies the values
     * @param ttl determines their lifetimes
     * @param method for messages
     */
    MethodValues(
            Envelope envelope, boolean optional, boolean shareable, ValueTtl ttl, String method, String cacheName) {
        this.envelope = envelope;
        this.optional = optional;
        this.shareable = shareable;
        this.ttl = ttl;
        this.method = method;
        this.cacheName = cacheName;
    }

    /** What stands for no value. */
    @Nullable
    Object nothing() {
        return optional ? Optional.empty() : null;
    }

    /** What stores and reads the values, for messages. */
    String method() {
        return method;
    }

    /** The version of the values. */
    int version() {
        return envelope.version();
    }

    /** The stored type: for {@code Optional} values the type of their content. */
    Type type() {
        return envelope.type();
    }

    @Override
    public @Nullable Object open(CacheEntry entry, byte[] bytes) throws UnbindableException {
        Object content;
        try {
            CacheEntry.Cached place = (CacheEntry.Cached) entry;
            content = envelope.open(bytes, place.cacheName(), place.key());
        } catch (UnbindableException e) {
            warnOfUnreadable(e);
            throw e;
        }
        return optional ? Optional.ofNullable(content) : content;
    }

    /** Never throws: the method does not fail because its value cannot be stored. */
    @Override
    @SuppressWarnings("CatchAndPrintStackTrace")
    public byte @Nullable [] seal(CacheEntry entry, @Nullable Object value) {
        if (optional && value == null) {
            // a later hit would return an empty Optional instead of null
            return null;
        }
        Object content = content(value);
        try {
            CacheEntry.Cached place = (CacheEntry.Cached) entry;
            return envelope.seal(content, place.cacheName(), place.key());
        } catch (LossyException e) {
            warn(content, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            // thrown by the value's own code; the message may quote the value and is not logged
            warn(content, e.getClass().getName());
        }
        return null;
    }

    @Override
    public Duration ttl(@Nullable Object value, Duration ofAnnotation) {
        Object content = content(value);
        return content == null ? ofAnnotation : ttl.of(content, ofAnnotation);
    }

    @Override
    public @Nullable String digest(CacheEntry entry, byte[] bytes) {
        try {
            CacheEntry.Cached place = (CacheEntry.Cached) entry;
            return envelope.digest(bytes, place.cacheName(), place.key());
        } catch (UnbindableException e) {
            return null;
        }
    }

    @Override
    public int length(CacheEntry entry, byte[] bytes) throws UnbindableException {
        CacheEntry.Cached place = (CacheEntry.Cached) entry;
        return envelope.length(bytes, place.cacheName(), place.key());
    }

    @Override
    public boolean isShareable() {
        return shareable;
    }

    @Override
    public boolean isNothing(@Nullable Object value) {
        return value == null || (optional && ((Optional<?>) value).isEmpty());
    }

    /** The value itself, or what is in it if it is an {@code Optional}. */
    @Nullable
    Object content(@Nullable Object value) {
        return value instanceof Optional<?> wrapped && optional ? wrapped.orElse(null) : value;
    }

    private void warnOfUnreadable(UnbindableException e) {
        boolean unused = UNREADABLE_LOG.warn(
                cacheName + e.getMessage(),
                "Cache \"" + cacheName + "\" has a value that " + method + " cannot read, which is a miss: "
                        + e.getMessage());
    }

    private void warn(@Nullable Object value, String reason) {
        Class<?> type = value == null ? Void.class : value.getClass();
        if (warned.size() < MAX_WARNINGS && warned.add(type)) {
            LOG.log(
                    Level.WARNING,
                    "Cache \"{0}\" does not keep a {1} of {2}: {3}",
                    cacheName,
                    type.getName(),
                    method,
                    reason);
        }
    }
}
