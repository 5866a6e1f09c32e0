package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rule;
import io.boosterbeacon.redis.internal.store.LimitRuleStore.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The rules of this application, as this node knows them. They are read twice a second, from the first decision on: one
 * round trip, which transfers the rules only if they have changed. While the store fails, the known rules stay in force.
 * Thread-safe.
 */
public final class LimitRules {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final LimitRuleStore store;
    private final String application;
    private final Scheduler timers;
    private final LongSupplier nanos;
    private final Json json;
    private final int ipv6Prefix;
    private final AtomicReference<KnownRules> known = new AtomicReference<>(KnownRules.NONE);
    private final AtomicBoolean reading = new AtomicBoolean();

    /**
     * Creates rules that are not known yet.
     *
     * @param application the hash of the application's name
     * @param nanos a clock like {@link System#nanoTime}
     * @param ipv6Prefix the length of the prefix of the networks by which IPv6 addresses are counted
     */
    public LimitRules(
            LimitRuleStore store, String application, Scheduler timers, LongSupplier nanos, Json json, int ipv6Prefix) {
        this.store = store;
        this.application = application;
        this.timers = timers;
        this.nanos = nanos;
        this.json = json;
        this.ipv6Prefix = ipv6Prefix;
    }

    /** The rules in force. */
    KnownRules current() {
        if (!reading.get() && reading.compareAndSet(false, true)) {
            CompletionStage<Void> unused = refresh();
            Future<?> unusedUntilClosed = timers.every(PERIOD, this::refresh);
        }
        return known();
    }

    private KnownRules known() {
        return Objects.requireNonNull(known.get());
    }

    /** Reads the rules if they have changed. Never fails: then the known rules stay. */
    CompletionStage<Void> refresh() {
        KnownRules before = known();
        return store.read(application, before.version())
                .handle((rules, failure) ->
                        failure != null || rules.isEmpty() || known.compareAndSet(before, read(rules.get())))
                // if another read was answered meanwhile, nobody knows which of both has the newer rules
                .thenCompose(current -> current ? CompletableFuture.completedFuture(null) : refresh());
    }

    private KnownRules read(Rules rules) {
        long now = nanos.getAsLong();
        List<KnownRules.Timed> all = new ArrayList<>();
        for (Rule rule : rules.rules()) {
            LimitRule.of(json, rule.text())
                    .ifPresent(read ->
                            all.add(new KnownRules.Timed(read, now + rule.left().toNanos())));
        }
        return KnownRules.of(rules.version(), all, nanos, ipv6Prefix);
    }

    /** Adds a rule, which is in force on this node when the stage completes. False if there are too many. */
    CompletionStage<Boolean> put(LimitRule rule, Duration lifetime) {
        return store.put(application, rule.id(), rule.text(json), lifetime)
                .thenCompose(added -> refresh().thenApply(read -> added));
    }

    /** Removes rules, which are no longer in force on this node when the stage completes. */
    CompletionStage<Void> remove(LimitRule... rules) {
        List<CompletableFuture<Void>> removals = new ArrayList<>();
        for (LimitRule rule : rules) {
            removals.add(store.remove(application, rule.id()).toCompletableFuture());
        }
        return CompletableFuture.allOf(removals.toArray(CompletableFuture<?>[]::new))
                .thenCompose(removed -> refresh());
    }
}
