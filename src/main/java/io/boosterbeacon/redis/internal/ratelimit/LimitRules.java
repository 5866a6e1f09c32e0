package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of this application, as this node knows them. They are read twice a second, from the start or the first
 * use on: one round trip, which transfers the rules only if they have changed. While the store fails, the known
 * rules stay in force. Thread-safe.
 */
public final class LimitRules {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final LimitRuleStore store;
    private final String application;
    private final Scheduler timers;
    private final RuleReader reader;
    private final AtomicReference<KnownRules> known = new AtomicReference<>(KnownRules.UNKNOWN);
    private final AtomicReference<@Nullable CompletableFuture<Void>> firstRead = new AtomicReference<>();
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
        this.reader = new RuleReader(json, nanos, ipv6Prefix);
    }

    /**
     * Reads the rules before the first decision needs them.
     *
     * @param maxWait the maximum time to wait. If the store does not answer until then, decisions wait for the rules
     */
    public void start(Duration maxWait) {
        KnownRules unused = current(maxWait);
    }

    /**
     * The rules in force. Until they have been read for the first time, each call waits for that.
     *
     * @param maxWait the maximum time to wait; then the rules are {@link KnownRules#UNKNOWN}
     */
    KnownRules current(Duration maxWait) {
        KnownRules current = inForce();
        if (current.areRead()) {
            return current;
        }
        CallOutcome.await(List.of(firstRead()), maxWait.toNanos());
        return inForce();
    }

    /** Reads the rules for the first time. Callers share one round trip. */
    private CompletableFuture<Void> firstRead() {
        CompletableFuture<Void> begun = firstRead.get();
        if (begun != null && !begun.isDone()) {
            return begun;
        }
        CompletableFuture<Void> next = new CompletableFuture<>();
        if (!firstRead.compareAndSet(begun, next)) {
            return firstRead();
        }
        CompletionStage<Boolean> unused = refresh().handle((read, failure) -> next.complete(null));
        return next;
    }

    /** The rules in force; fails if they were never read and cannot be read now. */
    CompletionStage<KnownRules> known() {
        return inForce().areRead()
                ? CompletableFuture.completedFuture(inForce())
                : update().thenApply(read -> inForce());
    }

    /** The rules in force, without waiting; {@link KnownRules#UNKNOWN} if they were never read. */
    KnownRules inForce() {
        return Objects.requireNonNull(known.get());
    }

    /** Reads the rules if they have changed. Never fails: then the known rules stay. */
    CompletionStage<Void> refresh() {
        return update().handle((read, failure) -> null);
    }

    /** Reads the rules if they have changed; fails if the store does. */
    private CompletionStage<Void> update() {
        if (!reading.get() && reading.compareAndSet(false, true)) {
            Future<?> unusedUntilClosed = timers.every(PERIOD, this::refresh);
        }
        KnownRules before = inForce();
        return store.read(application, before.version())
                .thenApply(changed -> isCurrent(before, changed))
                // if another read was answered meanwhile, nobody knows which of both has the newer rules
                .thenCompose(current -> current ? CompletableFuture.completedFuture(null) : update());
    }

    private boolean isCurrent(KnownRules before, Optional<LimitRuleStore.Rules> changed) {
        if (changed.isEmpty() && before.areRead()) {
            return true;
        }
        KnownRules next = changed.isEmpty() ? KnownRules.NONE : reader.read(changed.get(), before.byId());
        return known.compareAndSet(before, next);
    }

    /** The length of the prefix of the networks by which IPv6 addresses are counted. */
    int ipv6Prefix() {
        return reader.ipv6Prefix();
    }

    /** Adds a rule, which is in force on this node when the stage completes. False if there are too many. */
    CompletionStage<Boolean> put(LimitRule rule, Duration lifetime) {
        return store.put(application, rule.id(), rule.text(reader.json()), lifetime)
                .thenCompose(added -> update().thenApply(read -> added));
    }

    /** Removes rules, which are no longer in force on this node when the stage completes. */
    CompletionStage<Void> remove(LimitRule... rules) {
        List<CompletableFuture<Void>> removals = new ArrayList<>();
        for (LimitRule rule : rules) {
            removals.add(store.remove(application, rule.id()).toCompletableFuture());
        }
        return CompletableFuture.allOf(removals.toArray(CompletableFuture<?>[]::new))
                .thenCompose(removed -> update());
    }
}
