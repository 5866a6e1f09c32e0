package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The epoch of the embedded store. It begins with the first heartbeat, so that a node can distinguish a new store from
 * an earlier one.
 */
final class EmbeddedEpoch {
    private final Time time;
    private final AtomicReference<@Nullable Epoch> current = new AtomicReference<>();

    EmbeddedEpoch(Time time) {
        this.time = time;
    }

    Optional<Epoch> now() {
        return Optional.ofNullable(current.get());
    }

    Optional<Epoch> countChange() {
        return Optional.ofNullable(current.updateAndGet(
                epoch -> epoch == null ? null : new Epoch(epoch.id(), epoch.changes() + 1, epoch.lostAtMillis())));
    }

    Beat beat(Known known, boolean acknowledged) {
        long now = time.now();
        Epoch after = current.updateAndGet(epoch -> after(epoch, known, acknowledged, now));
        return new Beat(after, Instant.ofEpochMilli(now));
    }

    private static Epoch after(@Nullable Epoch epoch, Known known, boolean acknowledged, long now) {
        Epoch found = epoch == null ? new Epoch(UUID.randomUUID().toString(), 0, 0) : epoch;
        boolean sameId =
                known.epoch().filter(each -> each.id().equals(found.id())).isPresent();
        boolean lost = known.epoch().isPresent()
                && (!sameId || found.changes() < known.epoch().get().changes());
        String id = lost && sameId ? UUID.randomUUID().toString() : found.id();
        // if a loss was recorded after the node's last heartbeat, it is the same loss
        long lostAt = lost && found.lostAtMillis() <= known.seenAtMillis()
                ? Math.max(now, Math.min(known.now().toEpochMilli(), Time.after(now, GroupRevocation.MAX_AHEAD)))
                : found.lostAtMillis();
        boolean over = acknowledged || Time.after(lostAt, known.retention()) < now;
        long mark = over ? 0 : lostAt;
        // answers may arrive out of order: the number of changes shows which one is later
        return new Epoch(id, found.changes() + (mark == found.lostAtMillis() ? 0 : 1), mark);
    }

    void clear() {
        current.set(null);
    }
}
