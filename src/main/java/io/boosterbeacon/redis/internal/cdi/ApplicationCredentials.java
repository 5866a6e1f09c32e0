package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.RedisCredentials;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/** The application's bean of {@link RedisCredentials}, called with the class loader of the application. */
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
        // one bean for all connections: a dependent bean for each would live until the application ends
        return beans.isUnsatisfied() ? null : inApplication(beans.get());
    }

    /** The store calls it on a thread that does not belong to the application, and the bean may look classes up. */
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
