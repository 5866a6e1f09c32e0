package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.concurrent.Waiters;
import io.boosterbeacon.redis.internal.store.Signals;

/**
 * Wakes those who wait for a lease when its end is published. Messages can be missed while the connection is down: everybody
 * is woken when it is back.
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
