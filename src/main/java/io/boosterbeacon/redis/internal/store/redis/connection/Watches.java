package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.store.Watch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The watches of all values that were read while one connection has reported changes. Each watch is of a group of values
 * that one key of the server stands for: a change of that key ends the watch of the whole group. The loss of the
 * connection ends all.
 *
 * <p>A watch is current as long as the server has answered a heartbeat that was sent less than {@link #BOUND} ago. The
 * answer comes after all changes that the server had reported before it, so no value is served for longer than that
 * after its change, whatever has happened to the connection, this thread or this JVM. Thread-safe.
 */
public final class Watches {
    /** With the time that an answer takes to be read, this stays below one second. */
    static final Duration BOUND = Duration.ofMillis(950);

    private static final long BOUND_NANOS = BOUND.toNanos();

    private final ConcurrentMap<String, Group> groups = new ConcurrentHashMap<>();
    private final AtomicBoolean beating = new AtomicBoolean();
    private volatile boolean ended;
    private final LongSupplier nanos;
    private volatile long provenAt;

    /** Begins as current: the connection has just answered. */
    public Watches() {
        this(System::nanoTime);
    }

    /** @param nanos a clock like {@link System#nanoTime}, by which values are judged, too */
    public Watches(LongSupplier nanos) {
        this.nanos = nanos;
        provenAt = nanos.getAsLong();
    }

    /** Watches that have ended, for the time before there is a connection. */
    public static Watches none() {
        Watches none = new Watches();
        none.end();
        return none;
    }

    /**
     * The watch of a group. To be called before a value of the group is read: a change of the group that the server makes
     * after the read ends this watch.
     */
    public Watch of(String group) {
        return groups.computeIfAbsent(group, key -> new Group());
    }

    /** Whether changes are reported, and a heartbeat was answered lately. */
    public boolean areCurrent() {
        return !ended && nanos.getAsLong() - provenAt < BOUND_NANOS;
    }

    /** Ends the watch of a group, because its key has changed. False if the key stands for no watched group. */
    public boolean endGroup(String key) {
        Group group = groups.remove(key);
        if (group == null) {
            return false;
        }
        group.changed = true;
        return true;
    }

    /** Ends the watches of all groups, because all keys have changed. */
    public void endGroups() {
        // a watch that is added meanwhile is of a read that the server answers after the change
        groups.keySet().forEach(this::endGroup);
    }

    /** Ends the watches of the groups that a condition holds for. */
    void endGroups(Predicate<String> condition) {
        groups.keySet().stream().filter(condition).forEach(this::endGroup);
    }

    /** Ends all watches, because changes may have been missed. */
    public void end() {
        ended = true;
        groups.clear();
    }

    /** A key of the server that is watched as a group; the default if there is none. */
    String anyGroup(String otherwise) {
        for (String group : groups.keySet()) {
            return group;
        }
        return otherwise;
    }

    /**
     * Sends a heartbeat, unless the last one is unanswered. To be called every
     * {@link io.boosterbeacon.redis.internal.store.SilenceLimits#CHECK_PERIOD}.
     *
     * @param ping its answer must arrive after all changes that the server has reported before
     */
    public void beat(Supplier<? extends CompletionStage<?>> ping) {
        if (ended || !beating.compareAndSet(false, true)) {
            return;
        }
        long sentAt = nanos.getAsLong();
        CompletionStage<?> unused = answer(ping).whenComplete((pong, failure) -> {
            if (failure == null) {
                provenAt = sentAt;
            }
            beating.set(false);
        });
    }

    private static CompletionStage<?> answer(Supplier<? extends CompletionStage<?>> ping) {
        try {
            return ping.get();
        } catch (RuntimeException e) {
            // it would cancel the periodic heartbeat
            return CompletableFuture.failedFuture(e);
        }
    }

    private final class Group implements Watch {
        private volatile boolean changed;

        @Override
        public boolean isCurrent(long now) {
            return !hasEnded() && now - provenAt < BOUND_NANOS;
        }

        @Override
        public boolean hasEnded() {
            return changed || ended;
        }
    }
}
