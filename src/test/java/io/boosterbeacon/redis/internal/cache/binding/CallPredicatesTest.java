package io.boosterbeacon.redis.internal.cache.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.testing.LogLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallPredicatesTest {
    private static final CacheEntry ENTRY = new CacheEntry.Cached("shop:prices", "1");

    private final List<CacheCall> tested = new ArrayList<>();
    private final MethodValues values = new MethodValues(
            new Envelope(new Json(), String.class, EnvelopeOptions.PLAIN),
            true,
            false,
            new ValueTtl("here", CacheTtl.None.class, type -> value -> null),
            "Shop.price()",
            "prices");

    interface Recording extends CachePredicate {}

    interface Throwing extends CachePredicate {}

    private CallPredicates predicates(
            Class<? extends CachePredicate> condition, Class<? extends CachePredicate> unless) {
        try {
            return new CallPredicates(
                    Cached.class,
                    condition,
                    unless,
                    CallPredicatesTest.class.getDeclaredMethod("price", String.class),
                    type -> call -> {
                        if (type == Throwing.class) {
                            throw new IllegalStateException("a secret");
                        }
                        return tested.add(call);
                    });
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    Optional<String> price(@Nullable String id) {
        return Optional.empty();
    }

    @Test
    void none_admitsEverythingWithoutAnObject() {
        CallPredicates none = predicates(CachePredicate.class, CachePredicate.class);

        assertThat(none.admit(new Object[] {"1"})).isTrue();
        assertThat(none.format(values, new Object[] {"1"})).isSameAs(values);
        assertThat(tested).isEmpty();
    }

    @Test
    void condition_seesTheArgumentsOnly() {
        Object[] arguments = {"1", null};

        assertThat(predicates(Recording.class, CachePredicate.class).admit(arguments))
                .isTrue();

        CacheCall call = tested.get(0);
        arguments[0] = "changed";
        assertThat(call.arguments()).containsExactly("1", null);
        assertThatThrownBy(() -> call.arguments().set(0, "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(call.method().getName()).isEqualTo("price");
        assertThatThrownBy(call::value).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void unless_seesTheArgumentsOfTheCallAndTheContentOfAnOptional() {
        Object[] arguments = {"1"};
        var format = predicates(CachePredicate.class, Recording.class).format(values, arguments);
        arguments[0] = "changed";

        assertThat(format.seal(ENTRY, Optional.of("5"))).isNull();
        assertThat(format.seal(ENTRY, Optional.empty())).isNull();

        assertThat(tested).extracting(CacheCall::value).containsExactly("5", null);
        assertThat(tested.get(0).arguments()).containsExactly("1");
    }

    @Test
    void predicate_thatFails_excludesAndIsOneWarningWithoutItsMessage() {
        CallPredicates failing = predicates(Throwing.class, Throwing.class);
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            for (int i = 0; i < 3; i++) {
                assertThat(failing.admit(new Object[] {"1"})).isFalse();
                assertThat(failing.format(values, new Object[] {"1"}).seal(ENTRY, Optional.of("5")))
                        .isNull();
            }

            String place = "@Cached on " + CallPredicatesTest.class.getName() + ".price(): ";
            String thrown = " " + Throwing.class.getName() + " has thrown java.lang.IllegalStateException at "
                    + CallPredicatesTest.class.getName();
            assertThat(log.all())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith(place + "condition" + thrown)
                                    .endsWith("; the call is not cached"),
                            line -> assertThat(line)
                                    .startsWith(place + "unless" + thrown)
                                    .endsWith("; the value is not stored"))
                    .noneMatch(line -> line.contains("a secret"));
        }
    }
}
