package io.boosterbeacon.it.application.bank;

import io.boosterbeacon.redis.cache.Cached;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.faulttolerance.Fallback;

/** Cached methods that other interceptors protect, or whose results they replace. */
@ApplicationScoped
public class Vault {
    private final AtomicInteger calls = new AtomicInteger();

    @ForAdmins
    @Cached
    public String content() {
        return "gold";
    }

    /** Fails at the first call. */
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
