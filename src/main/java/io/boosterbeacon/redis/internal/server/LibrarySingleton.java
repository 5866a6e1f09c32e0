package io.boosterbeacon.redis.internal.server;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean of the library that exists once in each application.
 *
 * <p>It is a stereotype because {@code @Singleton} is not a bean-defining annotation, and a stereotype is. Singletons
 * have no client proxies, so that their fields can be final and their calls have no extra cost.
 */
@Singleton
@Stereotype
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface LibrarySingleton {}
