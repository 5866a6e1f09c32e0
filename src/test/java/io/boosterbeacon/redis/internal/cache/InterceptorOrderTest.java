package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where the interceptors of caches stand among those of others. */
class InterceptorOrderTest {
    private static final ThreadLocal<String> CALLER = ThreadLocal.withInitial(() -> "guest");

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface AdminsOnly {}

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Falls {}

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Audited {}

    @Interceptor
    @AdminsOnly
    @Priority(Interceptor.Priority.LIBRARY_BEFORE)
    static class Security {
        @AroundInvoke
        @Nullable
        Object check(InvocationContext call) throws Exception {
            if (!CALLER.get().equals("admin")) {
                throw new SecurityException("not for " + CALLER.get());
            }
            return call.proceed();
        }
    }

    /** As MicroProfile Fault Tolerance's, whose priority is 4010 unless configured. */
    @Interceptor
    @Falls
    @Priority(Interceptor.Priority.PLATFORM_AFTER + 10)
    static class Fallback {
        @AroundInvoke
        @Nullable
        Object fall(InvocationContext call) {
            try {
                return call.proceed();
            } catch (Exception e) {
                return "fallback";
            }
        }
    }

    @Interceptor
    @Audited
    @Priority(5_000)
    static class Audit {
        @AroundInvoke
        @Nullable
        Object note(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Listed {
        String value();
    }

    /** For {@code beans.xml} to enable. */
    @Interceptor
    @Listed("here")
    static class InList {
        @AroundInvoke
        @Nullable
        Object note(InvocationContext call) throws Exception {
            return call.proceed();
        }
    }

    @ApplicationScoped
    static class Salaries {
        private final AtomicInteger loads = new AtomicInteger();

        @AdminsOnly
        @Cached(cacheName = "order-salaries")
        public String of(String employee) {
            return employee + " " + loads.incrementAndGet();
        }

        @Falls
        @Cached(cacheName = "order-shaky")
        public String shaky(String employee) {
            if (loads.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time");
            }
            return "loaded";
        }

        @Audited
        @Cached(cacheName = "order-audited")
        public String audited(String employee) {
            return employee;
        }

        @Listed("here")
        @Cached(cacheName = "order-listed")
        public String listed(String employee) {
            return employee;
        }

        @Listed("elsewhere")
        @Cached(cacheName = "order-elsewhere")
        public String listedElsewhere(String employee) {
            return employee;
        }

        @Cached(cacheName = "order-fresh", key = "{employee}")
        @CacheInvalidate(cacheName = "order-fresh", key = "{employee}", afterInvocation = false)
        public int fresh(@CacheKey String employee) {
            return loads.incrementAndGet();
        }
    }

    @ApplicationScoped
    static class Intercepting {
        @AroundInvoke
        @Nullable
        Object own(InvocationContext call) throws Exception {
            return call.proceed();
        }

        @Cached(cacheName = "order-own")
        public String own(String id) {
            return id;
        }
    }

    interface Rates {
        String rate(String currency);

        String name(String currency);
    }

    @ApplicationScoped
    static class CentralBank implements Rates {
        @Override
        @Cached(cacheName = "order-rates")
        public String rate(String currency) {
            return currency;
        }

        @Override
        @Cached(cacheName = "order-names")
        public String name(String currency) {
            return currency;
        }
    }

    @Decorator
    @Priority(Interceptor.Priority.APPLICATION)
    abstract static class ForMembers implements Rates {
        @Inject
        @Delegate
        Rates rates;

        @Override
        public String rate(String currency) {
            if (!CALLER.get().equals("admin")) {
                throw new SecurityException("not for " + CALLER.get());
            }
            return rates.rate(currency);
        }
    }

    private static Application deploy(Map<String, String> properties) {
        return new Application(
                properties,
                Salaries.class,
                Security.class,
                Fallback.class,
                Audit.class,
                InList.class,
                Intercepting.class);
    }

    @Test
    void hit_behindASecurityInterceptor_isNotForThoseWhomItRefuses() {
        try (Application application = deploy(Map.of())) {
            Salaries salaries = application.bean(Salaries.class);
            CALLER.set("admin");
            assertThat(salaries.of("ada")).isEqualTo("ada 1");
            assertThat(salaries.of("ada")).isEqualTo("ada 1");

            CALLER.set("guest");
            assertThatThrownBy(() -> salaries.of("ada")).isInstanceOf(SecurityException.class);
        } finally {
            CALLER.remove();
        }
    }

    @Test
    void answer_ofAFallback_isNotCached() {
        try (Application application = deploy(Map.of())) {
            Salaries salaries = application.bean(Salaries.class);

            assertThat(salaries.shaky("ada")).isEqualTo("fallback");
            assertThat(salaries.shaky("ada")).isEqualTo("loaded");
        }
    }

    @Test
    void method_thatReadsAndInvalidates_isCalledEachTime() {
        try (Application application = deploy(Map.of())) {
            Salaries salaries = application.bean(Salaries.class);

            assertThat(salaries.fresh("ada")).isEqualTo(1);
            assertThat(salaries.fresh("ada")).isEqualTo(2);
        }
    }

    @Test
    void interceptors_behindTheCache_areToldAtDeployment() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = deploy(Map.of())) {
            assertThat(application.bean(Salaries.class).audited("ada")).isEqualTo("ada");
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line)
                            .contains("Salaries.audited()", Audit.class.getName(), "interceptor-priority"))
                    .anySatisfy(line -> assertThat(line).contains("Intercepting.own()"))
                    .anySatisfy(line -> assertThat(line).contains("Salaries.listed()", InList.class.getName()))
                    .noneMatch(line -> line.contains("listedElsewhere"))
                    .noneMatch(line -> line.contains(Security.class.getName()));
        }
    }

    /** CDI has decorators behind all interceptors (CDI §8). */
    @Test
    void decorators_areToldAtDeployment() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(CentralBank.class, ForMembers.class)) {
            Rates rates = application.bean(Rates.class);
            assertThatThrownBy(() -> rates.rate("EUR")).isInstanceOf(SecurityException.class);

            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("CentralBank.rate()", ForMembers.class.getName()))
                    .noneMatch(line -> line.contains("CentralBank.name()"));
        }
    }

    @Test
    void priority_beforeThatOfTransactions_failsTheDeployment() {
        assertThatThrownBy(() -> deploy(Map.of("beacon.cache.interceptor-priority", "200")))
                .hasMessageContaining("beacon.cache.interceptor-priority")
                .hasMessageContaining("201");
    }

    @Test
    void priority_configured_isInForceAndToldWhereItSkipsSecurity() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = deploy(Map.of("beacon.cache.interceptor-priority", "500"))) {
            Salaries salaries = application.bean(Salaries.class);
            CALLER.set("admin");
            assertThat(salaries.of("ada")).isEqualTo("ada 1");
            CALLER.set("guest");
            assertThat(salaries.of("ada")).as("what was configured").isEqualTo("ada 1");

            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("Salaries.of()", Security.class.getName()));
        } finally {
            CALLER.remove();
        }
    }
}
