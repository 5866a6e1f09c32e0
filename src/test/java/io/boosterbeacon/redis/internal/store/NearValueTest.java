package io.boosterbeacon.redis.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node keeps of one value. */
class NearValueTest {
    private final NearValue near = new NearValue(new byte[1], 0, () -> {});
    private final AtomicInteger computed = new AtomicInteger();

    private @Nullable String digest(Object format, @Nullable String text) {
        return near.digest(format, () -> {
            computed.incrementAndGet();
            return text;
        });
    }

    @Test
    void digest_ofManyResponses_isComputedOnce() {
        for (int i = 0; i < 10; i++) {
            assertThat(digest("a", "digest")).isEqualTo("digest");
        }

        assertThat(computed).hasValue(1);
    }

    @Test
    void digest_ofAnotherFormat_isItsOwn() {
        assertThat(digest("a", "one")).isEqualTo("one");
        assertThat(digest("b", "two")).isEqualTo("two");
        assertThat(digest("a", "one")).isEqualTo("one");
        assertThat(digest("c", null)).isNull();
        assertThat(digest("c", "no")).isNull();
    }
}
