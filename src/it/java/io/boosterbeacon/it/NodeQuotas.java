package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.Polling;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waits for permits that two nodes share, and quotas of another service, whose part the first node plays. */
abstract class NodeQuotas extends NodeLimits {
    /** Long for a request that does not wait, and short for one that waits in vain. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @Test
    void wait_forTheEndOfAWindow_endsWithIt() {
        long start = System.nanoTime();

        assertThat(Stream.of(first(), second(), first()).map(node -> node.get("waits/moment?wait=10000", null)))
                .extracting(Answer::status)
                .containsOnly(200);
        // three windows of 300 ms, the first two of them whole
        assertThat(System.nanoTime() - start).isBetween(590_000_000L, AT_ONCE.toNanos());
    }

    @Test
    void wait_thatWouldTakeTooLong_isDeniedAtOnce() {
        assertThat(first().get("waits/hour?wait=0", null).status()).isEqualTo(200);

        Answer denied = second().get("waits/hour?wait=20000", null);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(3_500, 3_600);
        assertThat(denied.took()).isLessThan(AT_ONCE);
    }

    @Test
    void wait_forACallOfAnotherNode_endsSoonAfterIt() {
        CompletableFuture<Answer> running = first().getAsync("waits/running?wait=10000&hold=1500");
        Polling.await("a call that runs")
                .until(() -> second().get("waits/running/count", null).body(), "1"::equals);

        Answer waited = second().get("waits/running?wait=20000", null);

        assertThat(waited.took()).isLessThan(AT_ONCE);
        assertThat(nanos(waited)[0]).isGreaterThanOrEqualTo(nanos(running.join())[1]);
    }

    /** When it had a permit, and when it gave the permit back. */
    private static long[] nanos(Answer answer) {
        return Stream.of(answer.body().split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private String arrivals(String path) {
        return first().get("remote/" + path + "/arrivals", null).body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "rest-client"})
    void quotaOfAClient_isSharedByAllNodes(String client) {
        String request = "outgoing/" + client + "?to=" + first().root()
                + (client.equals("rest-client") ? "" : "remote/" + client);

        assertThat(Stream.of(first(), second(), first()).map(node -> node.get(request, null)))
                .extracting(answer -> answer.status() + " " + (answer.status() == 200 ? answer.body() : ""))
                .containsExactly("200 request 1", "200 request 2", "429 ");
        assertThat(arrivals(client)).isEqualTo("2");
    }

    @Test
    void remoteDenial_withRetryAfter_stopsTheClientsOfAllNodes() {
        String request = "outgoing/obedient?to=" + first().root() + "remote/obedient/busy&wait=";
        assertThat(first().get(request + 0, null).body()).isEqualTo("busy");

        assertThat(second().get(request + 0, null).status()).isEqualTo(429);
        assertThat(arrivals("obedient")).isEqualTo("1");
        assertThat(second().get(request + 10_000, null).body()).isEqualTo("request 2");
    }
}
