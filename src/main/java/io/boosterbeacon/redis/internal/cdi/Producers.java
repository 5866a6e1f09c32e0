package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.spi.AnnotatedMember;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.InterceptionFactory;
import jakarta.enterprise.inject.spi.ProcessProducer;
import jakarta.enterprise.inject.spi.Producer;
import jakarta.enterprise.inject.spi.configurator.AnnotatedTypeConfigurator;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Intercepts the objects that an application's producers return. CDI intercepts only objects that it creates itself,
 * and those of an {@code InterceptionFactory}; both are left unchanged.
 */
final class Producers {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final AnnotatedTypes types;
    private final ConcurrentMap<Class<?>, Set<String>> places = new ConcurrentHashMap<>();

    Producers(AnnotatedTypes types) {
        this.types = types;
    }

    /**
     * Wraps a producer whose objects may have annotations.
     *
     * @return the reason why that is impossible, as far as the declared type shows it
     */
    <X> Optional<ConfigProblem> wrap(ProcessProducer<?, X> event, BeanManager beans) {
        // CDI accepts type variables only as arguments of a parameterized type
        Class<?> declared =
                AnnotatedTypes.raw(event.getAnnotatedMember().getBaseType()).orElse(void.class);
        if (declared.isPrimitive() || declared.isArray()) {
            return Optional.empty();
        }
        String place = place(event.getAnnotatedMember());
        content(event.getAnnotatedMember().getBaseType())
                .filter(types::isAnnotated)
                .forEach(held -> LOG.log(
                        Level.WARNING,
                        "what " + place + " produces holds objects of " + held.getName()
                                + ": their annotations are in force only if they are beans"));
        if (Modifier.isFinal(declared.getModifiers())) {
            return types.isAnnotated(declared)
                    ? Optional.of(new ConfigProblem(notInForce(place, declared)))
                    : Optional.empty();
        }
        event.setProducer(new InterceptingProducer<>(place, event.getProducer(), types, places, beans));
        return Optional.empty();
    }

    /**
     * The declared content of a container such as a list or a supplier, unless its class belongs to the application.
     */
    private static Stream<Class<?>> content(Type type) {
        return type instanceof ParameterizedType generic
                        && !AnnotatedTypes.isOfAnApplication((Class<?>) generic.getRawType())
                ? Stream.of(generic.getActualTypeArguments())
                        .flatMap(each -> Stream.concat(AnnotatedTypes.raw(each).stream(), content(each)))
                : Stream.empty();
    }

    private static String place(AnnotatedMember<?> producer) {
        Member member = producer.getJavaMember();
        return member.getDeclaringClass().getName() + "." + member.getName();
    }

    private static String notInForce(String place, Class<?> type) {
        return "what " + place + " produces has annotations that are not in force, because CDI cannot intercept "
                + type.getName()
                + "; accepted: a class that is not final, with a constructor without parameters that is not private";
    }

    /** @param places the producers of the objects of each class */
    private record InterceptingProducer<X>(
            String place,
            Producer<X> producer,
            AnnotatedTypes types,
            ConcurrentMap<Class<?>, Set<String>> places,
            BeanManager beans)
            implements Producer<X> {
        @Override
        public X produce(CreationalContext<X> context) {
            X product = producer.produce(context);
            return product == null || isOfAContainer(product.getClass()) || !types.isAnnotated(product.getClass())
                    ? product
                    : intercepted(product, context);
        }

        private static boolean isOfAContainer(Class<?> type) {
            // the class of a lambda is hidden: the JDK generates it, not a container
            return BeanMethod.isGenerated(type) && !type.isHidden();
        }

        private X intercepted(X product, CreationalContext<X> context) {
            @SuppressWarnings("unchecked") // the class of an X is a subclass of X
            Class<X> type = (Class<X>) product.getClass();
            checkOtherProducers(type);
            try {
                InterceptionFactory<X> factory = beans.createInterceptionFactory(context, type);
                AnnotatedTypeConfigurator<X> configured = factory.configure();
                configured.remove(this::isForeign);
                configured.methods().forEach(method -> method.remove(this::isForeign));
                InheritedBindings.add(beans.createAnnotatedType(type), () -> configured);
                return factory.createInterceptedInstance(product);
            } catch (RuntimeException e) {
                throw new CreationException(notInForce(place, type), e);
            }
        }

        /**
         * Caches and limits are named after classes, so that objects of one class share them, whichever producer
         * returns them.
         */
        private void checkOtherProducers(Class<?> type) {
            Set<String> known = places.computeIfAbsent(type, each -> ConcurrentHashMap.newKeySet());
            if (!known.add(place) || known.size() == 1) {
                return;
            }
            if (AnnotatedTypes.hasUnnamedCaches(type)) {
                known.remove(place);
                throw new CreationException("what " + place + " produces would share unnamed caches with what "
                        + String.join(" and ", known) + " produces: both are objects of " + type.getName()
                        + "; accepted: a class for each producer, or @Cached with a cacheName, which they share");
            }
            LOG.log(
                    Level.WARNING,
                    "{0} all produce {1}: its objects share caches and limits, even if their state differs;"
                            + " accepted: a class for each producer",
                    known.stream().sorted().collect(Collectors.joining(" and ")),
                    type.getName());
        }

        /**
         * Whether a binding is not one of the library's. CDI does not apply other bindings to produced objects, and
         * neither does this class.
         */
        private boolean isForeign(Annotation annotation) {
            return beans.isInterceptorBinding(annotation.annotationType())
                    && !InheritedBindings.isOfLibrary(annotation.annotationType());
        }

        @Override
        public void dispose(X instance) {
            producer.dispose(instance);
        }

        @Override
        public Set<InjectionPoint> getInjectionPoints() {
            return producer.getInjectionPoints();
        }
    }
}
