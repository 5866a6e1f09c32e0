package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Resources;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
    private static final Comparator<Class<?>> BY_NAME = Comparator.comparing(Class::getName);

    /** What {@code BeanManager.createBean} makes of a class, on Weld and on OpenWebBeans: CDI makes its objects. */
    private static final Set<String> OF_CLASSES = Set.of("SyntheticClassBean", "InjectionTargetBean");

    private final AnnotatedTypes types;
    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> annotated = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> managed = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> clients = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> synthetic = ConcurrentHashMap.newKeySet();

    UnmanagedClasses(AnnotatedTypes types) {
        this.types = types;
    }

    /** CDI has told of an annotated class, whatever comes of it. */
    void seen(Class<?> type) {
        seen.add(type);
    }

    /** A class whose objects could be intercepted is annotated, itself or by what it inherits. */
    void annotated(Class<?> type) {
        annotated.add(type);
    }

    /** A MicroProfile REST client: some servers tell of the interface, all of the bean. */
    void client(Class<?> type) {
        clients.add(type);
    }

    /** The interfaces of MicroProfile REST clients: their implementation intercepts them. */
    Set<Class<?>> clients() {
        return Set.copyOf(clients);
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
        Stream.concat(
                        bean.getTypes().stream().map(AnnotatedTypes::raw).flatMap(Optional::stream),
                        Stream.of(bean.getBeanClass()))
                .filter(types::isAnnotated)
                .forEach(type -> {
                    if (Resources.isClient(type)) {
                        client(type);
                    } else if (!Resources.isOne(type)) {
                        synthetic.add(type);
                    }
                });
    }

    private static boolean isOfAClass(Class<?> beanType) {
        return beanType != Object.class
                && (OF_CLASSES.contains(beanType.getSimpleName()) || isOfAClass(beanType.getSuperclass()));
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

    /** What CDI has not told of, among classes that are found otherwise, and that have no filter either. */
    List<String> unseen(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> !Modifier.isAbstract(type.getModifiers()) && types.isAnnotated(type))
                .filter(type -> !seen.contains(type) && !hasAnotherContainer(type))
                .filter(type -> Misplacements.onApplication(type).isEmpty()
                        && Misplacements.onServlet(type).isEmpty())
                .sorted(BY_NAME)
                .map(type -> type.getName()
                        + " has annotations of BoosterBeacon Redis, and CDI does not know it (no scope, no bean archive,"
                        + " or vetoed): they are in force only for objects that producers return")
                .toList();
    }

    /** Which limits protect nothing, among classes that CDI has not told of: no filter counts these, either. */
    List<String> unlimited(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> !seen.contains(type) && types.isAnnotated(type))
                .sorted(BY_NAME)
                .flatMap(type -> Stream.of(
                                Misplacements.onApplication(type).stream().map(ConfigProblem::getMessage),
                                Misplacements.onServlet(type).stream().map(ConfigProblem::getMessage),
                                Resources.isOne(type)
                                        ? Misplacements.unlimitedLocators(type).stream()
                                        : Stream.<String>empty())
                        .flatMap(problems -> problems))
                .toList();
    }

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
