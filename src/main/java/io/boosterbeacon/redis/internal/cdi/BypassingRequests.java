package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.inject.Instance;

/** Marks the CDI contexts of requests. Thread-safe. */
final class BypassingRequests implements CallerBypass.Requests {
    private final Instance<BypassMark> marks;

    BypassingRequests(Instance<BypassMark> marks) {
        this.marks = marks;
    }

    @Override
    public boolean mark(Runnable ended) {
        try {
            return marks.get().set(ended);
        } catch (ContextNotActiveException e) {
            throw new IllegalStateException("the thread has no request context; accepted: CacheBypass.open()", e);
        }
    }

    @Override
    public boolean isMarked() {
        try {
            return marks.get().isSet();
        } catch (RuntimeException e) {
            // there is no request, or it has ended
            return false;
        }
    }
}
