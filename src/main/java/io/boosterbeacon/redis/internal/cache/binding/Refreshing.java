package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.read.RefreshPolicy;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides how the values of a method are replaced, and on which threads. */
final class Refreshing {
    private static final Set<Class<? extends Annotation>> OF_THE_APPLICATION =
            Set.of(ApplicationScoped.class, Singleton.class);

    private static final String OF_SEVERAL = "the method reads several values, which its caller loads";
    private static final String NOTHING_STALE = "without staleTtl there is no stale value";
    private static final String NOT_IN_BACKGROUND = "the method cannot run on another thread";

    private Refreshing() {}

    /**
     * A timeout that the configuration gives to a method that cannot have it is ignored: it may be that of a cache or a
     * class, and fit other methods.
     *
     * @param own the annotation without its overrides
     * @param bulk whether the method reads several values, which are loaded together by their caller
     * @throws ConfigProblem for a load timeout in the annotation of a method that cannot have it
     */
    static RefreshPolicy of(
            CachePolicy policy,
            Cached own,
            BeanMethod called,
            EntryPlan entries,
            boolean bulk,
            ReturnShape shape,
            String place) {
        boolean inBackground = !bulk && mayRunInBackground(called, entries);
        if (!inBackground) {
            requireNone(place + ": softLoadTimeout", own.softLoadTimeout(), policy.softLoadTimeout(), bulk, "");
        }
        boolean abandoned = inBackground || (!bulk && shape.stage());
        if (!abandoned) {
            requireNone(
                    place + ": hardLoadTimeout",
                    own.hardLoadTimeout(),
                    policy.hardLoadTimeout(),
                    bulk,
                    ", or a method that returns a CompletionStage");
        }
        return new RefreshPolicy(
                policy.refreshAfter(),
                policy.earlyRefresh(),
                inBackground && !policy.staleTtl().isZero() ? policy.softLoadTimeout() : Duration.ZERO,
                abandoned ? policy.hardLoadTimeout() : Duration.ZERO,
                inBackground);
    }

    /** The configured timeouts that the method cannot have. */
    static List<String> ignored(CachedDefinition read, String place) {
        CachePolicy merged = read.merged();
        RefreshPolicy used = read.policy().refresh();
        String reason = read.bulk().isPresent() ? OF_SEVERAL : NOT_IN_BACKGROUND;
        String reasonOfSoft = used.inBackground() ? NOTHING_STALE : reason;
        return Stream.of(
                        ignored(
                                place + ": softLoadTimeout",
                                merged.softLoadTimeout(),
                                used.softTimeout(),
                                reasonOfSoft),
                        ignored(place + ": hardLoadTimeout", merged.hardLoadTimeout(), used.hardTimeout(), reason))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> ignored(String place, Duration configured, Duration used, String reason) {
        return configured.equals(used)
                ? Optional.empty()
                : Optional.of(place + " \"" + configured.toMillis() + "\" of the configuration is ignored, because "
                        + reason);
    }

    private static void requireNone(String place, long own, Duration merged, boolean bulk, String more) {
        if (own != 0 && !merged.isZero()) {
            throw ConfigProblem.of(
                    place,
                    own,
                    bulk
                            ? "0, because " + OF_SEVERAL
                            : "0, because " + NOT_IN_BACKGROUND + "; or a bean that is @ApplicationScoped or"
                                    + " @Singleton, and no enterprise bean, without a CacheKeyGenerator" + more);
        }
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
