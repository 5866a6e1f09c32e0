package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Usage;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.testing.Requests;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of every {@link RateLimitStore}. The examples are of fixed windows. */
public abstract class RateLimitStoreContract extends LimitAlgorithmsContract {
    private final String subject = random("subject");

    @Override
    protected RateLimitStore limits() {
        return store().rateLimits();
    }

    private static Request policy(String id, long limit) {
        return Requests.of(id, limit, LONG, 1);
    }

    private Decision acquire(Request policy) {
        return await(limits().tryAcquire(subject, List.of(policy))).get(0);
    }

    private List<Decision> acquireAll(Request... policies) {
        return await(limits().tryAcquire(subject, List.of(policies)));
    }

    private Usage usage(String policyId) {
        return await(limits().adjust(subject, policyId, Requests.ANY, 0));
    }

    private static void assertBetween(Duration actual, Duration least, Duration most) {
        assertThat(actual).isBetween(least, most);
    }

    @Test
    void tryAcquire_firstRequest_beginsAWindowOfThePolicysLength() {
        Decision first = acquire(policy("p", 3));

        assertThat(first.admitted()).isTrue();
        assertThat(first.count()).isEqualTo(1);
        assertBetween(first.reset(), LONG.minusSeconds(10), LONG);
    }

    @Test
    void tryAcquire_upToTheLimit_admitsAndThenDenies() {
        assertThat(List.of(acquire(policy("p", 2)), acquire(policy("p", 2)), acquire(policy("p", 2))))
                .extracting(Decision::admitted)
                .containsExactly(true, true, false);
    }

    @Test
    void tryAcquire_denied_changesNothing() {
        acquire(policy("p", 1));
        Usage before = usage("p");

        Decision denied = acquire(policy("p", 1));

        assertThat(denied.admitted()).isFalse();
        assertThat(denied.count()).isEqualTo(1);
        assertThat(usage("p").count()).isEqualTo(1);
        assertThat(usage("p").reset()).isLessThanOrEqualTo(before.reset());
    }

    @Test
    void tryAcquire_deniedAgainAndAgain_doesNotProlongTheWindow() {
        var brief = Requests.of("p", 1, Duration.ofMillis(300), 1);
        acquire(brief);
        pass(Duration.ofMillis(200));
        acquire(brief);
        pass(Duration.ofMillis(200));

        assertThat(acquire(brief).admitted()).isTrue();
    }

    @Test
    void tryAcquire_manyThreadsRacing_admitsExactlyTheLimit() {
        long limit = 1000;

        long admitted = race(THREADS, () -> {
                    long mine = 0;
                    for (int i = 0; i < 50; i++) {
                        mine += acquire(policy("p", limit)).admitted() ? 1 : 0;
                    }
                    return mine;
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();

        assertThat(admitted).isEqualTo(limit);
        assertThat(usage("p").count()).isEqualTo(limit);
    }

    @Test
    void tryAcquire_manyThreadsRacingOverTwoPolicies_countsBothAlike() {
        race(THREADS, () -> {
            for (int i = 0; i < 20; i++) {
                acquireAll(policy("narrow", 300), policy("wide", 500));
            }
            return true;
        });

        assertThat(usage("narrow").count()).isEqualTo(300);
        assertThat(usage("wide").count()).isEqualTo(300);
    }

    @Test
    void tryAcquire_cost_countsAsMuch() {
        assertThat(acquire(Requests.of("p", 10, LONG, 4)).count()).isEqualTo(4);
        assertThat(acquire(Requests.of("p", 10, LONG, 6)).count()).isEqualTo(10);
    }

    @Test
    void tryAcquire_costBeyondTheRest_deniesAndLeavesTheRestToOthers() {
        acquire(Requests.of("p", 10, LONG, 8));

        Decision tooMuch = acquire(Requests.of("p", 10, LONG, 3));

        assertThat(tooMuch.admitted()).isFalse();
        assertThat(tooMuch.count()).isEqualTo(8);
        assertThat(acquire(Requests.of("p", 10, LONG, 2)).admitted()).isTrue();
    }

    @Test
    void tryAcquire_severalPolicies_answersInTheirOrder() {
        acquire(policy("b", 10));

        List<Decision> decisions =
                acquireAll(Requests.of("c", 10, LONG, 3), policy("b", 10), Requests.of("a", 10, LONG, 5));

        assertThat(decisions).extracting(Decision::admitted).containsExactly(true, true, true);
        assertThat(decisions).extracting(Decision::count).containsExactly(3L, 2L, 5L);
    }

    @Test
    void tryAcquire_oneOfSeveralPoliciesDenies_noneCounts() {
        var hourly = Requests.of("hourly", 10, Duration.ofHours(1), 1);
        var daily = Requests.of("daily", 1, Duration.ofDays(1), 1);
        var weekly = Requests.of("weekly", 10, Duration.ofDays(7), 1);
        acquireAll(hourly, daily);

        List<Decision> decisions = acquireAll(hourly, daily, weekly);

        assertThat(decisions).extracting(Decision::admitted).containsExactly(true, false, true);
        assertThat(decisions).extracting(Decision::count).containsExactly(1L, 1L, 0L);
        assertThat(usage("hourly").count()).isEqualTo(1);
        assertThat(usage("daily").count()).isEqualTo(1);
        assertThat(usage("weekly")).isEqualTo(Usage.NONE);
    }

    @Test
    void tryAcquire_oneOfSeveralPoliciesDenies_resetOfTheUnbegunIsItsLength() {
        acquire(policy("full", 1));

        List<Decision> decisions = acquireAll(policy("full", 1), Requests.of("idle", 5, Duration.ofDays(3), 1));

        assertThat(decisions.get(1).reset()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void tryAcquire_severalPoliciesOfDifferentWindows_endEachOnItsOwn() {
        var brief = Requests.of("brief", 10, SHORT, 1);
        acquireAll(brief, policy("lasting", 10));
        pass(PAST_SHORT);

        assertThat(acquireAll(brief, policy("lasting", 10)))
                .extracting(Decision::count)
                .containsExactly(1L, 2L);
    }

    @Test
    void tryAcquire_otherSubjectsAndPolicies_countApart() {
        acquire(policy("p", 1));

        assertThat(acquire(policy("q", 1)).admitted()).isTrue();
        assertThat(await(limits().tryAcquire(random("subject"), List.of(policy("p", 1))))
                        .get(0)
                        .admitted())
                .isTrue();
    }

    @Test
    void window_startsAtItsFirstRequest_andEndsWhateverCameLater() {
        var brief = Requests.of("p", 10, Duration.ofMillis(600), 1);
        acquire(brief);
        pass(Duration.ofMillis(300));
        acquire(brief);
        pass(Duration.ofMillis(350));

        assertThat(acquire(brief).count()).isEqualTo(1);
    }

    @Test
    void window_over_countsNothingAnyMore() {
        acquire(Requests.of("p", 1, SHORT, 1));
        pass(PAST_SHORT);

        assertThat(usage("p")).isEqualTo(Usage.NONE);
        assertThat(acquire(policy("p", 1)).admitted()).isTrue();
    }

    @Test
    void reset_whileTimePasses_shrinks() {
        Duration first = acquire(policy("p", 5)).reset();
        pass(Duration.ofMillis(100));
        Duration second = acquire(policy("p", 5)).reset();
        pass(Duration.ofMillis(100));

        assertThat(second).isLessThanOrEqualTo(first.minusMillis(90)).isPositive();
        assertThat(usage("p").reset())
                .isLessThanOrEqualTo(second.minusMillis(90))
                .isPositive();
    }

    @Test
    void tryAcquire_limitLoweredBelowTheCount_denies() {
        acquire(Requests.of("p", 10, LONG, 8));

        Decision lowered = acquire(policy("p", 5));

        assertThat(lowered.admitted()).isFalse();
        assertThat(lowered.count()).isEqualTo(8);
    }

    @Test
    void tryAcquire_limitRaised_admitsTheDifference() {
        acquire(Requests.of("p", 5, LONG, 5));

        assertThat(acquire(Requests.of("p", 8, LONG, 3)).count()).isEqualTo(8);
        assertThat(acquire(policy("p", 8)).admitted()).isFalse();
    }

    @Test
    void tryAcquire_windowLengthChanged_letsTheCurrentWindowRunOut() {
        acquire(policy("p", 5));

        assertBetween(acquire(Requests.of("p", 5, Duration.ofDays(9), 1)).reset(), LONG.minusSeconds(10), LONG);
    }

    @Test
    void penalize_beyondTheLimit_countsAndKeepsDenying() {
        acquire(policy("p", 3));

        assertThat(await(limits().adjust(subject, "p", Requests.window(1, LONG), 10))
                        .count())
                .isEqualTo(11);
        assertThat(acquire(policy("p", 3)).admitted()).isFalse();
        assertThat(acquire(policy("p", 3)).count()).isEqualTo(11);
    }

    @Test
    void penalize_withoutAWindow_beginsOneOfTheGivenLength() {
        Usage usage = await(limits().adjust(subject, "p", Requests.window(1, LONG), 2));

        assertThat(usage.count()).isEqualTo(2);
        assertBetween(usage.reset(), LONG.minusSeconds(10), LONG);
        assertThat(usage("p").count()).isEqualTo(2);
    }

    @Test
    void penalize_withinAWindow_leavesItsEnd() {
        acquire(policy("p", 3));

        assertThat(await(limits().adjust(subject, "p", Requests.window(1, Duration.ofDays(9)), 1))
                        .reset())
                .isLessThanOrEqualTo(LONG);
    }

    @Test
    void penalize_afterTheWindow_beginsAnew() {
        await(limits().adjust(subject, "p", Requests.window(1, SHORT), 5));
        pass(PAST_SHORT);

        assertThat(await(limits().adjust(subject, "p", Requests.window(1, LONG), 1))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refund_withinAWindow_givesBackAndLeavesItsEnd() {
        acquire(Requests.of("p", 5, LONG, 5));

        Usage refunded = await(limits().adjust(subject, "p", Requests.ANY, -2));

        assertThat(refunded.count()).isEqualTo(3);
        assertBetween(refunded.reset(), LONG.minusSeconds(10), LONG);
        assertThat(acquire(Requests.of("p", 5, LONG, 2)).admitted()).isTrue();
    }

    @Test
    void refund_moreThanCounted_stopsAtZero() {
        acquire(Requests.of("p", 5, LONG, 2));

        assertThat(await(limits().adjust(subject, "p", Requests.ANY, -7)).count())
                .isZero();
        assertThat(acquire(Requests.of("p", 5, LONG, 5)).count()).isEqualTo(5);
        assertThat(acquire(policy("p", 5)).admitted()).isFalse();
    }

    @Test
    void refund_withoutAWindow_doesNothing() {
        assertThat(await(limits().adjust(subject, "p", Requests.ANY, -3))).isEqualTo(Usage.NONE);
        assertThat(usage("p")).isEqualTo(Usage.NONE);
        assertThat(acquire(policy("p", 5)).count()).isEqualTo(1);
    }

    @Test
    void refund_afterTheWindow_doesNothing() {
        acquire(Requests.of("p", 5, SHORT, 3));
        pass(PAST_SHORT);

        assertThat(await(limits().adjust(subject, "p", Requests.ANY, -3))).isEqualTo(Usage.NONE);
    }

    @Test
    void giveBack_withinTheWindowThatCounted_takesBack() {
        Decision first = acquire(Requests.of("p", 5, LONG, 2));
        Decision second = acquire(Requests.of("p", 5, LONG, 1));

        assertThat(giveBack(first).count()).isEqualTo(1);
        assertThat(giveBack(second).count()).isZero();
    }

    @Test
    void giveBack_ofOneOfSeveralPolicies_leavesTheOthersAlone() {
        List<Decision> counted = acquireAll(Requests.of("p", 5, LONG, 2), Requests.of("q", 5, LONG, 3));

        assertThat(giveBack(counted.get(0)).count()).isZero();
        assertThat(usage("q").count()).isEqualTo(3);
    }

    @Test
    void giveBack_inALaterWindow_takesNothing() {
        Decision counted = acquire(Requests.of("p", 5, SHORT, 3));
        pass(PAST_SHORT);
        acquire(Requests.of("p", 5, LONG, 5));

        assertThat(giveBack(counted).count()).isEqualTo(5);
        assertThat(acquire(policy("p", 5)).admitted()).isFalse();
    }

    /** The rest of the next window proves nothing: after a pause it may be less than the rest of the first one. */
    @Test
    void giveBack_afterAPauseIntoTheNextWindow_letsNoneBeyondTheLimitThrough() {
        Duration length = Duration.ofSeconds(1);
        Request policy = Requests.of("p", 5, length, 1);
        Decision counted = acquire(policy);
        pass(length.plus(PAST_SHORT));
        for (int i = 0; i < 5; i++) {
            assertThat(acquire(policy).admitted()).isTrue();
        }

        assertThat(giveBack(counted).count()).isEqualTo(5);
        assertThat(acquire(policy).admitted()).isFalse();
    }

    @Test
    void giveBack_afterResetAndANewWindow_takesNothing() {
        Decision counted = acquire(Requests.of("p", 5, LONG, 1));
        await(limits().reset(subject, "p", Requests.ANY));
        acquire(Requests.of("p", 5, LONG, 5));

        assertThat(giveBack(counted).count()).isEqualTo(5);
    }

    @Test
    void giveBack_afterAPenalty_takesBackFromTheSameWindow() {
        Decision counted = acquire(Requests.of("p", 5, LONG, 2));
        await(limits().adjust(subject, "p", Requests.window(1, LONG), 4));

        assertThat(giveBack(counted).count()).isEqualTo(4);
    }

    @Test
    void giveBack_whatADenialDidNotCount_takesNothing() {
        Request policy = Requests.of("p", 5, LONG, 5);
        List<Decision> denied = acquireAll(policy("full", 0), policy);
        acquire(policy);

        assertThat(denied).extracting(Decision::receipt).containsExactly(Receipt.NONE, Receipt.NONE);
        assertThat(giveBack(denied.get(1)).count()).isEqualTo(5);
        Decision full = acquire(policy);
        assertThat(full.admitted()).isFalse();
        assertThat(giveBack(full).count()).isEqualTo(5);
    }

    private Usage giveBack(Decision counted) {
        await(limits().giveBack(counted.receipt()));
        return usage("p");
    }

    @Test
    void decision_tellsWhatRemainsAndWhenToComeBack() {
        Decision admitted = acquire(Requests.of("p", 5, LONG, 3));
        Decision denied = acquire(Requests.of("p", 5, LONG, 3));

        assertThat(admitted.remaining()).isEqualTo(2);
        assertThat(admitted.retryAfter()).isZero();
        assertThat(denied.remaining()).isEqualTo(2);
        assertThat(denied.retryAfter()).isEqualTo(denied.reset());
        assertThat(acquire(Requests.of("p", 1, LONG, 1)).remaining()).isZero();
    }

    @Test
    void usage_asked_neverCounts() {
        acquire(policy("p", 5));

        usage("p");
        usage("p");

        assertThat(usage("p").count()).isEqualTo(1);
        assertBetween(usage("p").reset(), LONG.minusSeconds(10), LONG);
    }

    @Test
    void usage_unknownSubject_isNone() {
        assertThat(usage("p")).isEqualTo(Usage.NONE);
    }

    @Test
    void reset_fullWindow_letsTheNextRequestBeginANewOne() {
        acquireAll(policy("p", 1), policy("q", 1));

        await(limits().reset(subject, "p", Requests.ANY));

        assertThat(usage("p")).isEqualTo(Usage.NONE);
        assertThat(acquire(policy("p", 1)).admitted()).isTrue();
        assertThat(acquire(policy("q", 1)).admitted()).isFalse();
    }

    @Test
    void reset_withoutAWindow_doesNothing() {
        await(limits().reset(subject, "p", Requests.ANY));

        assertThat(usage("p")).isEqualTo(Usage.NONE);
    }
}
