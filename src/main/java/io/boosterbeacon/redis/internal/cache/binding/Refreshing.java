package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Set;

/** Decides how the values of a method are replaced, and on which threads. */
final class Refreshing {
    private static final Set<Class<? extends Annotation>> OF_THE_APPLICATION =
            Set.of(ApplicationScoped.class, Singleton.class);

    private Refreshing() {}

    /**
     * @param bulk whether the method reads several values, which are loaded together by their caller
     * @throws ConfigProblem for a load timeout of a method that cannot be called on another thread
     */
    static RefreshPolicy of(
            CachePolicy policy, BeanMethod called, EntryPlan entries, boolean bulk, ReturnShape shape, String place) {
        if (bulk) {
            requireNoTimeout(place + ": softLoadTimeout", policy.softLoadTimeout());
            requireNoTimeout(place + ": hardLoadTimeout", policy.hardLoadTimeout());
        }
        boolean inBackground = !bulk && mayRunInBackground(called, entries);
        if (!policy.softLoadTimeout().isZero() && !inBackground) {
            throw notInBackground(place + ": softLoadTimeout", policy.softLoadTimeout(), "");
        }
        if (!policy.hardLoadTimeout().isZero() && !inBackground && !shape.stage()) {
            throw notInBackground(
                    place + ": hardLoadTimeout",
                    policy.hardLoadTimeout(),
                    ", or a method that returns a CompletionStage");
        }
        return new RefreshPolicy(
                policy.refreshAfter(),
                policy.earlyRefresh(),
                policy.softLoadTimeout(),
                policy.hardLoadTimeout(),
                inBackground);
    }

    private static void requireNoTimeout(String place, Duration timeout) {
        if (!timeout.isZero()) {
            throw ConfigProblem.of(
                    place, timeout.toMillis(), "0, because the method reads several values, which its caller loads");
        }
    }

    private static ConfigProblem notInBackground(String place, Duration timeout, String more) {
        return ConfigProblem.of(
                place,
                timeout.toMillis(),
                "0, because the method cannot run on another thread; or a bean that is @ApplicationScoped or @Singleton,"
                        + " and no enterprise bean, without a CacheKeyGenerator" + more);
    }

    /**
     * Whether a method can be called on another thread, without its request. That bean must live as long as the
     * application, and its key must consist of the arguments: a generator may know the caller, and then the method may,
     * too. Only its container may call an enterprise bean.
     */
    private static boolean mayRunInBackground(BeanMethod called, EntryPlan entries) {
        return OF_THE_APPLICATION.contains(called.scope())
                && entries.keys().shape().isPresent()
                && !called.isOfEnterpriseBean();
    }
}
