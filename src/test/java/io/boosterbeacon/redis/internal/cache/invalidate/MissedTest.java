package io.boosterbeacon.redis.internal.cache.invalidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store has missed is kept within bounds. */
class MissedTest {
    private final Missed missed = new Missed();

    private static List<String> tags(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "tag" + i).toList();
    }

    @Test
    void tags_upToTheLimit_areKeptOnce() {
        missed.addTags("orders", tags(0, 300));
        missed.addTags("orders", tags(100, 400));

        assertThat(missed.tags().get("orders")).containsExactlyInAnyOrderElementsOf(tags(0, 400));
        assertThat(missed.caches()).isEmpty();
        assertThat(missed.isEmpty()).isFalse();
    }

    @Test
    void tags_beyondTheLimit_clearTheirCache() {
        missed.addTags("orders", tags(0, 500));
        missed.addTags("orders", tags(0, 10));
        assertThat(missed.caches()).isEmpty();

        missed.addTags("products", tags(0, 1));

        assertThat(missed.caches()).containsExactly("products");
        assertThat(missed.tags().get("orders")).hasSize(500);
    }

    @Test
    void all_thatAnotherHas_isAdded() {
        Missed other = new Missed();
        CacheEntry.Cached entry = new CacheEntry.Cached("orders", "key");
        other.add(entry);
        other.addTags("orders", tags(0, 2));
        other.addAll("products");

        missed.addAll(other);

        assertThat(missed.entries()).isEqualTo(Set.of(entry));
        assertThat(missed.tags().get("orders")).containsExactlyInAnyOrder("tag0", "tag1");
        assertThat(missed.caches()).containsExactly("products");
    }
}
