package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidates;
import io.boosterbeacon.redis.internal.config.Carriers;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.MethodDeclarations;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.revocation.RevocationCheck;
import jakarta.ws.rs.core.Application;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds annotations without effect: on elements that CDI does not intercept, or where they are not read. */
final class Misplacements {
    /** Annotations of methods that a container calls without the interceptors of business methods. */
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

    /** Finds empty {@code @RateLimit.List} and {@code @CacheInvalidates} on a class, its supertypes, and their methods. */
    static List<ConfigProblem> ofEmptyContainers(Class<?> type) {
        return TypeHierarchy.of(type).stream()
                .flatMap(each -> Stream.<AnnotatedElement>concat(Stream.of(each), Stream.of(each.getDeclaredMethods())))
                .flatMap(element -> Stream.of(
                                empty(element, RateLimit.List.class, RateLimit.List::value, RateLimit.class),
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
                .map(found -> new ConfigProblem(Members.place(container, element) + " is empty; accepted: one or more @"
                        + Members.name(contained)));
    }

    /** Describes a method that a container calls without interceptors; empty for any other method. */
    static Optional<String> callback(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(each -> CALLBACKS.contains(each.getName()))
                .map(each -> "a method with @" + each.getSimpleName())
                .findFirst();
    }

    /**
     * Finds annotations on a decorator or an interceptor itself. Those on the interfaces that it implements apply to
     * beans.
     */
    static List<ConfigProblem> ofUninterceptedClass(Class<?> type, String kind) {
        return TypeHierarchy.of(type).stream()
                .filter(each -> !each.isInterface())
                .flatMap(each -> Stream.<AnnotatedElement>concat(
                        // annotations on the class of an interceptor are its bindings
                        kind.equals("interceptor") ? Stream.empty() : Stream.of(each),
                        Stream.of(each.getDeclaredMethods()).filter(method -> !method.isSynthetic())))
                .flatMap(element -> libraryAnnotations(element)
                        .map(annotation -> new ConfigProblem(Members.place(annotation, element)
                                + " is on a class that is a CDI " + kind
                                + ", which CDI does not intercept; accepted: on a bean")))
                .toList();
    }

    /**
     * Finds annotations on annotations of the application. Only those on stereotypes and interceptor bindings of
     * classes are read.
     */
    static List<ConfigProblem> onAnnotations(Class<?> type) {
        return TypeHierarchy.of(type).stream()
                .flatMap(each -> Stream.concat(
                        withoutEffect(each, true, new HashSet<>()).map(carrier -> problem(each, carrier)),
                        Stream.of(each.getDeclaredMethods())
                                .flatMap(method -> withoutEffect(method, false, new HashSet<>())
                                        .map(carrier -> problem(method, carrier)))))
                .toList();
    }

    private static Stream<Class<?>> withoutEffect(AnnotatedElement element, boolean onTransitive, Set<Class<?>> seen) {
        return Stream.of(element.getDeclaredAnnotations())
                .<Class<?>>map(Annotation::annotationType)
                .filter(each -> AnnotatedTypes.isOfAnApplication(each) && seen.add(each))
                .flatMap(each -> {
                    boolean transitive = onTransitive && Carriers.isTransitive(each);
                    return Stream.concat(
                            transitive || libraryAnnotations(each).findAny().isEmpty()
                                    ? Stream.empty()
                                    : Stream.of(each),
                            withoutEffect(each, transitive, seen));
                });
    }

    /**
     * Finds limits on sub-resource locators of a resource that is not a bean. Filters are only called for the methods
     * of the sub-resource.
     */
    static List<String> unlimitedLocators(Class<?> resource) {
        return TypeHierarchy.of(resource).stream()
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic() && !Resources.isResourceMethod(resource, method))
                .filter(method -> method.getAnnotationsByType(RateLimit.class).length > 0)
                .map(method -> Members.place("RateLimit", method) + " is NOT in force: " + resource.getName()
                        + " is not a CDI bean. Give it a scope such as @RequestScoped")
                .distinct()
                .toList();
    }

    /** Finds {@code @RevocationCheck} of a class, or of its supertypes, that JAX-RS does not call for a request. */
    static List<ConfigProblem> ofChecks(Class<?> type) {
        if (Resources.isRestClient(type) || !onServlet(type).isEmpty()) {
            // reported as such
            return List.of();
        }
        boolean answersRequests = isApplication(type)
                || TypeHierarchy.of(type).stream()
                        .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                        .anyMatch(method -> Resources.isResourceMethod(type, method));
        Stream<? extends AnnotatedElement> ofType =
                answersRequests ? Stream.empty() : Carriers.ofType(type, RevocationCheck.class).stream();
        Stream<? extends AnnotatedElement> ofMethods = TypeHierarchy.of(type).stream()
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic()
                        && method.isAnnotationPresent(RevocationCheck.class)
                        && !Resources.isResourceMethod(type, method));
        return Stream.concat(ofType, ofMethods)
                .map(element -> new ConfigProblem(Members.place(RevocationCheck.class, element)
                        + " is not in force for " + type.getName()
                        + ": it answers no requests of JAX-RS there; accepted: on a resource method, on the class of a"
                        + " resource, on a JAX-RS application"))
                .toList();
    }

    /** Whether a class is a JAX-RS application, whose annotation limits its requests. */
    static boolean isApplication(Class<?> type) {
        return Application.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    /**
     * Finds annotations on methods of a servlet, filter or listener. The servlet container calls them on objects that
     * it creates itself.
     */
    static List<ConfigProblem> onServlet(Class<?> type) {
        if (TypeHierarchy.of(type).stream().noneMatch(Misplacements::isOfServlets)) {
            return List.of();
        }
        return Stream.<AnnotatedElement>concat(
                        Stream.of(type),
                        Stream.of(type.getDeclaredMethods()).filter(method -> MethodDeclarations.of(type, method)
                                .anyMatch(each -> isOfServlets(each.getDeclaringClass()))))
                .flatMap(element -> libraryAnnotations(element)
                        .map(annotation -> new ConfigProblem(Members.place(annotation, element)
                                + " is on what the servlet container calls, past CDI; accepted: on a bean that"
                                + " is called there")))
                .toList();
    }

    private static boolean isOfServlets(Class<?> type) {
        return type.getName().startsWith("jakarta.servlet.");
    }

    /**
     * Finds annotations of a MicroProfile REST client that not every implementation intercepts: all but those on
     * methods that the client declares itself.
     */
    static List<ConfigProblem> onClient(Class<?> client) {
        return TypeHierarchy.of(client).stream()
                .flatMap(type -> Stream.<AnnotatedElement>concat(
                        Stream.of(type), type == client ? Stream.empty() : Stream.of(type.getDeclaredMethods())))
                .flatMap(element -> libraryAnnotations(element)
                        .map(annotation -> new ConfigProblem(Members.place(annotation, element)
                                + " is not in force for the REST client " + client.getName()
                                + " on every server; accepted: on methods that the client's interface itself"
                                + " declares")))
                .toList();
    }

    private static ConfigProblem problem(AnnotatedElement element, Class<?> carrier) {
        String annotation =
                "@" + Members.name(libraryAnnotations(carrier).findFirst().orElseThrow());
        return new ConfigProblem(annotation + " on @" + carrier.getName() + " is not in force for "
                + Members.describe(element) + "; accepted: " + annotation
                + " there, or on a stereotype or an interceptor binding of the class");
    }

    private static Stream<Class<? extends Annotation>> libraryAnnotations(AnnotatedElement element) {
        return Stream.of(element.getDeclaredAnnotations())
                .<Class<? extends Annotation>>map(Annotation::annotationType)
                .filter(AnnotatedTypes::isOfLibrary);
    }
}
