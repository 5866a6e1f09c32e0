package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values of one method and their bytes. A value that would not come back from those as it is has none. */
public final class MethodValues {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    /** A method that returns ever other classes does not fill the log. */
    private static final int MAX_WARNINGS = 16;

    private final Envelope envelope;
    private final String method;
    private final String cacheName;
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    /** @param method for messages */
    public MethodValues(Envelope envelope, String method, String cacheName) {
        this.envelope = envelope;
        this.method = method;
        this.cacheName = cacheName;
    }

    @Nullable
    public Object open(byte[] sealed) throws UnbindableException {
        return envelope.open(sealed);
    }

    /** Never throws: that a value cannot be kept is no failure of the method that returned it. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public Optional<byte[]> seal(@Nullable Object value) {
        try {
            return Optional.of(envelope.seal(value));
        } catch (LossyException e) {
            warn(value, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            // whatever the value's own code throws; its message may quote the value
            warn(value, e.getClass().getName());
        }
        return Optional.empty();
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
