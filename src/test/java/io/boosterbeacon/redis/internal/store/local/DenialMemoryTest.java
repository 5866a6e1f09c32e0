package io.boosterbeacon.redis.internal.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.RateLimitStore;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Decision;
import io.boosterbeacon.redis.internal.store.RateLimitStore.Request;
import io.boosterbeacon.redis.internal.store.Receipt;
import io.boosterbeacon.redis.ratelimit.OnStoreFailure;
import io.boosterbeacon.redis.testing.LiveHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More denied subjects than there is memory for. */
class DenialMemoryTest {
    private static final System.Logger LOG = System.getLogger(DenialMemoryTest.class.getName());
    private static final long MEBIBYTE = 1L << 20;
    private static final int FLOOD = Integer.getInteger("test.flood", 1_000_000);

    private final AtomicLong nanos = new AtomicLong();
    private DenialMemory memory = new DenialMemory(nanos::get, KnownDenials.MAX_BYTES);

    /** All objects are new, as they are where the policies of a request are made for each call. */
    private static List<Request> requests(int policies) {
        List<Request> requests = new ArrayList<>();
        for (int policy = 0; policy < policies; policy++) {
            Algorithm window = new Algorithm.FixedWindow(1, Duration.ofHours(1));
            requests.add(new Request("policy-" + policy, window, 1, OnStoreFailure.LOCAL));
        }
        return requests;
    }

    private static Decision decision(Request request, boolean admitted, Duration reset) {
        return Decision.counted(request.algorithm(), admitted, 1, reset, reset, Receipt.NONE);
    }

    private void deny(String subject, int policies) {
        List<Request> requests = requests(policies);
        List<Decision> denials = new ArrayList<>();
        for (Request request : requests) {
            denials.add(decision(request, false, Duration.ofMinutes(59)));
        }
        memory.decided(subject, requests, denials, nanos.get(), memory.changes(subject));
    }

    /** As long as a hash. */
    private static String subject(int number) {
        return "a-subject-that-has-been-denied-here-" + (10_000_000 + number);
    }

    /** The profile {@code full-size} makes ten million of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void flood_ofDeniedSubjects_takesAtMost16MiB(int policies) {
        long most = bytesOfAFlood(policies);
        for (int again = 0; again < 2 && most >= 16 * MEBIBYTE; again++) {
            // what other threads of this JVM have begun to hold meanwhile was counted, too
            memory = new DenialMemory(nanos::get, KnownDenials.MAX_BYTES);
            most = bytesOfAFlood(policies);
        }

        LOG.log(
                System.Logger.Level.INFO,
                "{0} denied subjects of {1} policies take {2} KiB; {3} are known",
                FLOOD,
                policies,
                most >> 10,
                memory.size());
        assertThat(most).isLessThan(16 * MEBIBYTE);
        assertThat(memory.size()).isGreaterThan(5_000);
    }

    private long bytesOfAFlood(int policies) {
        long before = LiveHeap.bytes();
        long most = 0;
        for (int i = 0; i < FLOOD; i++) {
            deny(subject(i), policies);
            if (i % 500_000 == 499_999) {
                most = Math.max(most, LiveHeap.bytes() - before);
            }
        }
        return most;
    }

    /** A client that is denied again and again stays known, so that its requests reach the store once a second. */
    @Test
    void flood_ofDeniedSubjects_leavesThoseThatComeAgainKnown() {
        int asked = 0;
        for (int i = 0; i < 300_000; i++) {
            if (i % 100 == 0 && memory.find(subject(-1), requests(1), true) == null) {
                asked++;
                deny(subject(-1), 1);
            }
            deny(subject(i), 1);
        }

        LOG.log(System.Logger.Level.INFO, "The store was asked {0} times in 3,000 requests", asked);
        assertThat(asked).isLessThan(100);
    }

    @Test
    void denials_ofMoreThanASecondAgo_leaveTheMemory() {
        for (int i = 0; i < 10_000; i++) {
            deny(subject(i), 1);
        }
        assertThat(memory.size()).isGreaterThan(9_000);
        nanos.addAndGet(DenialMemory.LONGEST.toNanos());
        for (int i = 0; i < 1_000; i++) {
            deny(subject(i), 1);
        }

        assertThat(memory.size()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void admissions_ofAnyNumberOfSubjects_takeNoMemory() {
        Request request = requests(1).get(0);
        Decision admitted = decision(request, true, Duration.ofMinutes(59));
        for (int i = 0; i < 10_000; i++) {
            memory.decided(subject(i), List.of(request), List.of(admitted), 0, memory.changes(subject(i)));
        }

        assertThat(memory.size()).isZero();
    }

    /** A window may be as long as the protocol can say. */
    @Test
    void denial_withAnEndInTheFarFuture_isKnownForASecond() {
        Request request = requests(1).get(0);
        Decision denied = decision(request, false, Duration.ofMillis(Long.MAX_VALUE));
        memory.decided("subject", List.of(request), List.of(denied), 0, memory.changes("subject"));

        assertThat(memory.find("subject", List.of(request), true))
                .extracting(Decision::outcome)
                .containsExactly(RateLimitStore.Outcome.DENIED);
    }

    /** All callers of a hot key would ask the store at the same moment otherwise, each second. */
    @Test
    void denial_shortlyBeforeItIsForgotten_isRenewedByOneCallerAndKnownToTheOthers() {
        deny("subject", 1);
        nanos.addAndGet(DenialMemory.LONGEST.minusMillis(10).toNanos());

        assertThat(memory.find("subject", requests(1), false)).isNull();
        assertThat(memory.find("subject", requests(1), true)).isNull();
        for (int i = 0; i < 100; i++) {
            assertThat(memory.find("subject", requests(1), i % 2 == 0)).hasSize(1);
        }
        deny("subject", 1);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());

        assertThat(memory.find("subject", requests(1), true)).hasSize(1);
    }

    /** Each decision about another policy of the subject would put the renewal off otherwise. */
    @Test
    void denial_besideDecisionsOfOtherPolicies_isRenewedInTime() {
        Request other =
                new Request("other", new Algorithm.FixedWindow(9, Duration.ofHours(1)), 1, OnStoreFailure.LOCAL);
        deny("subject", 1);
        nanos.addAndGet(Duration.ofMillis(800).toNanos());
        memory.decided(
                "subject",
                List.of(other),
                List.of(decision(other, true, Duration.ofMinutes(59))),
                nanos.get(),
                memory.changes("subject"));
        nanos.addAndGet(Duration.ofMillis(160).toNanos());

        assertThat(memory.find("subject", List.of(other), true)).isNull();
        assertThat(memory.find("subject", requests(1), true)).isNull();
        assertThat(memory.find("subject", requests(1), true)).hasSize(1);
    }

    /** A policy may admit all requests then: not the first one only. */
    @Test
    void denial_whoseRenewalThisJvmHasDecided_isForgotten() {
        deny("subject", 1);
        nanos.addAndGet(DenialMemory.LONGEST.minusMillis(10).toNanos());
        assertThat(memory.find("subject", requests(1), true)).isNull();
        assertThat(memory.find("subject", requests(1), true)).hasSize(1);

        Request request = requests(1).get(0);
        Decision local = new Decision(
                RateLimitStore.Outcome.ADMITTED, 0, 1, Duration.ofHours(1), Duration.ZERO, Receipt.NONE, true);
        memory.decided("subject", List.of(request), List.of(local), nanos.get(), memory.changes("subject"));

        assertThat(memory.find("subject", requests(1), true)).isNull();
    }

    @Test
    void denial_whoseRenewalFails_isForgottenAfterASecond() {
        deny("subject", 1);
        nanos.addAndGet(DenialMemory.LONGEST.minusMillis(10).toNanos());
        assertThat(memory.find("subject", requests(1), true)).isNull();
        nanos.addAndGet(Duration.ofMillis(10).toNanos());

        assertThat(memory.find("subject", requests(1), true)).isNull();
        assertThat(memory.find("subject", requests(1), true)).isNull();
    }
}
