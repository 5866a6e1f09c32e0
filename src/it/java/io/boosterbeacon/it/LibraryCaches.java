package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How requests and threads of the server affect caches. */
abstract class LibraryCaches extends LibraryCosts {
    private String get(Form form, String path, Map<String, String> headers) {
        Answer answer = client(form).sendWith("GET", path, headers);
        assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    @ParameterizedTest
    @EnumSource
    void requestWithNoCache_readsFresh_andItsValueReplacesTheStoredOne(Form form) {
        String first = get(form, "cached/call/fresh", Map.of());
        assertThat(get(form, "cached/call/fresh", Map.of("Cache-Control", "max-age=0")))
                .isEqualTo(first);

        String fresh = get(form, "cached/call/fresh", Map.of("Cache-Control", "max-age=0, no-cache"));

        assertThat(fresh).isNotEqualTo(first);
        for (int i = 0; i < 3; i++) {
            // also on the thread of the request before
            assertThat(get(form, "cached/call/fresh", Map.of())).isEqualTo(fresh);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowLoad_timesOut_andGoesOnWithoutItsRequest(Form form) {
        assertThat(get(form, "news/1/slow", Map.of())).isEqualTo("timed out");

        await().untilAsserted(() -> assertThat(get(form, "news/1/slow", Map.of()))
                .isNotEqualTo("timed out")
                .isEqualTo(get(form, "news/1/slow", Map.of())));
    }

    @ParameterizedTest
    @EnumSource
    void slowLoad_thatNoCodeHandles_is503AndLaterThere(Form form) {
        Answer late = client(form).sendWith("GET", "news/3/too-slow", Map.of());

        assertThat(late.status()).as(late.body()).isEqualTo(503);
        assertThat(late.header("Retry-After")).isEqualTo("1");
        assertThat(late.json().path("detail").asText()).isEqualTo("The value is still being loaded");
        await().untilAsserted(() ->
                assertThat(get(form, "news/3/too-slow", Map.of())).isEqualTo(get(form, "news/3/too-slow", Map.of())));
    }

    @ParameterizedTest
    @EnumSource
    void slowLoad_withinATransaction_isAwaited(Form form) {
        String value = get(form, "news/2/slow-transaction", Map.of());

        assertThat(get(form, "news/2/slow", Map.of())).isEqualTo(value);
    }
}
