package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract of every {@link LimitRuleStore}. */
public abstract class LimitRuleStoreContract extends StoreContract {
    private final String application = random("application");

    /** The port under test. */
    protected LimitRuleStore rules() {
        return store().limitRules();
    }

    private Rules read(String version) {
        return await(rules().read(application, version)).orElseThrow();
    }

    private boolean put(String id, String text) {
        return await(rules().put(application, id, text, LONG));
    }

    @Test
    void read_noRules_isUnchanged() {
        assertThat(await(rules().read(application, ""))).isEmpty();
    }

    @Test
    void read_afterEachChange_isAnotherVersion() {
        put("a", "one rule\nof two lines");
        Rules first = read("");
        assertThat(first.rules()).extracting(Rule::text).containsExactly("one rule\nof two lines");
        assertThat(first.rules()).extracting(Rule::id).containsExactly("a");
        assertThat(first.rules().get(0).left()).isBetween(LONG.minusMinutes(1), LONG);
        assertThat(await(rules().read(application, first.version()))).isEmpty();

        put("b", "{}");
        Rules second = read(first.version());
        assertThat(second.rules()).extracting(Rule::text).containsExactlyInAnyOrder("one rule\nof two lines", "{}");

        put("a", "other");
        assertThat(read(second.version()).rules()).extracting(Rule::text).containsExactlyInAnyOrder("other", "{}");
    }

    @Test
    void remove_lastRule_leavesNoRulesAndNoVersion() {
        put("a", "x");
        Rules before = read("");
        await(rules().remove(application, "unknown"));
        assertThat(await(rules().read(application, before.version()))).isEmpty();
        await(rules().remove(application, "a"));

        assertThat(read(before.version())).isEqualTo(new Rules("", List.of()));
        put("a", "x");
        assertThat(await(rules().read(application, before.version()))).isPresent();
    }

    @Test
    void rule_ended_isNotRead() {
        put("lasting", "lasting");
        await(rules().put(application, "brief", "brief", SHORT));
        assertThat(read("").rules()).hasSize(2);
        pass(PAST_SHORT);

        assertThat(read("").rules()).extracting(Rule::text).containsExactly("lasting");
    }

    @Test
    void rules_ofOtherApplications_areApart() {
        put("a", "x");

        assertThat(await(rules().read(random("application"), ""))).isEmpty();
    }

    @Test
    void put_manyAtOnce_keepsAll() {
        AtomicInteger next = new AtomicInteger();
        race(THREADS, () -> put("id" + next.incrementAndGet(), "x"));

        assertThat(read("").rules()).hasSize(THREADS);
    }

    @Test
    void put_moreThanTheMost_isRefused() {
        for (int i = 0; i < LimitRuleStore.MAX_RULES; i++) {
            assertThat(put("id" + i, "x")).isTrue();
        }

        assertThat(put("one more", "x")).isFalse();
        assertThat(put("id0", "replaced")).isTrue();
        assertThat(read("").rules()).hasSize(LimitRuleStore.MAX_RULES);
    }

    @Test
    void put_whileAnotherApplicationHasTheMost_isAccepted() {
        String other = random("application");
        List<CompletionStage<Boolean>> others = new ArrayList<>();
        for (int i = 0; i < LimitRuleStore.MAX_RULES; i++) {
            others.add(rules().put(other, "id" + i, "x", LONG));
        }
        awaitAll(others);
        assertThat(await(rules().put(other, "one more", "x", LONG))).isFalse();

        assertThat(put("a", "x")).isTrue();
        assertThat(read("").rules()).extracting(Rule::id).containsExactly("a");
        assertThat(await(rules().read(other, "")).orElseThrow().rules()).hasSize(LimitRuleStore.MAX_RULES);
    }

    @Test
    void change_ofAnotherApplication_leavesTheVersion() {
        put("a", "x");
        String version = read("").version();
        String other = random("application");
        await(rules().put(other, "a", "y", LONG));
        await(rules().remove(other, "a"));

        assertThat(await(rules().read(application, version))).isEmpty();
    }

    @Test
    void put_afterTheMostHaveEnded_isAccepted() {
        List<CompletionStage<Boolean>> brief = new ArrayList<>();
        for (int i = 1; i < LimitRuleStore.MAX_RULES; i++) {
            brief.add(rules().put(application, "id" + i, "x", SHORT));
        }
        awaitAll(brief);
        assertThat(put("lasting", "x")).isTrue();
        pass(PAST_SHORT);

        assertThat(put("one more", "x")).isTrue();
        assertThat(read("").rules()).hasSize(2);
    }
}
