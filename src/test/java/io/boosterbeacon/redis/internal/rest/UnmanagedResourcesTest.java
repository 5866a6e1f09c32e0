package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** Which resources have cache annotations without effect. */
class UnmanagedResourcesTest {
    interface Reads {
        @Cached
        String read();
    }

    static class Unmanaged implements Reads {
        @Override
        public String read() {
            return "";
        }

        @CacheInvalidateAll(cacheName = "c")
        public void clear() {}

        public void other() {}
    }

    @ApplicationScoped
    static class Managed extends Unmanaged {}

    private static Optional<String> problem(Class<?> type, String method) {
        try (WeldContainer container =
                new Weld().disableDiscovery().addBeanClass(Managed.class).initialize()) {
            return UnmanagedResources.problem(
                    new BeanMethod(type, Unmanaged.class.getDeclaredMethod(method)), container.getBeanManager());
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void cacheAnnotations_ofAClassThatIsNoBean_areAProblem() {
        String remedy = Unmanaged.class.getName() + " is not a CDI bean. Give it a scope such as @RequestScoped";
        assertThat(problem(Unmanaged.class, "read"))
                .hasValue("@Cached of " + Unmanaged.class.getName() + ".read() is NOT in force: " + remedy);
        assertThat(problem(Unmanaged.class, "clear"))
                .hasValue(
                        "@CacheInvalidateAll of " + Unmanaged.class.getName() + ".clear() is NOT in force: " + remedy);
        assertThat(problem(Unmanaged.class, "other")).isEmpty();
    }

    @Test
    void cacheAnnotations_ofABean_areNoProblem() {
        assertThat(problem(Managed.class, "read")).isEmpty();
    }
}
