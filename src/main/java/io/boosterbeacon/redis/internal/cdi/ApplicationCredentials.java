package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisCredentials;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/** Finds the application's bean of {@link RedisCredentials}, and calls it with the class loader of the application. */
final class ApplicationCredentials {
    private ApplicationCredentials() {}

    /**
     * Finds the bean.
     *
     * @return null if the application has none
     * @throws IllegalStateException if it has several
     */
    static @Nullable RedisCredentials find(Instance<RedisCredentials> beans) {
        if (beans.isAmbiguous()) {
            throw new IllegalStateException("There are several beans of the type " + RedisCredentials.class.getName()
                    + "; accepted: one, or none for the credentials of redis.url");
        }
        // looked up once: each dependent bean would live until the application ends
        return beans.isUnsatisfied() ? null : inApplication(beans.get());
    }

    /**
     * Sets the context class loader, because the store calls the bean on a thread of its own, and the bean may load
     * classes.
     */
    private static RedisCredentials inApplication(RedisCredentials bean) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return () -> {
            Thread current = Thread.currentThread();
            ClassLoader before = current.getContextClassLoader();
            current.setContextClassLoader(application);
            try {
                return bean.login();
            } finally {
                current.setContextClassLoader(before);
            }
        };
    }
}
