package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.cache.invalidate.InvalidationEvents;
import io.boosterbeacon.redis.internal.cache.invalidate.Invalidator;
import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import java.util.List;

/** What the methods of an application need that change caches. Thread-safe. */
public record ChangingMethods(Invalidator invalidator, Transactions transactions, InvalidationEvents events) {
    ChangingMethod of(List<ChangeDefinition> changes) {
        return new ChangingMethod(changes, invalidator, transactions, events);
    }
}
