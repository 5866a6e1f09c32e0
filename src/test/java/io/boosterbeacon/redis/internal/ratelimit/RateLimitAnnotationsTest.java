package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.Events;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code @RateLimit} on plain beans of a deployed application; each method is used up by one test. */
class RateLimitAnnotationsTest {
    private static final Duration WINDOW = Duration.ofHours(1);

    private static final Application APPLICATION = new Application(
            Map.of(Methods.class.getName() + "/overridden/RateLimit/value", "1"),
            Tenants.class,
            Methods.class,
            LimitedClass.class,
            TwiceLimitedClass.class,
            TriesAgain.class,
            Events.class);

    private final Events events = APPLICATION.bean(Events.class);

    @ApplicationScoped
    static class Tenants implements RateLimitKeyResolver {
        String current = "none";

        @Override
        public String resolve(Method endpoint) {
            return endpoint.getName() + current();
        }

        String current() {
            return current;
        }

        void enter(String tenant) {
            current = tenant;
        }
    }

    @ApplicationScoped
    static class Methods {
        final AtomicInteger attempts = new AtomicInteger();

        int attempts() {
            return attempts.get();
        }

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        public String once(String text) {
            return text;
        }

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        public void overridden() {}

        @RateLimit(name = "few", value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        @RateLimit(name = "many", value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
        public void several() {}

        @RateLimit(value = 3, cost = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        public void costly() {}

        @RateLimit(value = 1, shadow = true, window = 1, windowUnit = ChronoUnit.HOURS)
        public void onTrial() {}

        @RateLimit(value = 1, keyResolver = Tenants.class, window = 1, windowUnit = ChronoUnit.HOURS)
        public void byTenant() {}

        public void unlimited() {}

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        @Again
        public void triedAgain() {
            attempts.incrementAndGet();
        }

        @RateLimit(value = 1, window = 1, windowUnit = ChronoUnit.HOURS)
        public void ofItself() {}

        public void callItself() {
            ofItself();
        }
    }

    /** Stands for {@code @Retry} of MicroProfile Fault Tolerance, which has the same priority. */
    @Inherited
    @InterceptorBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Again {}

    @Again
    @Interceptor
    @Priority(Interceptor.Priority.PLATFORM_AFTER + 10)
    static class TriesAgain {
        @AroundInvoke
        Object around(InvocationContext call) throws Exception {
            Object unused = call.proceed();
            return call.proceed();
        }
    }

    @ApplicationScoped
    @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    static class LimitedClass {
        public void one() {}

        public void two() {}

        @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
        public void wider() {}

        @RateLimit(name = "a", value = 4, window = 1, windowUnit = ChronoUnit.HOURS)
        @RateLimit(name = "b", value = 5, window = 1, windowUnit = ChronoUnit.HOURS)
        public void several() {}

        @RateLimitExempt
        public void exempt() {}
    }

    @ApplicationScoped
    @RateLimit(name = "a", value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
    @RateLimit(name = "b", value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
    static class TwiceLimitedClass {
        public void ofTheClass() {}

        @RateLimit(value = 4, window = 1, windowUnit = ChronoUnit.HOURS)
        public void one() {}
    }

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    @BeforeEach
    void forgetEvents() {
        events.failing(false);
        events.take();
    }

    private final Methods methods = APPLICATION.bean(Methods.class);

    private static RateLimitExceededException denied(Runnable call) {
        RateLimitExceededException denied = catchThrowableOfType(RateLimitExceededException.class, call::run);
        assertThat(denied).isNotNull();
        return denied;
    }

    private static void assertAdmits(int calls, Runnable call) {
        for (int i = 0; i < calls; i++) {
            assertThatCode(call::run).doesNotThrowAnyException();
        }
        denied(call);
    }

    @Test
    void limit_usedUp_throwsWhatWasDecided() {
        assertThat(methods.once("text")).isEqualTo("text");
        methods.once("text");

        RateLimitExceededException denied = denied(() -> methods.once("text"));

        assertThat(denied.policy()).isEqualTo("default");
        assertThat(denied.window()).isEqualTo(WINDOW);
        assertThat(denied.result().limited()).isTrue();
        assertThat(denied.result().limit()).isEqualTo(2);
        assertThat(denied.result().count()).isEqualTo(2);
        assertThat(denied.result().remaining()).isZero();
        assertThat(denied.result().retryAfter()).isPositive().isLessThanOrEqualTo(WINDOW);
    }

    @Test
    void call_thatIsTriedAgain_countsOnce() {
        assertAdmits(2, methods::triedAgain);
        assertThat(methods.attempts()).isEqualTo(4);
    }

    @Test
    void call_byTheObjectItself_countsNothing() {
        for (int i = 0; i < 3; i++) {
            methods.callItself();
        }
        assertAdmits(1, methods::ofItself);
    }

    @Test
    void limit_usedUp_isToldAsAnEventWhateverItsObserversDo() {
        events.failing(true);
        methods.several();
        methods.several();
        denied(methods::several);

        assertThat(events.take())
                .singleElement(InstanceOfAssertFactories.type(RateLimitExceeded.class))
                .satisfies(event -> {
                    assertThat(event.policy()).isEqualTo("few");
                    assertThat(event.endpoint()).isEqualTo(Methods.class.getName() + "/several");
                    assertThat(event.result().limit()).isEqualTo(2);
                    assertThat(event.shadow()).isFalse();
                });
    }

    @Test
    void limit_overridden_isThatOfTheProperty() {
        assertAdmits(1, methods::overridden);
    }

    @Test
    void limit_costlyCall_countsItsCost() {
        assertAdmits(1, methods::costly);
    }

    @Test
    void limit_onTrial_onlyReports() {
        for (int i = 0; i < 3; i++) {
            methods.onTrial();
        }

        assertThat(events.take()).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RateLimitExceeded.class, told -> assertThat(told.shadow())
                        .isTrue()));
    }

    @Test
    void limit_keyResolver_countsEachSubjectApart() {
        Tenants tenants = APPLICATION.bean(Tenants.class);
        tenants.enter("one");
        assertAdmits(1, methods::byTenant);
        tenants.enter("two");
        assertAdmits(1, methods::byTenant);
    }

    @Test
    void limit_noneOnTheMethod_admitsAll() {
        for (int i = 0; i < 200; i++) {
            methods.unlimited();
        }
    }

    @Test
    void limit_onAClass_countsEachMethodApartAndYieldsToTheMethods() {
        LimitedClass bean = APPLICATION.bean(LimitedClass.class);

        assertAdmits(2, bean::one);
        assertAdmits(2, bean::two);
        assertAdmits(3, bean::wider);
        for (int i = 0; i < 5; i++) {
            bean.exempt();
        }
    }

    @Test
    void limit_oneOnTheClassAndSeveralOnTheMethod_countsACallOnce() {
        LimitedClass bean = APPLICATION.bean(LimitedClass.class);

        assertAdmits(4, bean::several);
    }

    @Test
    void limit_severalOnTheClassAndOneOnTheMethod_countsACallOnce() {
        TwiceLimitedClass bean = APPLICATION.bean(TwiceLimitedClass.class);

        assertAdmits(2, bean::ofTheClass);
        assertAdmits(4, bean::one);
    }
}
