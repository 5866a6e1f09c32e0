package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Epoch;
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
    private final AtomicReference<@Nullable Recorded> current = new AtomicReference<>();

    /** @param lossEnd until when the loss matters at least */
    private record Recorded(Epoch epoch, long lossEnd) {
        Recorded changed() {
            return new Recorded(new Epoch(epoch.id(), epoch.changes() + 1, epoch.lostAtMillis()), lossEnd);
        }
    }

    EmbeddedEpoch(Time time) {
        this.time = time;
    }

    Optional<Epoch> now() {
        return Optional.ofNullable(current.get()).map(Recorded::epoch);
    }

    void countChange() {
        Recorded unused = current.updateAndGet(each -> each == null ? null : each.changed());
    }

    /** @param horizon a loss matters at least until then */
    Beat beat(Known known, boolean acknowledged, long horizon) {
        long now = time.now();
        Recorded after = current.updateAndGet(each -> after(each, known, acknowledged, new Moment(now, horizon)));
        return new Beat(after.epoch(), Instant.ofEpochMilli(now));
    }

    private record Moment(long now, long horizon) {}

    private static Recorded after(@Nullable Recorded before, Known known, boolean acknowledged, Moment moment) {
        Epoch found = before == null ? new Epoch(UUID.randomUUID().toString(), 0, 0) : before.epoch();
        long lossEnd = before == null ? 0 : before.lossEnd();
        boolean sameId =
                known.epoch().filter(each -> each.id().equals(found.id())).isPresent();
        boolean lost = known.epoch().isPresent()
                && (!sameId || found.changes() < known.epoch().get().changes());
        String id = lost && sameId ? UUID.randomUUID().toString() : found.id();
        long lostAt = found.lostAtMillis();
        // if a loss was recorded after the node's last heartbeat, it is the same loss
        if (lost && lostAt <= known.seenAtMillis()) {
            lostAt = Time.latest(moment.now(), known.now());
            lossEnd = Math.max(lossEnd, moment.horizon());
        }
        boolean over = acknowledged || Math.max(Time.after(lostAt, known.retention()), lossEnd) < moment.now();
        long mark = over ? 0 : lostAt;
        // answers may arrive out of order: the number of changes shows which one is later
        return new Recorded(new Epoch(id, found.changes() + (mark == found.lostAtMillis() ? 0 : 1), mark), lossEnd);
    }

    void clear() {
        current.set(null);
    }
}
