package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.UnsignedToken;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP caches are told about cached values. */
abstract class LibraryHttpCaches extends LibraryCaches {
    static Stream<Arguments> returned() {
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of("value", "response", "stage").map(path -> Arguments.of(form, path)));
    }

    private Answer get(Form form, String path, String tag) {
        return client(form).sendWith("GET", path, Map.of("If-None-Match", tag));
    }

    private int written(Form form) {
        return Integer.parseInt(client(form).get("items/0/written", null).body());
    }

    private static long maxAge(Answer answer) {
        return Long.parseLong(answer.header("Cache-Control").replaceAll(".*max-age=(\\d+).*", "$1"));
    }

    @ParameterizedTest
    @MethodSource("returned")
    void cachedValue_thatIsReturned_hasATag_andIsNotSentAgain(Form form, String way) {
        String path = "items/" + way + "/" + way;
        Answer loaded = client(form).get(path, null);
        Answer hit = client(form).get(path, null);

        assertThat(Stream.of(loaded, hit)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(way + " costs 1");
            assertThat(answer.header("ETag")).startsWith("W/\"").isEqualTo(loaded.header("ETag"));
            assertThat(answer.header("Cache-Control")).startsWith("max-age=");
            assertThat(maxAge(answer)).isBetween(1L, 60L);
        });

        int before = written(form);
        Answer known = get(form, path, hit.header("ETag"));
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo(hit.header("ETag"));
        assertThat(known.header("Cache-Control")).startsWith("max-age=");
        assertThat(known.header("Content-Type")).isEmpty();
        assertThat(get(form, path, "*").status()).isEqualTo(304);
        assertThat(written(form)).isEqualTo(before);
        assertThat(get(form, path, "\"other\"").body()).isEqualTo(hit.body());
    }

    @ParameterizedTest
    @EnumSource
    void changedValue_hasAnotherTag_andTheSameValueLoadedAnewTheSame(Form form) {
        String first = client(form).get("items/changed/value", null).header("ETag");

        client(form).send("PUT", "items/changed/7", null, "");
        Answer changed = get(form, "items/changed/value", first);
        client(form).send("PUT", "items/changed/1", null, "");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).startsWith("W/\"").isNotEqualTo(first);
        assertThat(get(form, "items/changed/value", first).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @EnumSource
    void head_isAnsweredAsGet(Form form) {
        String tag = client(form).get("items/head/value", null).header("ETag");

        Answer head = client(form).sendWith("HEAD", "items/head/value", Map.of());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(tag);
        assertThat(client(form)
                        .sendWith("HEAD", "items/head/value", Map.of("If-None-Match", tag))
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @EnumSource
    void cachedResource_tellsWhatItsAnnotationSays(Form form) {
        Answer answer = client(form).get("items/own/cached", null);

        assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=5, must-revalidate");
        assertThat(String.join(", ", answer.headers().allValues("Vary"))).contains("Accept-Language");
        assertThat(get(form, "items/own/cached", answer.header("ETag")).status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @EnumSource
    void authenticatedCaller_getsAPrivateResponse(Form form) {
        assertThat(client(form)
                        .sendWith("GET", "items/mine/value", UnsignedToken.header())
                        .header("Cache-Control"))
                .startsWith("private, max-age=");
    }

    @ParameterizedTest
    @EnumSource
    void responseOfAnotherObject_orWithFieldsOfItsOwn_isLeftAlone(Form form) {
        Answer copy = client(form).get("items/copy/copy", null);
        assertThat(copy.body()).isEqualTo("copy costs 1");
        assertThat(copy.header("ETag")).isEmpty();
        assertThat(copy.header("Cache-Control")).isEmpty();

        Answer tagged = get(form, "items/tagged/tagged", "*");
        assertThat(tagged.status()).isEqualTo(200);
        assertThat(tagged.header("ETag")).isEqualTo("\"mine\"");
        assertThat(tagged.header("Cache-Control")).isEqualTo("no-store");
    }
}
