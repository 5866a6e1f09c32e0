package io.boosterbeacon.it.application.whole;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.time.temporal.ChronoUnit;

/** Limits all resources of the WAR together. */
@ApplicationPath("scanned")
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS, key = RateLimitKey.HEADER, keyArgument = "X-Client")
public class ScannedApplication extends Application {}
