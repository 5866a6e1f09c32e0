package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.redis.RedisKeys;
import io.boosterbeacon.it.redis.SharedRedis;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** Limits that two nodes of one application count together. Each test has users, tenants or resources of its own. */
abstract class NodeLimits {
    /** Nodes know a change within a second; a busy machine may take longer. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final ZoneId KATHMANDU = ZoneId.of("Asia/Kathmandu");
    private static final int BULK = 2_000;
    /** What two nodes may hold at most: the fiftieth part of the limit each. */
    private static final int BULK_HELD = 2 * BULK / 50;

    abstract DemoClient first();

    abstract DemoClient second();

    /** Requests to the nodes in turn. */
    private List<Answer> inTurn(List<String> paths, Map<String, String> headers) {
        return IntStream.range(0, paths.size())
                .mapToObj(i -> (i % 2 == 0 ? first() : second()).sendWith("GET", paths.get(i), headers))
                .toList();
    }

    private List<Answer> inTurn(int times, String path, Map<String, String> headers) {
        return inTurn(Collections.nCopies(times, path), headers);
    }

    private static Map<String, String> user(String name) {
        return Map.of("X-User", name);
    }

    private void change(String method, String rule) {
        assertThat(first().sendWith(method, "rules/" + rule, Map.of()).status()).isEqualTo(204);
    }

    /** The status of a request to the node that has not changed the rules. */
    private int asUser(String user) {
        return second().sendWith("GET", "limits/by-user", user(user)).status();
    }

    private static void soon(ThrowingRunnable assertion) {
        Polling.await("soon").atMost(SOON).untilAsserted(assertion);
    }

    @Test
    void keyOfABean_tellsItsSubjectsApart() {
        assertThat(inTurn(3, "limits/by-tenant", Map.of("X-Tenant", "red")))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429);
        assertThat(inTurn(2, "limits/by-tenant", Map.of("X-Tenant", "blue")))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly(tuple(200, "1"), tuple(200, "0"));
    }

    @Test
    void severalKeys_countEachCombination() {
        assertThat(inTurn(3, "limits/by-user-and-id/1", user("ada")))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429);
        assertThat(Stream.of(
                        inTurn(1, "limits/by-user-and-id/2", user("ada")),
                        inTurn(1, "limits/by-user-and-id/1", user("grace"))))
                .allSatisfy(other -> assertThat(other)
                        .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                        .containsExactly("1"));
    }

    @Test
    void limitOfFailures_onBothNodes_countsThemOnly() {
        List<String> requests = Stream.of("yes", "yes", "yes", "yes", "no", "no", "no", "yes")
                .map(password -> "limits/log-in?password=" + password)
                .toList();

        assertThat(inTurn(requests, Map.of()))
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 200, 401, 401, 401, 429);
    }

    @Test
    void policyInShadowMode_countsAndReportsButDeniesNothing() {
        assertThat(inTurn(4, "limits/trial", Map.of()))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Limit"))
                .containsOnly(tuple(200, ""));

        // all but the very first request
        assertThat(first().get("limits/trial/exceeded", null).body()).isEqualTo("1");
        assertThat(second().get("limits/trial/exceeded", null).body()).isEqualTo("2");
    }

    @Test
    void windowOfADay_endsAtMidnightOfItsZone() {
        Instant earliest = midnight();
        List<Answer> answers = inTurn(2, "limits/daily", Map.of());
        Instant latest = midnight();

        // by the clock of Redis, plus the time of a round trip
        assertThat(answers).allSatisfy(answer -> assertThat(Instant.parse(answer.header("X-RateLimit-Reset"))
                        .plusSeconds(30)
                        .truncatedTo(ChronoUnit.MINUTES))
                .isIn(earliest, latest));
    }

    /** The next one. */
    private static Instant midnight() {
        return LocalDate.now(KATHMANDU).plusDays(1).atStartOfDay(KATHMANDU).toInstant();
    }

    @Test
    void leasedLimit_ofTwoNodes_isReachedAndNeverExceeded() {
        long before = RedisKeys.evaluations(SharedRedis.url());

        int admitted = Stream.of(first(), second())
                .map(node -> CompletableFuture.supplyAsync(() -> bulk(node, BULK * 4 / 5)))
                .toList()
                .stream()
                .mapToInt(CompletableFuture::join)
                .sum();

        assertThat(admitted).isBetween(BULK - BULK_HELD, BULK);
        assertThat(RedisKeys.evaluations(SharedRedis.url()) - before)
                .as("trips for " + admitted + " admitted calls, the first of which take no permits in advance")
                .isLessThan(BULK * 3 / 4);
        // what a node holds and does not use goes back
        AtomicInteger all = new AtomicInteger(admitted);
        soon(() -> assertThat(all.addAndGet(bulk(first(), BULK))).isEqualTo(BULK));
        assertThat(bulk(second(), BULK)).isZero();
    }

    private static int bulk(DemoClient node, int most) {
        return Integer.parseInt(node.get("limits/bulk?most=" + most, null).body());
    }

    @Test
    void limitChangedAtRunTime_onOneNode_isThatOfAllAndKeepsWhatIsSpent() {
        assertThat(inTurn(3, "limits/by-user", user("emmy")))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429);

        change("PUT", "limits/by-user?limit=4");
        soon(() -> assertThat(asUser("emmy")).isEqualTo(200));
        assertThat(List.of(asUser("emmy"), asUser("emmy"))).containsExactly(200, 429);

        change("PUT", "limits/by-user/emmy?limit=5");
        soon(() -> assertThat(asUser("emmy")).isEqualTo(200));
        assertThat(asUser("emmy")).isEqualTo(429);

        change("DELETE", "limits/by-user/emmy");
        change("DELETE", "limits/by-user");
        soon(() -> assertThat(inTurn(2, "limits/by-user", user("lise")))
                .extracting(answer -> answer.header("X-RateLimit-Limit"))
                .containsOnly("2"));
        assertThat(asUser("emmy")).isEqualTo(429);
    }

    @Test
    void userAllowedOrDeniedAtRunTime_onOneNode_isSoOnAll() {
        assertThat(inTurn(3, "limits/by-user", user("sofja")))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429);

        change("PUT", "allowed/sofja");
        soon(() -> assertThat(asUser("sofja")).isEqualTo(200));
        assertThat(inTurn(4, "limits/by-user", user("sofja")))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Limit"))
                .containsOnly(tuple(200, ""));
        change("DELETE", "listed/sofja");
        soon(() -> assertThat(asUser("sofja")).isEqualTo(429));

        change("PUT", "denied/maria");
        soon(() -> {
            Answer denied = second().sendWith("GET", "limits/by-user-and-id/3", user("maria"));
            assertThat(denied.status()).isEqualTo(429);
            assertThat(denied.json().path("violated-policies").path(0).asText()).isEqualTo("deny-list");
        });
        change("DELETE", "listed/maria");
        soon(() -> assertThat(asUser("maria")).isEqualTo(200));
    }

    /** It decides before authentication, unless a rule may admit more of a user. */
    @Test
    void limitByAddress_doesNotDenyAUserWhoIsAllowedAtRunTime() {
        assertThat(inTurn(4, "limits/by-address", user("rosalind")))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429, 429);

        change("PUT", "allowed/rosalind");
        soon(() -> assertThat(inTurn(4, "limits/by-address", user("rosalind")))
                .extracting(Answer::status)
                .containsOnly(200));
        assertThat(inTurn(2, "limits/by-address", user("chien-shiung")))
                .extracting(Answer::status)
                .containsOnly(429);

        change("DELETE", "listed/rosalind");
        soon(() -> assertThat(inTurn(2, "limits/by-address", user("rosalind")))
                .extracting(Answer::status)
                .containsOnly(429));
    }
}
