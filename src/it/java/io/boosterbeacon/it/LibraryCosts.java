package io.boosterbeacon.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.client.UnsignedToken;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Costs that are settled after a call, and limits that decide before filters authenticate the caller. */
abstract class LibraryCosts extends LibraryLimits {
    private static final Map<String, Integer> ENDS = Map.of(
            "sync", 200,
            "nothing", 204,
            "refusing", 409,
            "suspended", 200,
            "stage", 200,
            "streamed", 200,
            "events", 200);

    @ParameterizedTest
    @EnumSource
    void cost_ofACall_howeverItEnds_isSettled(Form form) {
        SoftAssertions softly = new SoftAssertions();
        ENDS.forEach((path, status) -> {
            String settled = path + (status == 409 ? " FAILED 409" : " COMPLETED " + status);
            // each reserves 4 of 10, and costs 1
            for (int call = 1; call <= 7; call++) {
                softly.assertThat(client(form).get("spending/" + path, null).status())
                        .as("%s, call %s", path, call)
                        .isEqualTo(status);
                int calls = call;
                // an asynchronous call may end after its client has the answer
                softly.assertThatCode(() -> Polling.await(path)
                                .until(() -> settled(form, path).equals(Collections.nCopies(calls, settled))))
                        .as("%s, call %s", path, call)
                        .doesNotThrowAnyException();
            }
            softly.assertThat(client(form).get("spending/" + path, null).status())
                    .as(path)
                    .isEqualTo(429);
        });
        softly.assertAll();
    }

    private List<String> settled(Form form, String path) {
        return client(form)
                .get("spending/settled", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(path + " "))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void cost_ofAStream_whoseClientHangsUp_isSettled(Form form) throws IOException {
        URI endless = client(form).root().resolve("spending/endless");
        String request = "GET " + endless.getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int i = 1; i <= 4; i++) {
            try (Socket socket = new Socket(endless.getHost(), endless.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] status = socket.getInputStream().readNBytes(12);
                assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            }
            int calls = i;
            Polling.await("endless")
                    .atMost(Duration.ofSeconds(15))
                    .untilAsserted(() ->
                            assertThat(settled(form, "endless")).hasSize(calls).containsOnly("endless ABORTED 200"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void request_thatALimitByAddressDenies_isNotAuthenticated(Form form) {
        Map<String, String> token = UnsignedToken.header("early");
        assertThat(Stream.generate(() -> client(form).sendWith("GET", "tiered/early", token))
                        .limit(3))
                .extracting(Answer::status)
                .containsOnly(200);
        assertThat(client(form).sendWith("DELETE", "who", token).status()).isEqualTo(204);
        String logIns = client(form).get("who/log-ins", null).body();
        String rejections = client(form).get("who/rejections", null).body();

        Answer denied = client(form).sendWith("GET", "tiered/early", token);

        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(client(form).get("who/log-ins", null).body()).isEqualTo(logIns);
        assertThat(client(form).get("who/rejections", null).body()).isEqualTo(rejections);
    }

    /** Where the server verifies tokens before JAX-RS, the caller is known when the first filter runs. */
    @ParameterizedTest
    @EnumSource
    void request_withARevokedTokenThatTheServerHasVerified_isCountedByAddress(Form form) {
        Map<String, String> token = UnsignedToken.header("refused");
        assertThat(client(form).sendWith("DELETE", "who", token).status()).isEqualTo(204);
        Map<String, String> verified = Map.of("X-Stub-Server-Token", requireNonNull(token.get("X-Stub-Token")));

        List<Answer> answers = Stream.generate(() -> client(form).sendWith("GET", "tiered/refused", verified))
                .limit(5)
                .toList();

        assertThat(answers).extracting(Answer::status).containsExactly(401, 401, 401, 429, 429);
        assertThat(answers.get(0).header("RateLimit-Policy"))
                .contains("\"address\"")
                .doesNotContain("\"user\"");
        assertThat(answers.get(3).text("error")).isEqualTo("Rate limit exceeded");
        assertThat(client(form)
                        .sendWith("GET", "tiered/refused", UnsignedToken.header("other"))
                        .status())
                .isEqualTo(429);
    }

    @ParameterizedTest
    @EnumSource
    void request_thatALimitByUserDenies_isNotCountedByAddress(Form form) {
        assertThat(Stream.of("first", "first", "first", "first", "second", "third", "fourth")
                        .map(user -> client(form).sendWith("GET", "tiered/early-and-late", UnsignedToken.header(user))))
                .extracting(Answer::status)
                .containsExactly(200, 429, 429, 429, 200, 200, 429);
    }
}
