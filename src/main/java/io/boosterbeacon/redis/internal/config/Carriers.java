package io.boosterbeacon.redis.internal.config;

import jakarta.enterprise.inject.Stereotype;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the element whose annotations apply to a method or a class: the carrier. The nearest carrier wins. Two equally
 * near carriers with different annotations are a {@link ConfigProblem}.
 */
public final class Carriers {
    private Carriers() {}

    /** The nearest declaration of a method with one of the annotations. */
    @SafeVarargs
    @SuppressWarnings("varargs") // passed on, never written to
    public static Optional<Method> ofMethod(Class<?> type, Method method, Class<? extends Annotation>... annotations) {
        List<Carrier<Method>> carriers = MethodDeclarations.of(type, method)
                .filter(each -> carries(each, annotations))
                .map(each -> new Carrier<>(each, each.getDeclaringClass()))
                .toList();
        return nearest(carriers, annotations);
    }

    /**
     * The nearest type of a class, or stereotype or interceptor binding of such a type, that has one of the annotations
     * and applies to the method: a class applies to all methods of its subclasses, an interface to its own methods.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // passed on, never written to
    public static Optional<Class<?>> ofType(Class<?> type, Method method, Class<? extends Annotation>... annotations) {
        List<Method> declarations = MethodDeclarations.of(type, method).toList();
        return nearest(
                TypeHierarchy.of(type).stream()
                        .filter(each -> !each.isInterface()
                                || declarations.stream()
                                        .anyMatch(own -> own.getDeclaringClass().isAssignableFrom(each)))
                        .flatMap(each -> carriers(each, annotations))
                        .toList(),
                annotations);
    }

    /**
     * The nearest type of a class, or stereotype or interceptor binding of such a type, that has one of the
     * annotations.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // passed on, never written to
    public static Optional<Class<?>> ofType(Class<?> type, Class<? extends Annotation>... annotations) {
        return nearest(
                TypeHierarchy.of(type).stream()
                        .flatMap(each -> carriers(each, annotations))
                        .toList(),
                annotations);
    }

    private static Stream<Carrier<Class<?>>> carriers(Class<?> type, Class<? extends Annotation>[] annotations) {
        Set<Class<?>> seen = new LinkedHashSet<>();
        List<Carrier<Class<?>>> found = new ArrayList<>();
        Deque<Class<?>> unread = new ArrayDeque<>(List.of(type));
        while (!unread.isEmpty()) {
            Class<?> next = unread.remove();
            if (carries(next, annotations)) {
                found.add(new Carrier<>(next, type));
            } else {
                stereotypes(next).filter(seen::add).forEach(unread::add);
            }
        }
        return found.stream();
    }

    private static Stream<Class<?>> stereotypes(Class<?> type) {
        return Stream.of(type.getDeclaredAnnotations())
                .<Class<?>>map(Annotation::annotationType)
                .filter(Carriers::isTransitive);
    }

    /**
     * Whether the class takes over the annotations of one of its annotations: CDI defines this for stereotypes and
     * interceptor bindings.
     */
    public static boolean isTransitive(Class<?> annotation) {
        return annotation.isAnnotationPresent(Stereotype.class)
                || annotation.isAnnotationPresent(InterceptorBinding.class);
    }

    private static <E extends AnnotatedElement> Optional<E> nearest(
            List<Carrier<E>> carriers, Class<? extends Annotation>[] annotations) {
        for (Carrier<E> other : carriers) {
            Carrier<E> first = carriers.get(0);
            if (first.isAsNearAs(other)
                    && !annotations(first.element(), annotations).equals(annotations(other.element(), annotations))) {
                String name = name(first.element(), annotations);
                String otherName = name(other.element(), annotations);
                throw new ConfigProblem(Members.place(name, first.element())
                        + " contradicts "
                        + (otherName.equals(name)
                                ? "that on " + Members.describe(other.element())
                                : Members.place(otherName, other.element()))
                        + "; accepted: one of the two, or an annotation on the class or method that has both");
            }
        }
        return carriers.stream().findFirst().map(Carrier::element);
    }

    private static String name(AnnotatedElement element, Class<? extends Annotation>[] annotations) {
        return annotations(element, annotations).get(0).annotationType().getSimpleName();
    }

    private static boolean carries(AnnotatedElement element, Class<? extends Annotation>[] annotations) {
        return !annotations(element, annotations).isEmpty();
    }

    private static List<Annotation> annotations(AnnotatedElement element, Class<? extends Annotation>[] annotations) {
        return Stream.of(annotations)
                .flatMap(annotation -> Stream.of(element.getDeclaredAnnotationsByType(annotation)))
                .map(Annotation.class::cast)
                .toList();
    }

    /** @param home the type that the element belongs to: for a stereotype, the class that has it */
    private record Carrier<E extends AnnotatedElement>(E element, Class<?> home) {
        /**
         * Whether neither is nearer: two stereotypes of one type, or two interfaces of which neither extends the other.
         */
        boolean isAsNearAs(Carrier<E> other) {
            return element != other.element
                    && (home == other.home || (home.isInterface() && !other.home.isAssignableFrom(home)));
        }
    }
}
