package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.WatchedRead;
import io.boosterbeacon.redis.internal.store.redis.connection.Watches;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the nodes of this library publish them, for servers that do not report changes. Changes by other clients
 * are not published. Thread-safe.
 */
final class ChangeMessages implements Signals.Listener {
    private final RedisConnection redis;
    private final Signals signals;
    private final Consumer<String> changed;
    private final Consumer<String> refused;
    /** Ended until the subscription has begun, and replaced whenever it begins again. */
    private volatile Watches watches = Watches.none();

    /**
     * @param changed is given each key that has changed, except for those of groups
     * @param refused is given the reason if the server does not permit the subscription
     */
    ChangeMessages(RedisConnection redis, Signals signals, Consumer<String> changed, Consumer<String> refused) {
        this.redis = redis;
        this.signals = signals;
        this.changed = changed;
        this.refused = refused;
    }

    @Override
    public void received(String key) {
        if (!watches.endGroup(key)) {
            changed.accept(key);
        }
    }

    @Override
    public void lost() {
        Watches before = watches;
        watches = new Watches();
        before.end();
    }

    @Override
    public void refused(String reason) {
        watches.end();
        refused.accept(reason);
    }

    /** Ends the watches of all values that were read until now. */
    void endWatches() {
        watches.endGroups();
    }

    /** As {@code TrackedReads.read}. */
    <T> @Nullable CompletionStage<T> read(String group, Function<WatchedRead, CompletionStage<T>> reads) {
        Watches current = watches;
        return current.areCurrent() ? reads.apply(new SharedRead(current.of(group), redis)) : null;
    }

    /** Sends a heartbeat. To be called periodically. */
    void prove() {
        watches.beat(signals::probe);
    }

    /** A read on the connections that all commands share: its answer may come before or after the message of a change. */
    private record SharedRead(Watch watch, RedisConnection redis) implements WatchedRead {
        @Override
        public <T> CompletableFuture<T> send(PendingCommand<T> command) {
            return redis.send(command);
        }
    }
}
