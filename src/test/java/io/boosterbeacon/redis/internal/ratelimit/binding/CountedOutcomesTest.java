package io.boosterbeacon.redis.internal.ratelimit.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.ejb.AsyncResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Limits of beans that count calls by their outcome. */
class CountedOutcomesTest {
    private static final Application APPLICATION = new Application(Accounts.class);

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    @ApplicationScoped
    static class Accounts {
        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
        public String logIn(boolean right) throws IOException {
            if (!right) {
                throw new IOException("wrong password");
            }
            return "welcome";
        }

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.SUCCESSES)
        public void create(boolean right) throws IOException {
            logInUnlimited(right);
        }

        private void logInUnlimited(boolean right) throws IOException {
            if (!right) {
                throw new IOException("incomplete");
            }
        }

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
        public CompletionStage<String> logInLater(CompletableFuture<String> answer) {
            return answer;
        }

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
        public Future<String> logInAside(Future<String> answer) {
            return answer;
        }

        /** As an asynchronous method of an enterprise bean, whose container passes another future to the caller. */
        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS, count = RateLimitCount.FAILURES)
        public Future<String> logInByTheContainer() {
            return new AsyncResult<>("welcome");
        }
    }

    private final Accounts accounts = APPLICATION.bean(Accounts.class);

    @Test
    void method_thatCountsFailures_isDeniedAfterThemOnly() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(accounts.logIn(true)).isEqualTo("welcome");
        }
        assertThatThrownBy(() -> accounts.logIn(false)).isInstanceOf(IOException.class);
        assertThat(accounts.logIn(true)).isEqualTo("welcome");
        assertThatThrownBy(() -> accounts.logIn(false)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> accounts.logIn(true)).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void method_thatCountsSuccesses_isDeniedAfterThemOnly() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> accounts.create(false)).isInstanceOf(IOException.class);
        }
        accounts.create(true);
        accounts.create(true);
        assertThatThrownBy(() -> accounts.create(true)).isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void stage_thatCompletes_isItsCallsOutcome() {
        CompletableFuture<String> right = new CompletableFuture<>();
        CompletableFuture<String> wrong = new CompletableFuture<>();
        assertThat(accounts.logInLater(right)).isSameAs(right);
        accounts.logInLater(wrong);
        assertThatThrownBy(() -> accounts.logInLater(new CompletableFuture<>()))
                .isInstanceOf(RateLimitExceededException.class);

        wrong.completeExceptionally(new IOException("wrong password"));
        assertThatThrownBy(() -> accounts.logInLater(new CompletableFuture<>()))
                .isInstanceOf(RateLimitExceededException.class);

        right.complete("welcome");
        Awaitility.await()
                .ignoreException(RateLimitExceededException.class)
                .untilAsserted(() -> accounts.logInLater(new CompletableFuture<>()));
        assertThatThrownBy(() -> accounts.logInLater(new CompletableFuture<>()))
                .isInstanceOf(RateLimitExceededException.class);
    }

    @Test
    void future_thatIsDone_isItsCallsOutcome() {
        FutureTask<String> right = new FutureTask<>(() -> "welcome");
        FutureTask<String> wrong = new FutureTask<>(() -> {
            throw new IOException("wrong password");
        });
        assertThat(accounts.logInAside(right)).isSameAs(right);
        assertThat(accounts.logInAside(wrong)).isSameAs(wrong);

        wrong.run();
        Awaitility.await().during(Duration.ofMillis(100)).untilAsserted(() -> assertThatThrownBy(
                        () -> accounts.logInAside(new FutureTask<>(() -> "")))
                .isInstanceOf(RateLimitExceededException.class));

        right.run();
        Awaitility.await()
                .ignoreException(RateLimitExceededException.class)
                .until(() -> accounts.logInAside(new FutureTask<>(() -> "")) != null);
    }

    @Test
    void resultOfAnAsynchronousEnterpriseBean_isASuccess() {
        for (int i = 0; i < 5; i++) {
            assertThat(accounts.logInByTheContainer()).isInstanceOf(AsyncResult.class);
        }
    }
}
