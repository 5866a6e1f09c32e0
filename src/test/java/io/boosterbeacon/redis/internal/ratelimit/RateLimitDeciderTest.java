package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.boosterbeacon.redis.event.RateLimitExceeded;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the policies of a call decide together. */
class RateLimitDeciderTest extends RateLimitFixture {
    @Test
    void limit_calls_areAdmittedExactlyAndAgainInTheNextWindow() {
        Endpoint endpoint = endpoint(policy("default", 3));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(3);
        assertThat(admitted(endpoint, BOB, 10)).isEqualTo(3);
        now = now.plus(WINDOW);
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(3);
    }

    @Test
    void limit_64ThreadsOnTheEmbeddedStore_admitsExactlyThatMany() throws Exception {
        Endpoint endpoint = endpoint(policy("default", 1_000));
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                counts.add(threads.submit(() -> admitted(endpoint, ADA, 50)));
            }
            long total = 0;
            for (Future<Long> count : counts) {
                total += count.get();
            }
            assertThat(total).isEqualTo(1_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void decision_admitted_tellsWhatIsLeft() {
        Endpoint endpoint = endpoint(policy("default", 3));
        decider.decide(endpoint, ADA);
        now = now.plusSeconds(4);
        var result = decider.decide(endpoint, ADA).tightest().orElseThrow().decision();
        assertThat(result.limited()).isFalse();
        assertThat(result.limit()).isEqualTo(3);
        assertThat(result.count()).isEqualTo(2);
        assertThat(result.remaining()).isEqualTo(1);
        assertThat(result.resetTime()).isEqualTo(now.plusSeconds(6));
        assertThat(result.retryAfter()).isZero();
    }

    @Test
    void denial_byOnePolicyOfASubject_countsForNone() {
        Endpoint endpoint = endpoint(policy("burst", 1), policy("daily", 5).window(Duration.ofDays(1)));
        assertThat(admitted(endpoint, ADA, 10)).isEqualTo(1);
        now = now.plus(WINDOW);
        Verdict verdict = decider.decide(endpoint, ADA);
        assertThat(verdict.results())
                .extracting(Verdict.Result::policy, each -> each.decision().count())
                .containsExactly(tuple("burst", 1L), tuple("daily", 2L));
    }

    @Test
    void denials_ofSeveralPolicies_beginWithTheLongestWait() {
        Endpoint endpoint = endpoint(
                policy("short", 1),
                policy("long", 1).window(Duration.ofHours(1)).key(RateLimitKey.USER));
        decider.decide(endpoint, ADA);
        Verdict denied = decider.decide(endpoint, ADA);
        assertThat(denied.denials()).extracting(Verdict.Result::policy).containsExactly("long", "short");
        assertThat(denied.tightest().orElseThrow().policy()).isEqualTo("long");
    }

    @Test
    void shadowPolicy_overItsLimit_reportsAndDeniesNothing() {
        Endpoint endpoint = endpoint(policy("default", 100), policy("trial", 1).shadow());
        assertThat(admitted(endpoint, ADA, 3)).isEqualTo(3);
        assertThat(events).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RateLimitExceeded.class, exceeded -> {
                    assertThat(exceeded.shadow()).isTrue();
                    assertThat(exceeded.policy()).isEqualTo("trial");
                }));
        assertThat(decider.decide(endpoint, ADA).results())
                .extracting(Verdict.Result::policy)
                .containsExactly("default");
    }

    @Test
    void denial_isToldAsEventWithoutTheSubject() {
        Endpoint endpoint = endpoint(policy("default", 1).key(RateLimitKey.USER));
        admitted(endpoint, ADA, 2);
        assertThat(events).singleElement().isInstanceOfSatisfying(RateLimitExceeded.class, exceeded -> {
            assertThat(exceeded.shadow()).isFalse();
            assertThat(exceeded.endpoint()).isEqualTo(Sample.class.getName() + "/admit");
            assertThat(exceeded.subject()).hasSize(43);
            assertThat(exceeded.toString()).doesNotContain("ada");
        });
    }

    /** The store counts whole milliseconds. */
    @Test
    void alignedWindow_endsWithTheCalendar() {
        Endpoint endpoint = endpoint(policy("p", 2).aligned());
        now = Instant.parse("2026-03-01T12:00:03.000900Z");
        for (int i = 0; i < 3; i++) {
            assertThat(decider.decide(endpoint, ADA).results().get(0).decision().resetTime())
                    .isEqualTo("2026-03-01T12:00:10Z");
        }
        assertThat(decider.decide(endpoint(policy("q", 2)), ADA)
                        .results()
                        .get(0)
                        .decision()
                        .resetTime())
                .isEqualTo("2026-03-01T12:00:13.000900Z");
    }
}
