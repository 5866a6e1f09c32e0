package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.cache.CacheWarmUp;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** A method with {@link CacheWarmUp}. */
record WarmUpMethod(Bean<?> bean, Method method, Duration timeout) {
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
        if (!bean.getTypes().contains(method.getDeclaringClass())) {
            throw new ConfigProblem(place + ": " + method.getDeclaringClass().getName() + " is not a type of the bean "
                    + bean.getBeanClass().getName() + "; accepted: a bean that has it among its types");
        }
        return new WarmUpMethod(
                bean, method, Members.duration(place + ": timeout", own.timeout(), own.timeoutUnit(), false));
    }

    String place() {
        return Members.place("CacheWarmUp", method);
    }

    /** Calls the method, and waits for its stage if it returns one. */
    void call(BeanManager beans) throws Exception {
        CreationalContext<?> context = beans.createCreationalContext(bean);
        try {
            Object called = beans.getReference(bean, method.getDeclaringClass(), context);
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
