package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.InterceptorPriority;
import io.boosterbeacon.redis.internal.server.LazyBean;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Binds {@link Cached}; see {@link InterceptorPriority}. */
@Interceptor
@Cached
@Priority(InterceptorPriority.DEFAULT + InterceptorPriority.READS)
public class CachedInterceptor implements Serializable {
    private static final long serialVersionUID = 1L;
    // an Instance can be serialized, the bean that it finds cannot
    @Inject
    private Instance<CacheMethods> methods;

    private final LazyBean<CacheMethods> bean = new LazyBean<>();

    // timeout methods are not intercepted by @AroundInvoke
    @AroundInvoke
    @AroundTimeout
    @Nullable
    Object around(InvocationContext call) throws Throwable {
        return bean.get(methods)
                .read(
                        BeanMethod.of(call.getTarget().getClass(), call.getMethod()),
                        call.getParameters(),
                        new InterceptedCall(call));
    }
}
