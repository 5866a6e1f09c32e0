package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheWarmUp;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.TypeHierarchy;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A method with {@link CacheWarmUp}.
 *
 * @param type the type of the bean that declares the method
 */
record WarmUpMethod(Bean<?> bean, Type type, Method method, Duration timeout) {
    /** The methods of a bean with the annotation, their own or the nearest one of a method that they override. */
    static Map<Method, CacheWarmUp> annotated(AnnotatedType<?> type) {
        Map<Method, CacheWarmUp> found = new LinkedHashMap<>();
        for (AnnotatedMethod<?> method : type.getMethods()) {
            CacheWarmUp own = method.getAnnotation(CacheWarmUp.class);
            if (own != null) {
                found.put(called(type.getJavaClass(), method.getJavaMember()), own);
            }
        }
        for (Class<?> each : TypeHierarchy.of(type.getJavaClass())) {
            for (Method method : each.getDeclaredMethods()) {
                CacheWarmUp inherited = method.getAnnotation(CacheWarmUp.class);
                if (inherited != null) {
                    found.putIfAbsent(called(type.getJavaClass(), method), inherited);
                }
            }
        }
        return found;
    }

    /** The method that a call of this one reaches. */
    private static Method called(Class<?> bean, Method method) {
        try {
            return bean.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException e) {
            return method;
        }
    }

    /** Throws {@link ConfigProblem} if the annotation is wrong. */
    static WarmUpMethod of(Bean<?> bean, Method method, CacheWarmUp own) {
        String place = Members.place("CacheWarmUp", method);
        if (method.getParameterCount() > 0
                || !Modifier.isPublic(method.getModifiers())
                || Modifier.isStatic(method.getModifiers())) {
            throw new ConfigProblem(place + " is on " + Modifier.toString(method.getModifiers()) + " "
                    + method.getName() + " with " + method.getParameterCount()
                    + " parameters; accepted: a public method without parameters that is not static");
        }
        Type type = bean.getTypes().stream()
                .filter(each -> rawType(each) == method.getDeclaringClass())
                .findFirst()
                .orElseThrow(() -> new ConfigProblem(
                        place + ": " + method.getDeclaringClass().getName() + " is not a type of the bean "
                                + bean.getBeanClass().getName() + "; accepted: a bean that has it among its types"));
        return new WarmUpMethod(
                bean, type, method, Members.duration(place + ": timeout", own.timeout(), own.timeoutUnit(), false));
    }

    private static Type rawType(Type type) {
        return type instanceof ParameterizedType generic ? generic.getRawType() : type;
    }

    String place() {
        return Members.place("CacheWarmUp", method);
    }

    /** Calls the method, and waits for its stage if it returns one. */
    void call(BeanManager beans) throws Exception {
        CreationalContext<?> context = beans.createCreationalContext(bean);
        try {
            Object called = beans.getReference(bean, type, context);
            // the class of a bean need not be public
            method.setAccessible(true);
            if (method.invoke(called) instanceof CompletionStage<?> stage) {
                Object unused = stage.toCompletableFuture().get();
            }
        } catch (InvocationTargetException | ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            context.release();
        }
    }
}
