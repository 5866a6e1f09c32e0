package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Finds the properties that override one annotation's members, in the order of MicroProfile Fault Tolerance
 * (§ Configuration): method, then class, then the annotation alone. An annotation on a class has no method's property.
 */
final class Overrides {
    private final Values values;
    private final List<String> prefixes;

    /**
     * @param bean the class that is called: nearer than one that it inherits the annotation from
     * @param element the method or class that carries the annotation
     * @param annotation its simple name
     * @param policy a policy's name, or empty
     * @param first a prefix to look under before all others, or empty
     */
    Overrides(
            Function<String, Optional<String>> properties,
            Class<?> bean,
            AnnotatedElement element,
            String annotation,
            String policy,
            Optional<String> first) {
        this.values = new Values(properties);
        String tail = policy.isEmpty() ? annotation + "/" : annotation + "/" + policy + "/";
        Class<?> declaring = element instanceof Method method ? method.getDeclaringClass() : (Class<?>) element;
        List<Class<?>> classes = bean.equals(declaring) ? List.of(bean) : List.of(bean, declaring);
        List<String> found = new ArrayList<>();
        first.ifPresent(found::add);
        if (element instanceof Method method) {
            classes.forEach(type -> found.add(type.getName() + "/" + method.getName() + "/" + tail));
        }
        classes.forEach(type -> found.add(type.getName() + "/" + tail));
        found.add(tail);
        this.prefixes = List.copyOf(found);
    }

    /** The first property's value, parsed by its own name so that a mistake names it; else the annotation's own. */
    <T> T member(String member, T own, BiFunction<String, String, T> parse) {
        for (String prefix : prefixes) {
            String name = prefix + member;
            Optional<String> text = values.text(name);
            if (text.isPresent()) {
                return parse.apply(name, text.get());
            }
        }
        return own;
    }
}
