package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.LimitRuleStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Rules in this JVM. */
final class EmbeddedLimitRuleStore implements LimitRuleStore {
    private final Time time;
    private final Map<Key, Entry> rules = new HashMap<>();
    private final Lock lock = new ReentrantLock();
    private long version;

    private record Key(String application, String id) {}

    private record Entry(String text, long end) {}

    EmbeddedLimitRuleStore(Time time) {
        this.time = time;
    }

    @Override
    public CompletionStage<Boolean> put(String application, String id, String text, Duration lifetime) {
        return completedFuture(locked(() -> {
            rules.values().removeIf(rule -> rule.end() <= time.now());
            Key key = new Key(application, id);
            if (rules.size() >= MAX_RULES && !rules.containsKey(key)) {
                return false;
            }
            rules.put(key, new Entry(text, time.in(lifetime)));
            version++;
            return true;
        }));
    }

    @Override
    public CompletionStage<Void> remove(String application, String id) {
        boolean unused = locked(() -> {
            boolean removed = rules.remove(new Key(application, id)) != null;
            version += removed ? 1 : 0;
            return removed;
        });
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<Rules>> read(String application, String known) {
        return completedFuture(locked(() -> {
            List<Rule> found = new ArrayList<>();
            rules.forEach((key, entry) -> {
                if (key.application().equals(application) && entry.end() > time.now()) {
                    found.add(new Rule(entry.text(), Duration.ofMillis(entry.end() - time.now())));
                }
            });
            String current = found.isEmpty() ? "" : Long.toString(version);
            return known.equals(current) ? Optional.empty() : Optional.of(new Rules(current, found));
        }));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
