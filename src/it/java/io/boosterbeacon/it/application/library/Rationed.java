package io.boosterbeacon.it.application.library;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/** Limits each method of a class. */
@Stereotype
@RequestScoped
@RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rationed {}
