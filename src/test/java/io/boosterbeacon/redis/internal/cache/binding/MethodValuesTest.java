package io.boosterbeacon.redis.internal.cache.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MethodValuesTest {
    private static final CacheEntry ENTRY = new CacheEntry.Cached("shop:prices", "1");

    private final MethodValues plain = values(false);
    private final MethodValues optional = values(true);

    private static MethodValues values(boolean optional) {
        return new MethodValues(
                new Envelope(new Json(), String.class, EnvelopeOptions.PLAIN),
                optional,
                true,
                new ValueTtl("here", CacheTtl.None.class, type -> value -> null),
                "Shop.price()",
                "prices");
    }

    private static @Nullable Object reopened(MethodValues values, @Nullable Object value) throws UnbindableException {
        return values.open(ENTRY, Objects.requireNonNull(values.seal(ENTRY, value)));
    }

    @Test
    void open_whatWasSealed_isTheValueAsTheMethodReturnsIt() throws UnbindableException {
        assertThat(reopened(plain, "a")).isEqualTo("a");
        assertThat(reopened(plain, null)).isNull();
        assertThat(reopened(optional, Optional.of("a"))).isEqualTo(Optional.of("a"));
        assertThat(reopened(optional, Optional.empty())).isEqualTo(Optional.empty());
    }

    @Test
    void open_valueOfAMethodWithoutOptional_isThatOfOneWithIt() throws UnbindableException {
        assertThat(optional.open(ENTRY, Objects.requireNonNull(plain.seal(ENTRY, "a"))))
                .isEqualTo(Optional.of("a"));
        assertThat(plain.open(ENTRY, Objects.requireNonNull(optional.seal(ENTRY, Optional.empty()))))
                .isNull();
    }

    @Test
    void seal_nullInPlaceOfAnOptional_hasNoBytes() {
        assertThat(optional.seal(ENTRY, null)).isNull();
    }

    @Test
    void isNothing_nullAndEmpty_are() {
        assertThat(plain.isNothing(null)).isTrue();
        assertThat(plain.isNothing("a")).isFalse();
        assertThat(optional.isNothing(Optional.empty())).isTrue();
        assertThat(optional.isNothing(Optional.of("a"))).isFalse();
    }
}
