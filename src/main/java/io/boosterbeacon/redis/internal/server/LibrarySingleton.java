package io.boosterbeacon.redis.internal.server;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A bean of the library's own, of which each application has one.
 *
 * <p>A stereotype, because a stereotype makes a bean of a class where {@code @Singleton} alone does not. Singletons have no
 * client proxies: their fields can be final, and their calls cost nothing more.
 */
@Singleton
@Stereotype
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface LibrarySingleton {}
