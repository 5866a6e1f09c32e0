package io.boosterbeacon.redis.internal.store.redis.connection;

import io.boosterbeacon.redis.internal.store.Watch;
import java.util.concurrent.CompletableFuture;

/** Sends the reads of one caller, whose values are watched. */
public interface WatchedRead {
    /** The watch of what is read. */
    Watch watch();

    /** Sends a command, together with other enqueued commands, in the order of the calls. */
    <T> CompletableFuture<T> send(PendingCommand<T> command);
}
