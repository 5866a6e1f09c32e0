package io.boosterbeacon.it.application.nodes;

import io.boosterbeacon.redis.ratelimit.RateLimitClientFilter;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;

/** Two requests an hour. */
public class RemoteQuota extends RateLimitClientFilter {
    public RemoteQuota() {
        super(with(CDI.current().select(RateLimiter.class).get())
                .limit(2, Duration.ofHours(1))
                .key("rest-client"));
    }
}
