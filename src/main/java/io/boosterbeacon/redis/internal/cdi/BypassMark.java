package io.boosterbeacon.redis.internal.cdi;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The mark of a request whose callers read fresh values. It is public, as its proxy needs it. Thread-safe. */
@RequestScoped
public class BypassMark {
    private final AtomicReference<@Nullable Runnable> ended = new AtomicReference<>();

    /**
     * Sets the mark.
     *
     * @param whenEnded called when the request ends
     * @return false if it was set before
     */
    public boolean set(Runnable whenEnded) {
        return ended.compareAndSet(null, whenEnded);
    }

    /** Whether the mark is set. */
    public boolean isSet() {
        return ended.get() != null;
    }

    @PreDestroy
    void end() {
        Runnable known = ended.getAndSet(null);
        if (known != null) {
            known.run();
        }
    }
}
