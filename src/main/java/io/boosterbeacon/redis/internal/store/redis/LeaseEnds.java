package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.Signals;

/**
 * Wakes the waiters of a lease when its end is published. Messages may be missed while the connection is down, so all
 * waiters are woken when it is back.
 */
record LeaseEnds(Waiters<String> waiters) implements Signals.Listener {
    @Override
    public void received(String name) {
        waiters.wake(name);
    }

    @Override
    public void lost() {
        waiters.wakeIf(name -> true);
    }
}
