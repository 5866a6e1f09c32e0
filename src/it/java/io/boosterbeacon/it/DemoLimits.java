package io.boosterbeacon.it;

import static io.boosterbeacon.it.client.SearchWindow.firstOfNewWindow;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The limits of the demo on every store: each request goes to the next of its instances, which count together. */
abstract class DemoLimits {
    /** The instance under test. */
    abstract DemoClient demo();

    /** All instances of the demo. */
    List<DemoClient> instances() {
        return List.of(demo());
    }

    private Answer onInstance(int number, String method, String path, @Nullable String token, @Nullable String body) {
        return instances().get(number % instances().size()).send(method, path, token, body);
    }

    private List<Answer> get(int times, String path, @Nullable String token) {
        return IntStream.range(0, times)
                .mapToObj(i -> onInstance(i, "GET", path, token, null))
                .toList();
    }

    @Test
    void searches_beyond_the_limit_are_denied_until_the_window_ends() {
        Answer first = firstOfNewWindow(demo());
        List<Answer> admitted = Stream.concat(
                        Stream.of(first), Stream.generate(demo()::search).limit(9))
                .toList();
        Answer denied = demo().search();

        assertThat(admitted).extracting(Answer::status).containsOnly(200);
        assertThat(admitted)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("9", "8", "7", "6", "5", "4", "3", "2", "1", "0");
        assertThat(admitted).allSatisfy(DemoLimits::tellsTheLimit);
        tellsTheLimit(denied);
        tellsTheDenial(denied, "default", 10);

        Awaitility.await()
                .atMost(Duration.ofSeconds(Long.parseLong(denied.header("Retry-After")) + 1))
                .until(() -> demo().search().status() == 200);
    }

    private static void tellsTheLimit(Answer answer) {
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("10");
        assertThat(Instant.parse(answer.header("X-RateLimit-Reset")))
                .isBetween(Instant.now().minusSeconds(1), Instant.now().plusSeconds(11));
        assertThat(answer.header("RateLimit-Policy")).contains("q=10").contains("w=10");
        assertThat(answer.header("RateLimit")).contains("r=" + answer.header("X-RateLimit-Remaining"));
    }

    private static void tellsTheDenial(Answer denied, String policy, int latest) {
        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(denied.header("RateLimit")).startsWith("\"" + policy + "\";r=0");
        assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(1, latest);
        assertThat(denied.header("Content-Type")).startsWith("application/problem+json");
        assertThat(denied.text("type")).endsWith("#quota-exceeded");
        assertThat(denied.text("error")).isEqualTo("Rate limit exceeded");
        assertThat(denied.json().path("violated-policies").get(0).asText()).isEqualTo(policy);
        assertThat(Instant.parse(denied.text("resetTime")))
                .isAfter(Instant.now().minusSeconds(1));
    }

    @Test
    void tickets_beyond_the_bucket_are_denied_until_one_more_is_filled_in() {
        long began = System.nanoTime();
        List<Answer> taken = untilDenied("api/tickets");
        long asked = System.nanoTime();
        Answer denied = taken.remove(taken.size() - 1);

        assertThat(taken).hasSizeBetween(5, 5 + accrued(asked - began));
        assertThat(taken)
                .extracting(answer -> answer.json().path("number").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(taken.get(0).header("X-RateLimit-Limit")).isEqualTo("5");
        assertThat(taken.get(0).header("X-RateLimit-Remaining")).isEqualTo("4");
        assertThat(taken.get(0).header("RateLimit-Policy")).isEqualTo("\"tickets\";q=5;w=10");
        tellsTheDenial(denied, "tickets", 2);

        Duration wait =
                Duration.ofSeconds(Long.parseLong(denied.header("Retry-After"))).minusNanos(System.nanoTime() - asked);
        Awaitility.await().pollDelay(wait).until(() -> true);
        assertThat(untilDenied("api/tickets"))
                .hasSizeBetween(2, 3 + accrued(System.nanoTime() - asked - wait.toNanos()))
                .first()
                .extracting(Answer::status)
                .isEqualTo(200);
    }

    /** Asks until it is denied. The last answer is the denial. */
    private List<Answer> untilDenied(String path) {
        List<Answer> answers = new ArrayList<>();
        do {
            answers.add(demo().get(path, null));
        } while (answers.get(answers.size() - 1).status() == 200 && answers.size() < 50);
        return answers;
    }

    /** The tickets that are filled in during a time. */
    private static int accrued(long nanos) {
        return (int) (nanos / Duration.ofSeconds(2).toNanos());
    }

    @Test
    @Feature("groups")
    void orders_and_their_list_count_together() {
        Answer ordered = onInstance(0, "POST", "api/orders", null, "{\"product\":\"1\"}");
        Answer listed = onInstance(1, "GET", "api/orders", null, null);
        Answer unknown = onInstance(2, "POST", "api/orders", null, "{\"product\":\"999\"}");
        List<Answer> more = get(3, "api/orders", null);

        assertThat(ordered.status()).isEqualTo(201);
        assertThat(ordered.json().path("product").path("id").asText()).isEqualTo("1");
        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.json().path("orders").get(0)).isEqualTo(ordered.json());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(more).extracting(Answer::status).containsOnly(200);
        assertThat(Stream.concat(Stream.of(ordered, listed, unknown), more.stream()))
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("5", "4", "3", "2", "1", "0");
        tellsTheDenial(onInstance(0, "GET", "api/orders", null, null), "orders", 10);
        tellsTheDenial(onInstance(1, "POST", "api/orders", null, "{\"product\":\"1\"}"), "orders", 10);
    }

    @Test
    @Feature("tiers")
    void reports_are_limited_for_each_user_and_premium_users_have_three_times_as_many() {
        String basic = demo().token("frida", "user");
        String premium = demo().login("agneta", "user", "premium").text("token");

        List<Answer> basics = get(3, "api/report", basic);
        List<Answer> premiums = get(9, "api/report", premium);

        assertThat(basics).extracting(Answer::status).containsOnly(200);
        assertThat(basics.get(0).text("user")).isEqualTo("frida");
        assertThat(basics.get(0).text("plan")).isEqualTo("basic");
        assertThat(basics.get(0).header("X-RateLimit-Limit")).isEqualTo("3");
        tellsTheDenial(demo().get("api/report", basic), "report", 10);
        assertThat(premiums).extracting(Answer::status).containsOnly(200);
        assertThat(premiums.get(0).text("plan")).isEqualTo("premium");
        assertThat(premiums.get(0).header("X-RateLimit-Limit")).isEqualTo("9");
        tellsTheDenial(demo().get("api/report", premium), "report", 10);
        // a new token is the same user
        assertThat(demo().get("api/report", demo().token("frida", "user")).status())
                .isEqualTo(429);
        assertThat(demo().get("api/report", demo().token("benny", "user")).status())
                .isEqualTo(200);
    }

    @Test
    @Feature("concurrency")
    void slow_calls_at_once_are_two_and_the_next_two_pass_when_they_have_ended() {
        DemoClient[] all = instances().toArray(DemoClient[]::new);

        List<Answer> answers = DemoClient.atOnce(5, "api/slow?ms=1500", all);

        assertThat(answers)
                .extracting(Answer::status)
                .containsOnly(200, 429)
                .filteredOn(status -> status == 200)
                .hasSize(2);
        assertThat(answers).filteredOn(answer -> answer.status() == 200).allSatisfy(answer -> assertThat(answer.took())
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_500)));
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 429)
                .allSatisfy(answer -> assertThat(answer.text("error")).isEqualTo("Rate limit exceeded"))
                .allSatisfy(answer -> assertThat(answer.took()).isLessThan(Duration.ofMillis(1_500)));
        assertThat(DemoClient.atOnce(2, "api/slow?ms=200", all))
                .extracting(Answer::status)
                .containsOnly(200);
        // a refusal ends the call, too
        assertThat(get(4, "api/slow?ms=ages", null)).extracting(Answer::status).containsOnly(400);
    }

    @Test
    void feed_beyond_the_sliding_window_is_denied() {
        List<Answer> read = get(10, "api/feed", null);

        assertThat(read).extracting(Answer::status).containsOnly(200);
        assertThat(read.get(0).json().path("events").isArray()).isTrue();
        assertThat(read.get(0).header("RateLimit-Policy")).isEqualTo("\"feed\";q=10;w=10");
        tellsTheDenial(demo().get("api/feed", null), "feed", 20);
    }

    @Test
    void paths_without_a_resource_are_limited_together_and_others_are_not() {
        List<Answer> answers = IntStream.range(0, 20)
                .mapToObj(i -> onInstance(i, "GET", "api/nothing-here/" + (i % 3), null, null))
                .toList();

        assertThat(answers).extracting(Answer::status).containsOnly(404);
        assertThat(answers.get(0).header("X-RateLimit-Remaining")).isEqualTo("19");
        tellsTheDenial(demo().get("api/nothing-here", null), "nothing", 10);
        assertThat(demo().get("api/products/999", null).status()).isEqualTo(404);
        assertThat(demo().get("", null).status()).isEqualTo(200);
        assertThat(demo().get("js/main.js", null).header("X-RateLimit-Limit")).isEmpty();
        assertThat(demo().get("js/nothing.js", null).status()).isEqualTo(404);
    }
}
