package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

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
}
