package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Epoch;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the epoch that is read with every check. It rarely changes, so the last one is kept. Thread-safe. */
final class EpochParser {
    private volatile @Nullable Parsed last;

    @SuppressWarnings("ArrayRecordComponent") // compared by its content below
    private record Parsed(byte[] entry, Optional<Epoch> epoch) {}

    Optional<Epoch> parse(byte[] entry) {
        Parsed known = last;
        if (known != null && Arrays.equals(known.entry(), entry)) {
            return known.epoch();
        }
        Optional<Epoch> epoch = RevocationReplies.epoch(entry);
        last = new Parsed(entry, epoch);
        return epoch;
    }
}
