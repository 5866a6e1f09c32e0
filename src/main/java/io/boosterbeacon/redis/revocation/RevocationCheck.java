package io.boosterbeacon.redis.revocation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets how the verified tokens of requests are checked for revocation, in place of the configured default.
 *
 * <p>On a method of a JAX-RS resource or sub-resource, on its class, or on the class of the JAX-RS {@code Application}.
 * The annotation of the nearest element applies, with all its members: the method, the methods that it overrides and
 * implements, generic or not; else its class, a superclass, an interface that has the method, each before its
 * stereotypes; else the application. If two equally near elements, such as two interfaces, have different annotations,
 * the deployment fails. An annotation that cannot be in force fails the deployment: on a bean that is not a resource, on
 * a method that answers no requests, on a sub-resource locator.
 *
 * <p>The annotation of an {@code Application} also applies to its requests that reach no annotated method. If the server
 * does not tell which application a request belongs to (the servlet does not have the name of the class, as on TomEE),
 * the strictest of the annotations of all applications and of the configuration applies.
 *
 * <p>A request without a token passes in every mode, and a request with a revoked token is refused also where a resource
 * needs no token ({@code @PermitAll}), unless the mode is {@link RevocationMode#OFF}. The annotation does not apply to
 * servlets, WebSockets and {@link TokenRevocationChecker}, and it has no effect if {@code beacon.revocation.enabled} is
 * false.
 *
 * <p>Both members can be overridden by MicroProfile Config in the grammar of MicroProfile Fault Tolerance
 * (§ Configuration): {@code <class>/<method>/RevocationCheck/mode}, then {@code <class>/RevocationCheck/mode}, then
 * {@code RevocationCheck/mode}.
 */
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RevocationCheck {
    /**
     * How it is found out whether the token is revoked.
     *
     * @return the mode
     */
    RevocationMode mode() default RevocationMode.CONFIGURED;

    /**
     * The decision while the store does not answer.
     *
     * @return the failure policy
     */
    RevocationFailurePolicy onStoreFailure() default RevocationFailurePolicy.CONFIGURED;
}
