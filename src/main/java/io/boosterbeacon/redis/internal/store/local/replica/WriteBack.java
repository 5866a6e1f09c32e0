package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What is done when a store has lost revocations: the loss is recorded, and the store gets back what this node has. */
final class WriteBack {
    /** More changes than any store has counted: the heartbeat compares them with those of the store. */
    private static final long MORE = (1L << 53) - 1;
    /** The number of revocations in a call, so that none takes long. */
    static final int PORTION = 200;

    private final RevocationLog log;
    private final Function<Known, CompletionStage<Beat>> heartbeat;
    private final Duration retention;
    private final Timers timers;
    private final Duration limit;

    /**
     * Creates it for a store.
     *
     * @param heartbeat sends a heartbeat, which records a loss
     * @param retention how long a loss matters
     * @param limit how long a call may take
     */
    WriteBack(
            RevocationLog log,
            Function<Known, CompletionStage<Beat>> heartbeat,
            Duration retention,
            Timers timers,
            Duration limit) {
        this.log = log;
        this.heartbeat = heartbeat;
        this.retention = retention;
        this.timers = timers;
        this.limit = limit;
    }

    /**
     * Records that the store has lost changes. Heartbeats may not notice it: they know only the number of the changes, of a
     * moment before, and what is written back is counted, too.
     *
     * @param had the id of the epoch that this node had
     * @param seenAtMillis when this node had all changes, by the store's clock
     * @return the answer, with the epoch in which the loss is recorded
     */
    CompletionStage<Beat> record(String had, long seenAtMillis, Instant nodeTime) {
        Epoch more = new Epoch(had, MORE, 0);
        return Calls.answer(
                timers, limit, () -> heartbeat.apply(new Known(Optional.of(more), seenAtMillis, nodeTime, retention)));
    }

    /** Stores all of it again. Fails with the first call that fails; then all of it is to be stored once more. */
    CompletionStage<Boolean> all(Iterator<List<Change>> portions) {
        if (!portions.hasNext()) {
            return Calls.done(true);
        }
        List<Change> portion = portions.next();
        return Calls.answer(timers, limit, () -> log.writeBack(portion).thenApply(done -> true))
                .thenComposeAsync(done -> all(portions), timers::offload);
    }
}
