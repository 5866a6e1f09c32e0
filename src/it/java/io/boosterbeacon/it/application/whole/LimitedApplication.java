package io.boosterbeacon.it.application.whole;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Limits all that its classes answer together. */
@ApplicationPath("limited")
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, key = RateLimitKey.HEADER, keyArgument = "X-Client")
public class LimitedApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(FirstResource.class, SecondResource.class);
    }
}
