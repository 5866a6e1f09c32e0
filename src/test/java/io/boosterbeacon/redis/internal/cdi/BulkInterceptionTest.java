package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Methods that read several values, within other interceptors, and declared by generic types. */
class BulkInterceptionTest {
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Retried {}

    /** Calls once more, as MicroProfile's {@code @Retry} does. */
    @Interceptor
    @Retried
    @Priority(Interceptor.Priority.APPLICATION)
    static class Retry {
        static final List<Object> SEEN = new ArrayList<>();

        @AroundInvoke
        Object around(InvocationContext call) throws Exception {
            try {
                return call.proceed();
            } catch (IllegalStateException e) {
                return call.proceed();
            } finally {
                SEEN.add(call.getParameters()[0]);
            }
        }
    }

    interface Finder<K, V> {
        @Cached(cacheName = "found")
        Map<K, V> find(@CacheKey Collection<K> keys);

        @Cached(cacheName = "found")
        V one(@CacheKey K key);
    }

    @ApplicationScoped
    static class Names implements Finder<String, Integer> {
        private final List<List<String>> asked = new ArrayList<>();
        private int failures;

        @Override
        public Map<String, Integer> find(Collection<String> keys) {
            asked.add(List.copyOf(keys));
            Map<String, Integer> found = new HashMap<>();
            keys.forEach(key -> found.put(key, key.length()));
            keys.clear(); // it is a copy
            return found;
        }

        @Override
        public Integer one(String key) {
            return -1;
        }

        @Retried
        @Cached(cacheName = "lists")
        public List<Integer> list(@CacheKey List<String> keys) {
            asked.add(List.copyOf(keys));
            if (failures-- > 0) {
                throw new IllegalStateException("the first time");
            }
            return keys.stream().map(String::length).toList();
        }

        void failOnce() {
            failures = 1;
        }

        List<List<String>> asked() {
            return List.copyOf(asked);
        }
    }

    @Test
    void interceptorsAround_seeTheArgumentsOfTheCaller_alsoIfTheyCallAgain() {
        try (Application application = new Application(Names.class, Retry.class)) {
            Names names = application.bean(Names.class);
            assertThat(names.list(List.of("a"))).containsExactly(1);
            names.failOnce();

            assertThat(names.list(List.of("ccc", "a", "bb"))).containsExactly(3, 1, 2);

            assertThat(names.asked()).containsExactly(List.of("a"), List.of("ccc", "bb"), List.of("ccc", "bb"));
            assertThat(Retry.SEEN).containsExactly(List.of("a"), List.of("ccc", "a", "bb"));
        }
    }

    @Test
    void methodOfAGenericInterface_hasTheKeysOfTheBean() {
        try (Application application = new Application(Names.class, Retry.class)) {
            Names names = application.bean(Names.class);

            assertThat(names.find(Arrays.asList("a", "bb"))).isEqualTo(Map.of("a", 1, "bb", 2));

            assertThat(names.one("bb")).isEqualTo(2);
            assertThat(((Finder<String, Integer>) names).find(List.of("bb", "ccc")))
                    .isEqualTo(Map.of("bb", 2, "ccc", 3));
            assertThat(names.asked()).containsExactly(List.of("a", "bb"), List.of("ccc"));
        }
    }
}
