package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheWarmUp;
import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheContents;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.cache.binding.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.binding.NamedDefinitions;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RecordingProperties;
import io.boosterbeacon.redis.internal.config.Resources;
import io.boosterbeacon.redis.internal.config.RevocationPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.config.SharedCounts;
import io.boosterbeacon.redis.internal.config.UnknownProperties;
import io.boosterbeacon.redis.internal.server.OptionalApi;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessProducer;
import jakarta.enterprise.inject.spi.ProcessSyntheticBean;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applies annotations that CDI does not inherit. Fails the deployment if it finds mistakes, with one message for each.
 */
public class BeaconExtension implements Extension {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Set<Class<?>> annotated = ConcurrentHashMap.newKeySet();
    private final Queue<ConfigProblem> misplaced = new ConcurrentLinkedQueue<>();
    private final AnnotatedTypes types = new AnnotatedTypes();
    private final UnmanagedClasses unmanaged = new UnmanagedClasses(types);
    private final Producers producers = new Producers(types);
    private final CacheInterceptors interceptors = new CacheInterceptors();
    private final NamedBeans named = new NamedBeans();
    private final JsonBeans json = new JsonBeans();
    private final CachePoints cachePoints = new CachePoints();
    private final Queue<WarmUpMethod> warmUps = new ConcurrentLinkedQueue<>();
    private final Set<Class<?>> applications = ConcurrentHashMap.newKeySet();
    private volatile boolean needsFilters;
    private volatile @Nullable AnnotationCheck checkOfTypes;
    private volatile RateLimitPolicies limits = new RateLimitPolicies(name -> Optional.empty());
    private volatile @Nullable RevocationPolicies revocations;

    /** Runs after other extensions, which may add and remove annotations. */
    <X> void collect(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ProcessAnnotatedType<X> event) {
        AnnotatedType<X> type = event.getAnnotatedType();
        Class<X> bean = type.getJavaClass();
        CacheInterceptors.order(event, ConfigProperties::find);
        if (type.isAnnotationPresent(Interceptor.class)) {
            interceptors.addInterceptor(type);
        }
        if (bean.isAnnotation() || !types.isAnnotated(bean)) {
            return;
        }
        unmanaged.addReported(bean);
        if (Misplacements.isApplication(bean) && types.isFiltered(bean)) {
            applications.add(bean);
            needsFilters = true;
        }
        misplaced.addAll(Misplacements.onServlet(bean));
        if (type.isAnnotationPresent(Interceptor.class) || type.isAnnotationPresent(Decorator.class)) {
            misplaced.addAll(Misplacements.ofUninterceptedClass(
                    bean, type.isAnnotationPresent(Decorator.class) ? "decorator" : "interceptor"));
            return;
        }
        if (types.isFiltered(bean) && Resources.isResource(bean)) {
            needsFilters = true;
        }
        if (!Modifier.isAbstract(bean.getModifiers())) {
            InheritedBindings.add(type, event::configureAnnotatedType);
            misplaced.addAll(InheritedBindings.notIntercepted(type));
            annotated.add(bean);
            unmanaged.addAnnotated(bean);
        }
        if (Resources.isRestClient(bean)) {
            unmanaged.addClient(bean);
        }
    }

    <X> void check(@Observes ProcessManagedBean<X> event) {
        misplaced.addAll(InheritedBindings.addedByExtensions(event.getAnnotatedBeanClass()));
        interceptors.addCachedMethods(event.getAnnotatedBeanClass(), event.getBean());
        WarmUpMethod.annotated(event.getAnnotatedBeanClass())
                .forEach((method, annotation) -> addWarmUp(event.getBean(), method, annotation));
        unmanaged.addManaged(event.getBean().getBeanClass());
    }

    <X> void add(@Observes ProcessBean<X> event) {
        named.add(event.getBean());
        json.add(event.getBean());
    }

    <X> void check(@Observes ProcessSyntheticBean<X> event) {
        unmanaged.addSynthetic(event.getBean());
    }

    <T, X> void intercept(@Observes ProcessProducer<T, X> event, BeanManager beans) {
        producers.wrap(event, beans).ifPresent(misplaced::add);
    }

    void addCache(@Observes ProcessInjectionPoint<?, ?> event) {
        cachePoints.add(event.getInjectionPoint());
    }

    /** The caches that the application calls by their names, and the methods that read caches. */
    CachePoints cachePoints() {
        return cachePoints;
    }

    private void addWarmUp(Bean<?> bean, Method method, CacheWarmUp annotation) {
        try {
            warmUps.add(WarmUpMethod.of(bean, method, annotation));
        } catch (ConfigProblem problem) {
            misplaced.add(problem);
        }
    }

    /** The methods that fill caches. */
    Queue<WarmUpMethod> warmUps() {
        return warmUps;
    }

    void requireFilters(@Observes ProcessInjectionPoint<?, TokenBlacklistService> point) {
        needsFilters = true;
    }

    void requireFiltersToo(@Observes ProcessInjectionPoint<?, TokenRevocationChecker> point) {
        needsFilters = true;
    }

    /** Whether the application needs the JAX-RS filters: it has limited resources, or it revokes or checks tokens. */
    boolean needsFilters() {
        return needsFilters;
    }

    /** Whether the application has methods whose values are stored in a cache. */
    boolean storesValues() {
        AnnotationCheck check = checkOfTypes;
        return check != null && (check.storesValues() || cachePoints.areCounted());
    }

    /** The caches of annotated methods whose values have tags. */
    Collection<CacheName> taggedCaches() {
        AnnotationCheck check = checkOfTypes;
        return check == null ? List.of() : check.taggedCaches();
    }

    /** The policies of the application's methods, all of which the deployment has read. */
    RateLimitPolicies limits() {
        return limits;
    }

    /** The policies by which the application checks tokens. */
    RevocationPolicies revocations() {
        return Objects.requireNonNull(revocations, "the deployment is checked first");
    }

    /**
     * The mistakes of JAX-RS applications and resources that CDI does not know, among classes that the servlet container
     * has found. Adds the limits of the applications.
     */
    List<ConfigProblem> mistakes(Set<Class<?>> classes) {
        AnnotationCheck check = Objects.requireNonNull(checkOfTypes, "the deployment is checked first");
        List<ConfigProblem> mistakes = new ArrayList<>();
        for (Class<?> type : classes) {
            if (Misplacements.isApplication(type)) {
                mistakes.addAll(check.problemsOfApplication(type));
            }
        }
        unmanaged.unreportedResources(classes).forEach(type -> mistakes.addAll(check.problems(type)));
        unmanaged.unreportedOthers(classes).forEach(type -> mistakes.addAll(Misplacements.ofChecks(type)));
        return mistakes;
    }

    /** Messages about annotated classes that CDI does not know, among classes that the servlet container has found. */
    List<String> unreported(Set<Class<?>> classes) {
        return unmanaged.unreported(classes);
    }

    /** Messages about limits without effect, among classes that the servlet container has found. */
    List<String> unlimited(Set<Class<?>> classes) {
        return unmanaged.unlimited(classes);
    }

    void validate(@Observes AfterDeploymentValidation validation, BeanManager beans) {
        Stream.of(OptionalApi.values())
                .filter(api -> !api.isPresent())
                .forEach(api -> LOG.log(Level.INFO, api.absenceMessage()));
        RecordingProperties properties = new RecordingProperties(ConfigProperties.find());
        Map<String, ConfigProblem> problems = new LinkedHashMap<>();
        Consumer<ConfigProblem> collector = problem -> problems.put(problem.getMessage(), problem);
        Settings settings = Settings.read(properties, collector);
        limits = new RateLimitPolicies(properties, ConfigProperties.namesIfListed(), collector);
        RevocationPolicies checks = new RevocationPolicies(properties, settings.revocation());
        revocations = checks;
        needsFilters |= !limits.paths().isEmpty();
        CacheNames names = new CacheNames(settings.application());
        CacheValueSettings values = settings.cache().values();
        ValueJson valueJson = json.check(values.json(), beans, collector);
        CacheDeclarations declarations = cachePoints.declarations();
        AnnotationCheck check = new AnnotationCheck(
                new CacheDefinitions(properties, names, valueJson, values, CacheBeans.NONE),
                new NamedDefinitions(properties, names, valueJson, values, declarations),
                new CacheContents(declarations),
                limits,
                checks,
                new SharedCounts(settings.application()),
                type -> named.acceptedInstead(type, beans));
        checkOfTypes = check;
        // subclasses report the same mistakes of a class: a map keeps each once
        misplaced.forEach(collector);
        annotated.addAll(unmanaged.clients());
        unmanaged.clients().stream()
                .flatMap(client -> Misplacements.onClient(client).stream())
                .forEach(collector);
        annotated.removeIf(unmanaged::isReplaced);
        unmanaged.report(collector);
        annotated.stream().sorted(Comparator.comparing(Class::getName)).forEach(type -> check.problems(type)
                .forEach(collector));
        declarations.points().forEach(point -> check.problem(point).ifPresent(collector));
        check.controlWithoutCaches().ifPresent(collector);
        applications.forEach(type -> check.problemsOfApplication(type).forEach(collector));
        limits.paths().forEach(path -> check.problem(path).ifPresent(collector));
        check.warnings().forEach(message -> LOG.log(Level.WARNING, message));
        if (!settings.rateLimit().servletPatterns().isEmpty() && limits.paths().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    ConfigKeys.RATELIMIT_SERVLET_PATTERNS
                            + " has no effect, because no policy has paths: beacon.ratelimit.\"<name>\".paths");
        }
        interceptors.warn(beans, properties);
        annotated.clear();
        misplaced.clear();
        problems.values().forEach(problem -> report(validation, problem));
        if (problems.isEmpty()) {
            warnOfUnknown(properties.names());
        }
    }

    /** Only warns of a misspelt name: it may belong to another application, or to a newer version. */
    private static void warnOfUnknown(Set<String> requested) {
        try {
            new UnknownProperties(requested)
                    .messages(ConfigProperties.names(), System.getenv().keySet())
                    .forEach(message -> LOG.log(Level.WARNING, message));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The configuration cannot list the names of its properties", e);
        }
    }

    private static void report(AfterDeploymentValidation validation, ConfigProblem problem) {
        validation.addDeploymentProblem(new DeploymentException(problem.getMessage()));
    }
}
