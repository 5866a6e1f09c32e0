package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.client.UnsignedToken;
import io.boosterbeacon.it.matrix.Feature;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups, tiers, forwarding headers, what is skipped, and the end of running calls, in each form of application. */
abstract class LibraryLimits {
    private static final Map<String, Integer> ENDS = Map.of(
            "running/sync", 200,
            "running/nothing", 204,
            "running/refusing", 409,
            "running/broken", 500,
            "running/streamed", 200,
            "unscoped/broken", 500);
    private static final Map<String, Integer> ASYNCHRONOUS_ENDS = Map.of(
            "running/suspended", 200,
            "running/suspended-failing", 409,
            "running/suspended-broken", 500,
            "running/suspended-cancelled", 503,
            "running/suspended-timeout", 503,
            "running/suspended-extended", 200,
            "running/stage", 200,
            "running/stage-streamed", 200,
            "running/events", 200);
    private static final Map<String, Integer> FAILED_STAGES = Map.of(
            "running/stage-failing", 409,
            "running/stage-broken", 500,
            "running/stage-broken-later", 500,
            "unscoped/stage-broken", 500);

    abstract DemoClient client(Form form);

    @ParameterizedTest
    @EnumSource
    @Feature("groups")
    void group_ofTwoResources_hasOneCount(Form form) {
        assertThat(Stream.of("tiered/grouped", "unscoped/grouped", "tiered/grouped", "unscoped/grouped")
                        .map(path -> client(form).get(path, null)))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly(tuple(200, "2"), tuple(200, "1"), tuple(200, "0"), tuple(429, "0"));
    }

    @ParameterizedTest
    @EnumSource
    @Feature("tiers")
    void limitOfATier_byRoleOrClaim_appliesToItsCallers(Form form) {
        Map<Map<String, String>, Integer> limits = Map.of(
                UnsignedToken.header("basil", "user", "basic"), 1,
                UnsignedToken.header("pia", "user", "partner"), 2,
                UnsignedToken.header("gustav", "gold", "partner"), 3);

        assertThat(limits).allSatisfy((token, limit) -> assertThat(IntStream.rangeClosed(0, limit)
                        .mapToObj(i -> client(form).sendWith("GET", "tiered", token)))
                .extracting(Answer::status)
                .hasSize(limit + 1)
                .endsWith(200, 429)
                .containsOnlyOnce(429));
    }

    @ParameterizedTest
    @EnumSource
    @Feature("proxies")
    void addressInAHeader_ofAPeerThatIsNoTrustedProxy_isIgnored(Form form) {
        assertThat(IntStream.range(0, 4).mapToObj(i -> client(form)
                        .sendWith(
                                "GET",
                                "tiered/forwarded",
                                Map.of("X-Forwarded-For", "203.0.113." + i, "Forwarded", "for=203.0.113." + i))))
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 429);
    }

    /** Wrong passwords count, and only these: right ones are not denied after them, as long as one more is admitted. */
    @ParameterizedTest
    @EnumSource
    void limitOfFailures_countsThemOnly(Form form) {
        assertThat(List.of("refusing", "answering", "later"))
                .allSatisfy(way -> assertThat(Stream.of("yes", "no", "yes", "yes", "yes", "no", "yes", "no")
                                .map(password -> client(form).get("login/" + way + "?password=" + password, null)))
                        .extracting(Answer::status)
                        .containsExactly(200, 401, 200, 200, 200, 401, 429, 429));
    }

    @ParameterizedTest
    @EnumSource
    void limitOfSuccesses_countsThemOnly(Form form) {
        assertThat(Stream.of(422, 201, 500, 409, 302, 200)
                        .map(status -> client(form).send("POST", "login/orders?status=" + status, null, null)))
                .extracting(Answer::status)
                .containsExactly(422, 201, 500, 409, 302, 429);
    }

    @ParameterizedTest
    @EnumSource
    void callers_withASkippedRole_areNotCounted(Form form) {
        Map<String, String> staff = UnsignedToken.header("eva", "staff", "basic");
        Map<String, String> other = UnsignedToken.header("ida", "user", "basic");

        assertThat(Stream.of(staff, other, staff, staff, other, staff, other, staff)
                        .map(token -> client(form).sendWith("GET", "login/staff", token)))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly(
                        tuple(200, ""),
                        tuple(200, "1"),
                        tuple(200, ""),
                        tuple(200, ""),
                        tuple(200, "0"),
                        tuple(200, ""),
                        tuple(429, "0"),
                        tuple(200, ""));
    }

    @ParameterizedTest
    @EnumSource
    void requests_ofASkippedMethod_areNotCounted(Form form) {
        assertThat(Stream.of("GET", "HEAD", "GET", "HEAD", "GET")
                        .map(method -> client(form).sendWith(method, "login/skipped", Map.of())))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Limit"))
                .containsOnly(tuple(200, ""));
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfACall_howeverItEnds_isBackForTheNext(Form form) {
        assertPermitsComeBack(form, "GET", ENDS);
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfACall_ofWhichOnlyTheHeadIsSent_isBackForTheNext(Form form) {
        assertPermitsComeBack(form, "HEAD", Map.of("running/sync", 200, "running/nothing", 204, "running/stage", 200));
        assertPermitsComeBack(form, "OPTIONS", Map.of("running/sync", 200));
    }

    /** The head of a stream may be sent with its first part: the client has its answer while the call runs on. */
    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfAStream_ofWhichOnlyTheHeadIsSent_isBackSoon(Form form) {
        for (int i = 0; i < 8; i++) {
            int status = Polling.await("HEAD")
                    .until(
                            () -> client(form)
                                    .sendWith("HEAD", "running/streamed", Map.of())
                                    .status(),
                            each -> each != 429);
            assertThat(status).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfAnAsynchronousCall_howeverItEnds_isBackForTheNext(Form form) {
        assertPermitsComeBack(form, "GET", ASYNCHRONOUS_ENDS);
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfAStage_thatFails_isBackForTheNext(Form form) {
        assertPermitsComeBack(form, "GET", FAILED_STAGES);
    }

    /** Open Liberty answers some failures of asynchronous calls itself, by 500 whatever the failure is. */
    private void assertPermitsComeBack(Form form, String method, Map<String, Integer> ends) {
        SoftAssertions softly = new SoftAssertions();
        ends.forEach((path, status) -> softly.assertThat(
                        Stream.generate(() -> client(form).sendWith(method, path, Map.of()))
                                .limit(8))
                .as(method + " " + path)
                .extracting(Answer::status)
                .isSubsetOf(status, status < 400 ? status : 500));
        softly.assertAll();
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfAStream_thatFails_isBackForTheNext(Form form) throws IOException {
        for (int i = 0; i < 8; i++) {
            try (Socket socket = send(form, "running/streamed-broken")) {
                assertThat(status(socket)).isNotEqualTo("HTTP/1.1 429");
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (SocketException e) {
                // some servers reset the connection
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void callInFlight_deniesAnother(Form form) {
        assertOneInFlight(form, "sync", "streamed");
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void asynchronousCallInFlight_deniesAnother(Form form) {
        assertOneInFlight(form, "suspended", "stage", "stage-streamed", "events");
    }

    private void assertOneInFlight(Form form, String... kinds) {
        List<CompletableFuture<List<Answer>>> running = Stream.of(kinds)
                .map(kind -> CompletableFuture.supplyAsync(
                        () -> DemoClient.atOnce(3, "running/" + kind + "?ms=700", client(form))))
                .toList();

        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < kinds.length; i++) {
            softly.assertThat(running.get(i).join())
                    .as(kinds[i])
                    .extracting(Answer::status)
                    .containsExactlyInAnyOrder(200, 429, 429);
        }
        softly.assertAll();
    }

    /** Only in one form of application, because it takes seconds: the same call without a delay ends in each of them. */
    @ParameterizedTest
    @EnumSource(names = "EMPTY_APPLICATION")
    @Feature("concurrency")
    void callInFlight_whoseTimeIsExtended_deniesAnother(Form form) {
        String path = "running/suspended-extended?ms=2500";
        CompletableFuture<List<Answer>> running =
                CompletableFuture.supplyAsync(() -> DemoClient.atOnce(2, path, client(form)));
        // long after its first time was over
        Awaitility.await().pollDelay(Duration.ofSeconds(1)).until(() -> true);

        assertThat(client(form).get(path, null).status()).isEqualTo(429);
        assertThat(running.join()).extracting(Answer::status).containsExactlyInAnyOrder(200, 429);
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfAStream_whoseClientHangsUp_isBack(Form form) {
        for (String path : List.of("running/endless", "running/endless-events")) {
            for (int i = 0; i < 2; i++) {
                Polling.await(path).atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                    try (Socket socket = send(form, path)) {
                        assertThat(status(socket)).isEqualTo("HTTP/1.1 200");
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Feature("concurrency")
    void permitOfACall_thatEndsAfterItsClientHasHungUp_isBack(Form form) throws IOException {
        for (String path : List.of("running/stage", "running/stage-failing", "running/suspended-failing")) {
            send(form, path + "?ms=300").close();
            // that of a call that has been answered comes back a moment later
            for (int i = 0; i < 2; i++) {
                Polling.await(path)
                        .atMost(Duration.ofSeconds(15))
                        .until(() -> client(form).get(path, null).status() != 429);
            }
        }
    }

    private Socket send(Form form, String path) throws IOException {
        URI called = client(form).root().resolve(path);
        String request = "GET " + called.getRawPath() + (called.getRawQuery() == null ? "" : "?" + called.getRawQuery())
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        Socket socket = new Socket(called.getHost(), called.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
}
