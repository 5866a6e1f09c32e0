package io.boosterbeacon.redis.internal.cdi;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One feature of the library: a class that is built from the {@link Platform} and a few settings, and that produces the
 * beans of the feature. A new bean is one more field and one more producer method there, and nothing elsewhere.
 *
 * <p>Each module also implements {@link Started}: the library creates all modules when the application starts, not with
 * its first request. What a module starts, it hands to {@link Platform#own}.
 *
 * <p>A stereotype, for stereotypes define beans where {@code @Singleton} alone does not; and singletons have no client
 * proxies, so that fields can be final.
 */
@Singleton
@Stereotype
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface FeatureModule {
    /** The type by which all modules are found. */
    interface Started {}
}
