package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.server.LazyBean;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One interceptor for all annotations that change caches. A method with several of them is intercepted by several
 * subclasses. The first one makes all the changes.
 */
abstract class ChangingInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String DONE = ChangingInterceptor.class.getName();

    // an Instance can be serialized, the bean that it finds cannot
    @Inject
    private Instance<CacheMethods> methods;

    private final LazyBean<CacheMethods> bean = new LazyBean<>();

    // timeout methods are not intercepted by @AroundInvoke
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Exception {
        if (call.getContextData().putIfAbsent(DONE, true) != null) {
            return call.proceed();
        }
        return bean.get(methods)
                .change(
                        BeanMethod.of(call.getTarget().getClass(), call.getMethod()),
                        call.getParameters(),
                        call::proceed);
    }
}
