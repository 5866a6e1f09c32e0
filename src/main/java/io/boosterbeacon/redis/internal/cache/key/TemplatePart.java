package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a template such as <code>"{userId}:{order.id}"</code>.
 *
 * @param text the literal, or the name in the placeholder
 */
record TemplatePart(boolean placeholder, String text) {
    /**
     * Splits a template.
     *
     * @param place where the template is declared, for messages
     * @throws ConfigProblem if a brace is not closed
     */
    static List<TemplatePart> split(String place, String template) {
        List<TemplatePart> parts = new ArrayList<>();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            int close = template.indexOf('}', at);
            if (open < 0 ? close >= 0 : close < open) {
                throw ConfigProblem.of(place, template, "every { closed by a }");
            }
            int end = open < 0 ? template.length() : open;
            if (end > at) {
                parts.add(new TemplatePart(false, template.substring(at, end)));
            }
            if (open < 0) {
                break;
            }
            parts.add(new TemplatePart(true, template.substring(open + 1, close)));
            at = close + 1;
        }
        return parts;
    }
}
