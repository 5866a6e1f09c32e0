package io.boosterbeacon.redis.internal.store.local;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** The known decisions about one subject, which one caller renews before they are forgotten. Thread-safe. */
final class KnownSubject {
    private static final AtomicIntegerFieldUpdater<KnownSubject> RENEWED =
            AtomicIntegerFieldUpdater.newUpdater(KnownSubject.class, "renewed");

    private final List<KnownDecision> decisions;
    private final long renewal;
    private volatile int renewed;

    /** @param renewal from when on one caller asks the store again, on a clock like {@link System#nanoTime} */
    KnownSubject(List<KnownDecision> decisions, long renewal) {
        this.decisions = decisions;
        this.renewal = renewal;
    }

    List<KnownDecision> decisions() {
        return decisions;
    }

    /**
     * Whether the decisions are to be renewed, and nobody does so yet.
     *
     * @param byCaller whether the caller renews them if this returns true, which it then does for one caller only
     */
    boolean isToBeRenewed(long now, boolean byCaller) {
        return now - renewal >= 0 && renewed == 0 && (!byCaller || RENEWED.compareAndSet(this, 0, 1));
    }
}
