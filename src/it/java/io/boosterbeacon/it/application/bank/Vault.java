package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.Fallback;

/** Cached methods that others' interceptors guard, or answer for. */
@ApplicationScoped
public class Vault {
    private final AtomicInteger calls = new AtomicInteger();

    @ForAdmins
    @Cached
    public String content() {
        return "gold";
    }

    /** Fails at first. */
    @Cached
    @Fallback(fallbackMethod = "unknown")
    public String goldPrice(String day) {
        if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("closed");
        }
        return "high";
    }

    String unknown(String day) {
        return "unknown";
    }
}
