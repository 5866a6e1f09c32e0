package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rules;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of an application as Redis keeps them: a hash of "end in ms since 1970, space, rule" by id, with a version.
 *
 * @param rules that have not ended
 * @param ended the ids of those that have
 */
record StoredRules(Rules rules, List<String> ended) {
    private static final String VERSION = "version";
    private static final Pattern RULE = Pattern.compile("(\\d{1,15}) (.*)", Pattern.DOTALL);

    /**
     * Reads the hash.
     *
     * @param fields each followed by its value
     * @param now ms since 1970
     * @param left the time until the hash ends, and with it a rule that somebody else has changed
     */
    static StoredRules of(Reply fields, long now, Duration left) {
        String version = "";
        List<Rule> rules = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < fields.items().size(); i += 2) {
            String id = fields.text(i);
            String value = fields.text(i + 1);
            if (id.equals(VERSION)) {
                version = value;
                continue;
            }
            Matcher rule = RULE.matcher(value);
            if (!rule.matches()) {
                rules.add(new Rule(id, "", left));
                continue;
            }
            long rest = Long.parseLong(rule.group(1)) - now;
            if (rest > 0) {
                rules.add(new Rule(id, rule.group(2), Duration.ofMillis(rest)));
            } else {
                ended.add(id);
            }
        }
        return new StoredRules(new Rules(version, rules), ended);
    }
}
