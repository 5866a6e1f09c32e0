package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.binding.CachedInterceptor;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.InterceptionType;
import jakarta.enterprise.inject.spi.Interceptor;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.interceptor.AroundInvoke;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sets the configured priority of the cache interceptors, and warns of interceptors that come later: a hit does not
 * call them, and they may protect the method.
 */
final class CacheInterceptors {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final Queue<CachedCall> cached = new ConcurrentLinkedQueue<>();
    private final Queue<InterceptorClass> interceptors = new ConcurrentLinkedQueue<>();

    /** Sets the configured priority if the type is one of the library's cache interceptors. */
    static <X> void order(
            ProcessAnnotatedType<X> event, Supplier<? extends Function<String, Optional<String>>> properties) {
        Class<X> type = event.getAnnotatedType().getJavaClass();
        Priority own = event.getAnnotatedType().getAnnotation(Priority.class);
        if (own == null || !type.getPackageName().equals(CachedInterceptor.class.getPackageName())) {
            return;
        }
        int moved = InterceptorPriority.of(properties.get()) - InterceptorPriority.DEFAULT;
        if (moved != 0) {
            event.configureAnnotatedType()
                    .remove(annotation -> annotation.annotationType() == Priority.class)
                    .add(new PriorityLiteral(own.value() + moved));
        }
    }

    /**
     * Records an interceptor of the application or of a library. The container itself lists only those that are enabled
     * for the library's archive.
     */
    void addInterceptor(AnnotatedType<?> interceptor) {
        Class<?> type = interceptor.getJavaClass();
        if (!type.getPackageName().equals(CachedInterceptor.class.getPackageName())) {
            Priority priority = interceptor.getAnnotation(Priority.class);
            interceptors.add(new InterceptorClass(
                    type.getName(),
                    List.copyOf(interceptor.getAnnotations()),
                    // beans.xml may enable it: it comes after all interceptors with a priority
                    priority == null ? Integer.MAX_VALUE : priority.value()));
        }
    }

    /** Records the cached methods of a bean. */
    void addCachedMethods(AnnotatedType<?> bean, Bean<?> definition) {
        List<String> own = bean.getMethods().stream()
                .filter(method -> method.isAnnotationPresent(AroundInvoke.class))
                .map(method -> bean.getJavaClass().getName() + "."
                        + method.getJavaMember().getName() + "()")
                .toList();
        for (AnnotatedMethod<?> method : bean.getMethods()) {
            if (method.isAnnotationPresent(Cached.class)) {
                cached.add(new CachedCall(
                        bean.getJavaClass().getName() + "."
                                + method.getJavaMember().getName() + "()",
                        Stream.concat(bean.getAnnotations().stream(), method.getAnnotations().stream())
                                .toList(),
                        own,
                        method.getJavaMember(),
                        definition));
            }
        }
    }

    /** Logs a warning for each cached method whose hits skip interceptors or decorators. */
    void warn(BeanManager beans, Function<String, Optional<String>> properties) {
        int own = InterceptorPriority.of(properties) + InterceptorPriority.READS;
        for (CachedCall call : cached) {
            Collection<Annotation> bindings = bindings(beans, call.annotations());
            Set<String> skipped = new LinkedHashSet<>(laterInterceptors(beans, bindings));
            interceptors.stream()
                    .filter(each -> each.priority() >= own && each.isBoundBy(bindings, beans))
                    .map(InterceptorClass::name)
                    .forEach(skipped::add);
            skipped.addAll(call.ownInterceptors());
            if (!skipped.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "@Cached on {0}: a hit does not call {1}. An interceptor that protects the method must come"
                                + " before the cache: give it a lower priority, or set {2}",
                        call.method(),
                        String.join(", ", skipped),
                        ConfigKeys.CACHE_INTERCEPTOR_PRIORITY);
            }
            List<String> decorators = decorators(beans, call);
            if (!decorators.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "@Cached on {0}: a hit does not call the decorator {1}, because CDI calls decorators after all"
                                + " interceptors. Code that protects the method, or changes its result for each caller,"
                                + " must be an interceptor",
                        call.method(),
                        String.join(", ", decorators));
            }
        }
        cached.clear();
        interceptors.clear();
    }

    private static Collection<Annotation> bindings(BeanManager beans, List<Annotation> annotations) {
        // bindings of the method come last and replace those of the class
        return annotations.stream()
                .flatMap(annotation -> bindings(beans, annotation))
                .collect(Collectors.toMap(Annotation::annotationType, binding -> binding, (type, method) -> method))
                .values();
    }

    private static List<String> laterInterceptors(BeanManager beans, Collection<Annotation> bindings) {
        List<String> chain;
        try {
            chain =
                    beans
                            .resolveInterceptors(InterceptionType.AROUND_INVOKE, bindings.toArray(Annotation[]::new))
                            .stream()
                            .map(Interceptor::getBeanClass)
                            .map(Class::getName)
                            .toList();
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "The container does not list the interceptors of a cached method", e);
            return List.of();
        }
        return chain.subList(chain.indexOf(CachedInterceptor.class.getName()) + 1, chain.size());
    }

    private static List<String> decorators(BeanManager beans, CachedCall call) {
        try {
            return beans
                    .resolveDecorators(
                            call.bean().getTypes(), call.bean().getQualifiers().toArray(Annotation[]::new))
                    .stream()
                    .map(Decorator::getBeanClass)
                    .filter(decorator -> decorates(decorator, call.member()))
                    .map(Class::getName)
                    .toList();
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "The container does not list the decorators of a cached method", e);
            return List.of();
        }
    }

    /** Whether a decorator implements a method. Its parameter types may be more general than those of the bean. */
    private static boolean decorates(Class<?> decorator, Method method) {
        return Stream.of(decorator.getMethods())
                .anyMatch(each -> each.getName().equals(method.getName())
                        && each.getParameterCount() == method.getParameterCount()
                        && !Modifier.isAbstract(each.getModifiers()));
    }

    private static Stream<Annotation> bindings(BeanManager beans, Annotation annotation) {
        Class<? extends Annotation> type = annotation.annotationType();
        Collection<Annotation> more = beans.isStereotype(type)
                ? beans.getStereotypeDefinition(type)
                : beans.isInterceptorBinding(type) ? Arrays.asList(type.getAnnotations()) : List.of();
        return Stream.concat(
                        Stream.of(annotation),
                        more.stream()
                                .filter(each -> beans.isStereotype(each.annotationType())
                                        || beans.isInterceptorBinding(each.annotationType()))
                                .flatMap(each -> bindings(beans, each)))
                .filter(each -> beans.isInterceptorBinding(each.annotationType()));
    }

    /**
     * An interceptor of the application or of a library.
     *
     * @param annotations of its class
     */
    private record InterceptorClass(String name, List<Annotation> annotations, int priority) {
        /** Whether the interceptor applies to a method: the method has all bindings of the interceptor. */
        boolean isBoundBy(Collection<Annotation> bindings, BeanManager beans) {
            List<Annotation> needed = annotations.stream()
                    .filter(each -> beans.isInterceptorBinding(each.annotationType()))
                    .toList();
            return !needed.isEmpty()
                    && needed.stream().allMatch(each -> bindings.stream()
                            .anyMatch(binding -> binding.annotationType() == each.annotationType()
                                    && beans.areInterceptorBindingsEquivalent(binding, each)));
        }
    }

    /**
     * A method that is cached.
     *
     * @param annotations of its class, then its own
     * @param ownInterceptors the methods of its class that intercept it
     */
    private record CachedCall(
            String method, List<Annotation> annotations, List<String> ownInterceptors, Method member, Bean<?> bean) {}

    @SuppressWarnings("ClassExplicitlyAnnotation") // what AnnotationLiteral is for
    private static final class PriorityLiteral extends AnnotationLiteral<Priority> implements Priority {
        private static final long serialVersionUID = 1L;

        private final int value;

        PriorityLiteral(int value) {
            this.value = value;
        }

        @Override
        public int value() {
            return value;
        }
    }
}
