package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Resources;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Tells which annotated classes CDI does not intercept: those of which it makes no bean, and those whose objects an
 * extension makes. Thread-safe.
 */
final class UnmanagedClasses {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    /** What {@code BeanManager.createBean} makes of a class, on Weld and on OpenWebBeans: CDI makes its objects. */
    private static final Set<String> OF_CLASSES = Set.of("SyntheticClassBean", "InjectionTargetBean");

    private final AnnotatedTypes types;
    private final Set<Class<?>> annotated = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> managed = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> synthetic = ConcurrentHashMap.newKeySet();

    UnmanagedClasses(AnnotatedTypes types) {
        this.types = types;
    }

    /** A class of the application is annotated, itself or by what it inherits. */
    void annotated(Class<?> type) {
        annotated.add(type);
    }

    /** CDI makes a bean of a class. */
    void managed(Class<?> bean) {
        managed.add(bean);
    }

    /** An extension has added a bean. */
    void synthetic(Bean<?> bean) {
        if (isOfAClass(bean.getClass())) {
            managed.add(bean.getBeanClass());
            return;
        }
        Stream.concat(bean.getTypes().stream().map(UnmanagedClasses::raw), Stream.of(bean.getBeanClass()))
                .filter(types::isAnnotated)
                .filter(type -> !Resources.isClient(type) && !Resources.isOne(type))
                .forEach(synthetic::add);
    }

    private static boolean isOfAClass(Class<?> beanType) {
        return beanType != Object.class
                && (OF_CLASSES.contains(beanType.getSimpleName()) || isOfAClass(beanType.getSuperclass()));
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    /**
     * Reports what has been noticed, and forgets it.
     *
     * @param problems gets what fails the deployment: a limit that protects nothing
     */
    void report(Consumer<ConfigProblem> problems) {
        synthetic.stream().filter(type -> !isMade(type)).sorted(BY_NAME).forEach(type -> {
            String message = type.getName() + " has annotations of BoosterBeacon Redis, and its objects are made by an"
                    + " extension, which CDI does not intercept";
            if (types.isLimited(type) && !Modifier.isAbstract(type.getModifiers())) {
                problems.accept(new ConfigProblem(message + "; accepted: a bean that CDI makes, or a producer"));
            } else {
                LOG.log(Level.WARNING, message + ": they are in force only if the extension sees to it");
            }
        });
        annotated.stream()
                .filter(type -> !isMade(type) && !synthetic.contains(type) && !hasAnotherContainer(type))
                .sorted(BY_NAME)
                .forEach(type -> LOG.log(
                        type.isAnnotationPresent(Alternative.class) ? Level.INFO : Level.WARNING,
                        type.getName() + " has annotations of BoosterBeacon Redis, and no CDI bean is made of it:"
                                + " they are in force only for objects that producers return"));
        Stream.of(annotated, managed, synthetic).forEach(Set::clear);
    }

    private static final Comparator<Class<?>> BY_NAME = Comparator.comparing(Class::getName);

    /** Of a parent, its heirs may be the beans. */
    private boolean isMade(Class<?> type) {
        return managed.stream().anyMatch(type::isAssignableFrom);
    }

    /** A resource has its filter, and some containers tell of enterprise beans by no event, or by one of their own. */
    private static boolean hasAnotherContainer(Class<?> type) {
        return type.isInterface()
                || Resources.isOne(type)
                || Stream.of(type.getAnnotations())
                        .anyMatch(each -> each.annotationType().getPackageName().equals("jakarta.ejb"));
    }
}
