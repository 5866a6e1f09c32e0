package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.ratelimit.QuotaPolicy;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of {@link RateLimiter} does what the README says. */
class ReadmeLimiterTest {
    private static final Path README = Path.of("README.md");
    private static final QuotaPolicy DAY = QuotaPolicy.calendarWindow(
                    1_000, Duration.ofDays(1), ZoneId.of("Europe/Berlin"))
            .named("day");
    private static final QuotaPolicy TOKENS =
            QuotaPolicy.tokenBucket(60_000, Duration.ofMinutes(1), 10_000).named("tokens");
    private static final QuotaPolicy PARALLEL = QuotaPolicy.concurrency(4, Duration.ofSeconds(30));

    private final HandMovedClock clock = new HandMovedClock();
    private final Scheduler timers = new Scheduler();
    private final RateLimitStore store = EmbeddedStore.rateLimitsOnly(clock, 64L << 20);
    private final RateLimiter limiter = new StoreRateLimiter(
            store,
            Settings.read(name -> Optional.empty(), problem -> {}).application(),
            clock,
            new RunningCalls(store, timers),
            new WaitingLines(store, timers, System::nanoTime));

    @TempDir
    Path output;

    @AfterEach
    void close() {
        timers.close();
    }

    private Object bean(String type) throws Exception {
        String code = Snippets.java(README)
                .filter(snippet -> snippet.contains("public class " + type + " "))
                .findFirst()
                .orElseThrow();
        Object bean = Snippets.compiled(code, output).getConstructor().newInstance();
        Field field = bean.getClass().getDeclaredField("limiter");
        field.setAccessible(true);
        field.set(bean, limiter);
        return bean;
    }

    private static Object call(Object bean, String name, Object... arguments) throws Exception {
        Method method = Arrays.stream(bean.getClass().getMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return method.invoke(bean, arguments);
    }

    @Test
    void reportQuota_limitsSecondsAndDays() throws Exception {
        Object quota = bean("ReportQuota");
        for (int i = 0; i < 10; i++) {
            assertThat(call(quota, "admits", "ada")).isEqualTo(true);
        }
        assertThat(call(quota, "admits", "ada")).isEqualTo(false);
        assertThat(limiter.status("ada", DAY).count()).isEqualTo(10);
        call(quota, "takeBack", "ada");
        assertThat(limiter.status("ada", DAY).count()).isEqualTo(9);
        clock.move(Duration.ofSeconds(2));
        limiter.penalize("ada", DAY, 990);

        assertThat(call(quota, "admits", "ada")).isEqualTo(true);
        assertThat(call(quota, "admits", "ada")).isEqualTo(false);
        assertThat(call(quota, "admits", "bob")).isEqualTo(true);
    }

    @Test
    void reportQuota_block_deniesForADay() throws Exception {
        Object quota = bean("ReportQuota");
        call(quota, "block", "ada");

        assertThat(call(quota, "admits", "ada")).isEqualTo(false);
        clock.move(Duration.ofHours(25));
        assertThat(call(quota, "admits", "ada")).isEqualTo(true);
    }

    @Test
    void languageModel_settlesWhatTheCallHasCost() throws Exception {
        Object model = bean("LanguageModel");
        String question = "How many nodes?";
        String answer = (String) call(model, "answer", "ada", question);

        assertThat(limiter.status("ada", TOKENS).count()).isEqualTo(question.length() + answer.length());
        assertThat(limiter.status("ada", PARALLEL).count()).isZero();
    }
}
