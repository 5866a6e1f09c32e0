package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps the rules by which limits are changed at run time. Stages fail with {@link StoreException}. */
public interface LimitRuleStore {
    /** The most rules of an application. */
    int MAX_RULES = 10_000;

    /**
     * Adds a rule, or replaces the rule of the same id. One round trip.
     *
     * @param application the hash of the application's name
     * @param id letters and digits
     * @param text what the rule says
     * @return false if the application has {@link #MAX_RULES} other rules
     */
    CompletionStage<Boolean> put(String application, String id, String text, Duration lifetime);

    /** Removes a rule. One round trip. */
    CompletionStage<Void> remove(String application, String id);

    /**
     * Reads the rules if they have changed. One round trip if they have not, else two.
     *
     * @param version that the caller knows; empty for none
     * @return empty if the version is still current
     */
    CompletionStage<Optional<Rules>> read(String application, String version);

    /**
     * All rules of an application.
     *
     * @param version changes with each change of a rule; empty if there is no rule
     */
    record Rules(String version, List<Rule> rules) {}

    /**
     * One rule.
     *
     * @param text what the rule says; empty if somebody else has changed it, so that nothing is known but its id
     * @param left the time until it ends
     */
    record Rule(String id, String text, Duration left) {}
}
