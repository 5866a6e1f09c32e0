package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Resources;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.ws.rs.core.Application;
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
 * Finds annotated classes that CDI does not intercept: those that are not beans, and those whose objects an extension
 * creates. Thread-safe.
 */
final class UnmanagedClasses {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Comparator<Class<?>> BY_NAME = Comparator.comparing(Class::getName);

    /**
     * The classes of beans that {@code BeanManager.createBean} returns for a class on Weld and OpenWebBeans: CDI
     * creates their objects.
     */
    private static final Set<String> OF_CLASSES = Set.of("SyntheticClassBean", "InjectionTargetBean");

    private final AnnotatedTypes types;
    private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> annotated = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> managed = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> clients = ConcurrentHashMap.newKeySet();
    private final Set<Class<?>> synthetic = ConcurrentHashMap.newKeySet();

    UnmanagedClasses(AnnotatedTypes types) {
        this.types = types;
    }

    /** Records an annotated class that CDI has reported. */
    void addReported(Class<?> type) {
        reported.add(type);
    }

    /** Records a class with own or inherited annotations whose objects could be intercepted. */
    void addAnnotated(Class<?> type) {
        annotated.add(type);
    }

    /** Records a MicroProfile REST client. Some servers report the interface, all report the bean. */
    void addClient(Class<?> type) {
        clients.add(type);
    }

    /** The interfaces of MicroProfile REST clients, which their implementation intercepts. */
    Set<Class<?>> clients() {
        return Set.copyOf(clients);
    }

    /** Records the class of a bean that CDI creates. */
    void addManaged(Class<?> bean) {
        managed.add(bean);
    }

    /**
     * Whether CDI makes no bean of a class because another one takes its place: an alternative that is not selected, or
     * a class that another one specializes.
     */
    boolean isReplaced(Class<?> type) {
        return (type.isAnnotationPresent(Alternative.class) && !managed.contains(type))
                || managed.stream()
                        .anyMatch(bean -> bean.isAnnotationPresent(Specializes.class) && bean.getSuperclass() == type);
    }

    /** Records a bean that an extension has added. */
    void addSynthetic(Bean<?> bean) {
        if (isOfAClass(bean.getClass())) {
            managed.add(bean.getBeanClass());
            return;
        }
        Stream.concat(
                        bean.getTypes().stream().map(AnnotatedTypes::raw).flatMap(Optional::stream),
                        Stream.of(bean.getBeanClass()))
                .filter(types::isAnnotated)
                .forEach(type -> {
                    if (Resources.isRestClient(type)) {
                        addClient(type);
                    } else if (!Resources.isResource(type)) {
                        synthetic.add(type);
                    }
                });
    }

    private static boolean isOfAClass(Class<?> beanType) {
        return beanType != Object.class
                && (OF_CLASSES.contains(beanType.getSimpleName()) || isOfAClass(beanType.getSuperclass()));
    }

    /**
     * Reports the classes that are not intercepted, and clears all records.
     *
     * @param problems receives what fails the deployment: limits without effect
     */
    void report(Consumer<ConfigProblem> problems) {
        synthetic.stream().filter(type -> !isBean(type)).sorted(BY_NAME).forEach(type -> {
            String message = type.getName() + " has annotations of BoosterBeacon Redis, and its objects are made by an"
                    + " extension, which CDI does not intercept";
            if (types.isLimited(type) && !Modifier.isAbstract(type.getModifiers())) {
                problems.accept(new ConfigProblem(message + "; accepted: a bean that CDI makes, or a producer"));
            } else {
                LOG.log(Level.WARNING, message + ": they are in force only if the extension intercepts them");
            }
        });
        annotated.stream()
                .filter(type -> !isBean(type) && !synthetic.contains(type) && !hasAnotherContainer(type))
                .sorted(BY_NAME)
                .forEach(type -> LOG.log(
                        type.isAnnotationPresent(Alternative.class) ? Level.INFO : Level.WARNING,
                        type.getName() + " has annotations of BoosterBeacon Redis, and no CDI bean is made of it:"
                                + " they are in force only for objects that producers return"));
        Stream.of(annotated, managed, synthetic).forEach(Set::clear);
    }

    /**
     * Messages about annotated classes that CDI has not reported and that have no filter, among classes that were found
     * in another way.
     */
    List<String> unreported(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> !Modifier.isAbstract(type.getModifiers()) && types.isAnnotated(type))
                .filter(type -> !reported.contains(type) && !hasAnotherContainer(type))
                .filter(type -> !Application.class.isAssignableFrom(type)
                        && Misplacements.onServlet(type).isEmpty())
                .sorted(BY_NAME)
                .map(type -> type.getName()
                        + " has annotations of BoosterBeacon Redis, and CDI does not know it (no scope, no bean"
                        + " archive, or vetoed): they are in force only for objects that producers return")
                .toList();
    }

    /** Annotated resources that CDI has not reported: filters limit them. */
    List<Class<?>> unreportedResources(Set<Class<?>> classes) {
        return unreportedTypes(classes).filter(Resources::isResource).toList();
    }

    /** Annotated classes that CDI has not reported and that are no resources. */
    List<Class<?>> unreportedOthers(Set<Class<?>> classes) {
        return unreportedTypes(classes)
                .filter(type -> !Resources.isResource(type))
                .toList();
    }

    private Stream<Class<?>> unreportedTypes(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> !Modifier.isAbstract(type.getModifiers()) && types.isAnnotated(type))
                .filter(type -> !reported.contains(type))
                .sorted(BY_NAME);
    }

    /** Messages about limits without effect, among classes that CDI has not reported. */
    List<String> unlimited(Set<Class<?>> classes) {
        return classes.stream()
                .filter(type -> !reported.contains(type) && types.isAnnotated(type))
                .sorted(BY_NAME)
                .flatMap(type -> Stream.of(
                                Misplacements.onServlet(type).stream().map(ConfigProblem::getMessage),
                                Resources.isResource(type)
                                        ? Misplacements.unlimitedLocators(type).stream()
                                        : Stream.<String>empty())
                        .flatMap(problems -> problems))
                .toList();
    }

    /** Whether the class or a subclass is a bean. */
    private boolean isBean(Class<?> type) {
        return managed.stream().anyMatch(type::isAssignableFrom);
    }

    /**
     * Whether another container intercepts the class: filters limit resources, and some containers do not report
     * enterprise beans.
     */
    private static boolean hasAnotherContainer(Class<?> type) {
        return type.isInterface()
                || Resources.isResource(type)
                || Stream.of(type.getAnnotations())
                        .anyMatch(each -> each.annotationType().getPackageName().equals("jakarta.ejb"));
    }
}
