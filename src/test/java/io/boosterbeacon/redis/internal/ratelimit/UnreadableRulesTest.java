package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitRule.Effect;
import io.boosterbeacon.redis.ratelimit.RateLimitSubject;
import io.boosterbeacon.redis.ratelimit.RateLimits;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that a newer version of the library has written, or that somebody has changed by hand. */
class UnreadableRulesTest extends RateLimitFixture {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RateLimitSubject MALLORY = RateLimitSubject.user("mallory");
    private static final Caller CALLER = caller("192.0.2.66", "mallory");

    private final RateLimits limits = new StoreRateLimits(rules, new RateLimitPolicies(name -> Optional.empty()));
    private final Endpoint endpoint = endpoint(policy("p", 5).key(RateLimitKey.USER));

    private void write(String id, String text) {
        assertThat(store.limitRules()
                        .put("shop", id, text, HOUR)
                        .toCompletableFuture()
                        .join())
                .isTrue();
        rules.refresh().toCompletableFuture().join();
    }

    private static String idOf(Effect effect, RateLimitSubject subject) {
        return new LimitRule(effect, "", subject, 0).id();
    }

    static List<String> texts() {
        return List.of(
                "",
                " ",
                "{",
                "null",
                "[]",
                "17",
                "\"DENY\"",
                "{}",
                "{\"effect\":\"DENY\"",
                "{\"effect\":\"DENY\",\"policy\":\"\",\"subject\":null,\"limit\":0}",
                "{\"effect\":\"DENY\",\"policy\":\"\",\"limit\":0}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"limit\":0}",
                "{\"effect\":\"THROTTLE\",\"policy\":\"p\",\"limit\":3}",
                "{\"policy\":\"p\",\"limit\":3}",
                "{\"effect\":\"LIMIT\",\"limit\":3}",
                "{\"effect\":\"LIMIT\",\"policy\":\"\",\"limit\":3}",
                "{\"effect\":\"LIMIT\",\"policy\":\"p\"}",
                "{\"effect\":\"LIMIT\",\"policy\":\"p\",\"limit\":0}",
                "{\"effect\":\"LIMIT\",\"policy\":\"p\",\"limit\":-3}",
                "{\"effect\":\"LIMIT\",\"policy\":\"p\",\"limit\":9223372036854775807}",
                "{\"effect\":\"LIMIT\",\"policy\":\"p\",\"limit\":\"few\"}",
                "{\"effect\":\"LIMIT\",\"policy\":[\"p\"],\"limit\":3}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"TEAM\",\"name\":\"\",\"value\":\"mallory\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"USER\",\"name\":\"\",\"value\":\"\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"USER\",\"value\":\"mallory\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"CLAIM\",\"name\":\"\",\"value\":\"x\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"ADDRESS\",\"name\":\"\",\"value\":\"0.0.0.0/99\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"ADDRESS\",\"name\":\"\",\"value\":\"mallory\"}}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":\"mallory\"}",
                "{\"effect\":\"ALLOW\",\"policy\":\"\",\"subject\":{\"kind\":\"USER\",\"name\":\"\",\"value\":\"m\"}} trailing");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void unreadable_leavesAllOthersInForceAndIsLoggedOnceWithoutItsText(String text) {
        limits.deny(MALLORY, HOUR);
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            write("odd", text);
            limits.deny(RateLimitSubject.user("bob"), HOUR);
            limits.allow(RateLimitSubject.user("ada"), HOUR);

            assertThat(decider.decide(endpoint, CALLER).admitted()).isFalse();
            assertThat(decider.decide(endpoint, BOB).admitted()).isFalse();
            assertThat(admitted(endpoint, ADA, 9)).isEqualTo(9);
            assertThat(limits.rules()).hasSize(3);
            assertThat(log.all())
                    .containsExactly("1 of the rules of RateLimits cannot be read: a newer version of the library has"
                            + " written them, a node with a longer beacon.ratelimit.ipv6-prefix has, or they were changed"
                            + " by hand. This node keeps to those that they have"
                            + " replaced, if it knew them, and to all other rules. Their ids: odd. This is said once");
        }
    }

    /** All rules of an id have the same effect on the same subject. */
    @Test
    void unreadable_inPlaceOfAKnownRule_leavesThatInForceUntilItEnds() {
        limits.deny(MALLORY, Duration.ofMinutes(1));
        limits.allow(RateLimitSubject.user("ada"), HOUR);
        write(idOf(Effect.DENY, MALLORY), "{\"v\":2}");
        write(idOf(Effect.ALLOW, RateLimitSubject.user("ada")), "");

        assertThat(decider.decide(endpoint, CALLER).admitted()).isFalse();
        assertThat(admitted(endpoint, ADA, 9)).isEqualTo(9);
        now = now.plus(HOUR.minusMillis(1));
        limits.deny(RateLimitSubject.user("bob"), HOUR);
        assertThat(decider.decide(endpoint, CALLER).admitted())
                .as("as long as the store keeps the rule")
                .isFalse();
        now = now.plusMillis(1);
        assertThat(decider.decide(endpoint, CALLER).admitted()).isTrue();
    }

    @Test
    void unreadable_thatIsReplaced_isReadAgain() {
        limits.deny(MALLORY, HOUR);
        write(idOf(Effect.DENY, MALLORY), "{");
        limits.unlist(MALLORY);
        assertThat(decider.decide(endpoint, CALLER).admitted()).isTrue();
        write(idOf(Effect.DENY, MALLORY), "{");
        assertThat(decider.decide(endpoint, CALLER).admitted()).isTrue();

        limits.deny(MALLORY, HOUR);

        assertThat(decider.decide(endpoint, CALLER).admitted()).isFalse();
    }

    @Test
    void unreadable_onANodeThatHasNotKnownTheRule_hasNoEffect() {
        write(idOf(Effect.DENY, MALLORY), "{");
        LimitRules fresh = new LimitRules(store.limitRules(), "shop", scheduler, System::nanoTime, new Json(), 64);

        assertThat(fresh.current(Duration.ofSeconds(5)).about(CALLER)).isEmpty();
    }

    @Test
    void manyUnreadable_areOneLine() {
        for (int i = 0; i < 5; i++) {
            store.limitRules()
                    .put("shop", "odd" + i, "", HOUR)
                    .toCompletableFuture()
                    .join();
        }
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            limits.deny(MALLORY, HOUR);
            limits.unlist(MALLORY);

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith("5 of the rules")
                    .contains(", …. This");
        }
    }

    /** Rolling deployment: what a newer version has added is neither read nor lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"effect\":\"DENY\",\"policy\":\"\",\"subject\":{\"kind\":\"USER\",\"name\":\"\",\"value\":\"mallory\","
                        + "\"realm\":\"staff\"},\"limit\":0,\"reason\":{\"text\":\"abuse\",\"by\":[1,2]}}",
                "{\"added\":null,\"limit\":0,\"subject\":{\"value\":\"mallory\",\"name\":\"\",\"kind\":\"USER\"},"
                        + "\"policy\":\"\",\"effect\":\"DENY\"}"
            })
    void ruleOfANewerVersion_withMoreMembers_isInForceAndKeptAsItIs(String text) {
        write(idOf(Effect.DENY, MALLORY), text);
        assertThat(decider.decide(endpoint, CALLER).admitted()).isFalse();
        limits.deny(RateLimitSubject.user("bob"), HOUR);
        limits.unlist(RateLimitSubject.user("bob"));

        assertThat(store.limitRules()
                        .read("shop", "")
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .rules())
                .extracting(Rule::text)
                .containsExactly(text);
    }

    /** Whatever is written, rules stay readable by the versions that know these members. */
    @Test
    void text_ofARule_hasTheMembersThatOtherVersionsRead() {
        assertThat(new LimitRule(Effect.DENY, "", MALLORY, 0).text(new Json()))
                .isEqualTo("{\"effect\":\"DENY\",\"policy\":\"\",\"subject\":{\"kind\":\"USER\",\"name\":\"\","
                        + "\"value\":\"mallory\"},\"limit\":0}");
    }
}
