package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Changes;
import io.boosterbeacon.redis.internal.store.RevocationLog.Cursor;
import io.boosterbeacon.redis.internal.store.RevocationLog.Logged;
import io.boosterbeacon.redis.internal.store.RevocationLog.Part;
import io.boosterbeacon.redis.internal.store.RevocationLog.Reader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads all revocations of a store. */
final class SnapshotReader {
    private final RevocationLog log;
    private final Timers timers;
    private final Duration limit;

    /** @param limit how long a call may take */
    SnapshotReader(RevocationLog log, Timers timers, Duration limit) {
        this.log = log;
        this.timers = timers;
        this.limit = limit;
    }

    /**
     * Reads everything, in parts.
     *
     * @param goesOn whether the next part is wanted
     * @return whether the last part was read, and still wanted
     */
    CompletionStage<Boolean> read(Consumer<Part> parts, Supplier<Boolean> goesOn) {
        return read(Cursor.first(), parts, goesOn);
    }

    private CompletionStage<Boolean> read(Cursor cursor, Consumer<Part> parts, Supplier<Boolean> goesOn) {
        return Calls.answer(timers, limit, () -> log.snapshot(cursor))
                .thenComposeAsync(
                        part -> {
                            parts.accept(part);
                            boolean isLast = part.next().isEmpty();
                            boolean isWanted = goesOn.get();
                            return isLast || !isWanted
                                    ? Calls.done(isWanted)
                                    : read(part.next().get(), parts, goesOn);
                        },
                        timers::offload);
    }

    /**
     * Finds the tag of the last change of an epoch.
     *
     * @return an empty text if the log does not have the change; empty if the store has another epoch now
     */
    CompletionStage<Optional<String>> tag(Epoch epoch) {
        Reader reader = Reader.of(epoch.id(), epoch.changes());
        return Calls.answer(timers, limit, () -> log.read(reader)).thenApply(changes -> tag(epoch, changes));
    }

    private static Optional<String> tag(Epoch epoch, Changes changes) {
        return changes.epoch().map(Epoch::id).equals(Optional.of(epoch.id()))
                ? Optional.of(changes.logged().stream()
                        .filter(logged -> logged.number() == epoch.changes())
                        .findFirst()
                        .map(Logged::tag)
                        .orElse(""))
                : Optional.empty();
    }
}
