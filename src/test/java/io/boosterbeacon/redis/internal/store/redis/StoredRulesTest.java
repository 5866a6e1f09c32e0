package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rules;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reading rules costs the server, and what it leaves there. */
class StoredRulesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisProcess server = RedisProcess.start();
    private final Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
    private final LimitRuleStore rules = store.limitRules();
    private final Operator operator = new Operator(server.url());

    @AfterEach
    void close() {
        operator.close();
        store.close();
        server.close();
    }

    private Rules read() {
        return done(rules.read("app", "")).orElseThrow();
    }

    private Map<String, String> stored() {
        return operator.redis().hgetall(operator.redis().keys("*").get(0));
    }

    @Test
    void rules_thatHaveNotChanged_areNotReadAgain() {
        done(rules.put("app", "a", "x", HOUR));
        String version = read().version();
        operator.redis().configResetstat();

        for (int i = 0; i < 10; i++) {
            assertThat(done(rules.read("app", version))).isEmpty();
        }
        assertThat(operator.redis().info("commandstats")).doesNotContain("cmdstat_hgetall");
        done(rules.put("app", "b", "y", HOUR));
        assertThat(done(rules.read("app", version)).orElseThrow().rules()).hasSize(2);

        assertThat(operator.redis().info("commandstats")).contains("cmdstat_hgetall:calls=1,");
    }

    @Test
    void rules_thatHaveEnded_areRemovedByWhoeverReads() {
        done(rules.put("app", "lasting", "x", HOUR));
        done(rules.put("app", "replaced", "x", Duration.ofMillis(1)));
        for (int i = 0; i < 50; i++) {
            done(rules.put("app", "brief" + i, "x", Duration.ofMillis(1)));
        }
        done(rules.put("app", "replaced", "y", HOUR));

        await().until(() -> read().rules().size() == 2);
        await().untilAsserted(() -> assertThat(stored()).containsOnlyKeys("lasting", "replaced", "version"));
        assertThat(read().version()).isEqualTo(stored().get("version"));
    }

    /** Only their ids are known, so that a node can keep to those that it knew. */
    @Test
    void values_ofOtherForms_areRulesWithoutAText() {
        done(rules.put("app", "a", "several\nlines", HOUR));
        String key = operator.redis().keys("*").get(0);
        for (String value : new String[] {"", "x", "12", "x 12", "-1 x", "1234567890123456 x"}) {
            operator.redis().hset(key, "other" + value.length(), value);
        }

        assertThat(read().rules()).hasSize(6).allSatisfy(rule -> {
            assertThat(rule.text()).isEqualTo(rule.id().equals("a") ? "several\nlines" : "");
            assertThat(rule.left()).isBetween(Duration.ofMinutes(59), HOUR);
        });
        assertThat(read().rules()).extracting(Rule::id).contains("a");
    }
}
