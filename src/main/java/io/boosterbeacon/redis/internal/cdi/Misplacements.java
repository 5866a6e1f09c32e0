package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.Overridden;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.Supertypes;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import jakarta.ws.rs.core.Application;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds annotations that stand where they have no effect: on what CDI does not intercept, or where nobody reads them. */
final class Misplacements {
    /** What marks a method that a container calls past all interceptors of business methods. */
    private static final Set<String> CALLBACKS = Set.of(
            "jakarta.annotation.PostConstruct",
            "jakarta.annotation.PreDestroy",
            "jakarta.inject.Inject",
            "jakarta.interceptor.AroundConstruct",
            "jakarta.interceptor.AroundInvoke",
            "jakarta.interceptor.AroundTimeout",
            "jakarta.ejb.PrePassivate",
            "jakarta.ejb.PostActivate",
            "jakarta.ejb.AfterBegin",
            "jakarta.ejb.BeforeCompletion",
            "jakarta.ejb.AfterCompletion");

    private Misplacements() {}

    /** {@code @RateLimits} and {@code @CacheInvalidates} that hold nothing, on a class, what it inherits, and their methods. */
    static List<ConfigProblem> ofEmptyContainers(Class<?> type) {
        return Supertypes.andItself(type).stream()
                .flatMap(each -> Stream.<AnnotatedElement>concat(Stream.of(each), Stream.of(each.getDeclaredMethods())))
                .flatMap(element -> Stream.of(
                                empty(element, RateLimits.class, RateLimits::value, RateLimit.class),
                                empty(element, CacheInvalidates.class, CacheInvalidates::value, CacheInvalidate.class))
                        .flatMap(Optional::stream))
                .toList();
    }

    private static <A extends Annotation> Optional<ConfigProblem> empty(
            AnnotatedElement element,
            Class<A> container,
            Function<A, Annotation[]> content,
            Class<? extends Annotation> contained) {
        return Optional.ofNullable(element.getDeclaredAnnotation(container))
                .filter(found -> content.apply(found).length == 0)
                .map(found -> new ConfigProblem(Members.place(container.getSimpleName(), element)
                        + " is empty; accepted: one or more @" + contained.getSimpleName()));
    }

    /** What a method is, if a container calls it past all interceptors. */
    static Optional<String> callback(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(each -> CALLBACKS.contains(each.getName()))
                .map(each -> "a method with @" + each.getSimpleName())
                .findFirst();
    }

    /** The annotations that a decorator or an interceptor has itself; on what it decorates or implements they count. */
    static List<ConfigProblem> ofUninterceptedClass(Class<?> type, String kind) {
        return Supertypes.andItself(type).stream()
                .filter(each -> !each.isInterface())
                .flatMap(each -> Stream.<AnnotatedElement>concat(
                        // an interceptor's class says by them what it intercepts
                        kind.equals("interceptor") ? Stream.empty() : Stream.of(each),
                        Stream.of(each.getDeclaredMethods()).filter(method -> !method.isSynthetic())))
                .flatMap(element -> ours(element)
                        .map(annotation -> new ConfigProblem(Members.place(annotation.getSimpleName(), element)
                                + " is on a class that is a CDI " + kind
                                + ", which CDI does not intercept; accepted: on a bean")))
                .toList();
    }

    /** The annotations that annotations of the application have: read are those of stereotypes and bindings of classes. */
    static List<ConfigProblem> onAnnotations(Class<?> type) {
        return Supertypes.andItself(type).stream()
                .flatMap(each -> Stream.concat(
                        unread(each, true, new HashSet<>()).map(carrier -> problem(each, carrier)),
                        Stream.of(each.getDeclaredMethods()).flatMap(method -> unread(method, false, new HashSet<>())
                                .map(carrier -> problem(method, carrier)))))
                .toList();
    }

    private static Stream<Class<?>> unread(AnnotatedElement element, boolean read, Set<Class<?>> seen) {
        return Stream.of(element.getDeclaredAnnotations())
                .<Class<?>>map(Annotation::annotationType)
                .filter(each -> AnnotatedTypes.isOfAnApplication(each) && seen.add(each))
                .flatMap(each -> {
                    boolean readToo = read && Carriers.isRead(each);
                    return Stream.concat(
                            readToo || ours(each).findAny().isEmpty() ? Stream.empty() : Stream.of(each),
                            unread(each, readToo, seen));
                });
    }

    /** The limits on sub-resource locators of a resource that is no bean: filters see only the methods behind them. */
    static List<String> unlimitedLocators(Class<?> resource) {
        return Supertypes.andItself(resource).stream()
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic() && !Resources.isMethod(resource, method))
                .filter(method -> method.getAnnotationsByType(RateLimit.class).length > 0)
                .map(method -> Members.place("RateLimit", method) + " is NOT in force: " + resource.getName()
                        + " is no CDI bean. Give it a scope such as @RequestScoped")
                .distinct()
                .toList();
    }

    /** A limit on the class of a JAX-RS application, which is nobody's request. */
    static Optional<ConfigProblem> onApplication(Class<?> type) {
        return Application.class.isAssignableFrom(type) && type.getDeclaredAnnotationsByType(RateLimit.class).length > 0
                ? Optional.of(new ConfigProblem(Members.place("RateLimit", type)
                        + " is on a JAX-RS application; accepted: on resources, or on a class that they extend"))
                : Optional.empty();
    }

    /** The annotations of a servlet, filter or listener on what the servlet container calls, and that on its own objects. */
    static List<ConfigProblem> onServlet(Class<?> type) {
        if (Supertypes.andItself(type).stream().noneMatch(Misplacements::isOfServlets)) {
            return List.of();
        }
        return Stream.<AnnotatedElement>concat(
                        Stream.of(type),
                        Stream.of(type.getDeclaredMethods()).filter(method -> Overridden.andItself(type, method)
                                .anyMatch(each -> isOfServlets(each.getDeclaringClass()))))
                .flatMap(element -> ours(element)
                        .map(annotation -> new ConfigProblem(Members.place(annotation.getSimpleName(), element)
                                + " is on what the servlet container calls, past CDI; accepted: on a bean that"
                                + " is called there")))
                .toList();
    }

    private static boolean isOfServlets(Class<?> type) {
        return type.getName().startsWith("jakarta.servlet.");
    }

    /** What of a MicroProfile REST client not every implementation intercepts: all but methods that it declares itself. */
    static List<ConfigProblem> onClient(Class<?> client) {
        return Supertypes.andItself(client).stream()
                .flatMap(type -> Stream.<AnnotatedElement>concat(
                        Stream.of(type), type == client ? Stream.empty() : Stream.of(type.getDeclaredMethods())))
                .flatMap(
                        element -> ours(element)
                                .map(
                                        annotation -> new ConfigProblem(
                                                Members.place(annotation.getSimpleName(), element)
                                                        + " is not in force for the REST client " + client.getName()
                                                        + " on every server; accepted: on methods that the client's interface itself declares")))
                .toList();
    }

    private static ConfigProblem problem(AnnotatedElement element, Class<?> carrier) {
        String annotation = "@" + ours(carrier).findFirst().orElseThrow().getSimpleName();
        return new ConfigProblem(annotation + " on @" + carrier.getName() + " is not in force for "
                + Members.describe(element) + "; accepted: " + annotation
                + " there, or on a stereotype or an interceptor binding of the class");
    }

    private static Stream<Class<? extends Annotation>> ours(AnnotatedElement element) {
        return Stream.of(element.getDeclaredAnnotations())
                .<Class<? extends Annotation>>map(Annotation::annotationType)
                .filter(AnnotatedTypes::isOurs);
    }
}
