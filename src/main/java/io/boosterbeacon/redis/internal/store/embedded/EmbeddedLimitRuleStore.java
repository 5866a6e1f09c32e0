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

/** Rules in this JVM. Each application has a bound of its own. */
final class EmbeddedLimitRuleStore implements LimitRuleStore {
    private final Time time;
    private final Map<String, Application> applications = new HashMap<>();
    private final Lock lock = new ReentrantLock();
    /** Of all applications, so that an application that has no rules for a time never gets a version again. */
    private long changes;

    /** The rules of an application, by their ids. */
    private static final class Application {
        private final Map<String, Entry> rules = new HashMap<>();
        private long version;
    }

    private record Entry(String text, long end) {}

    EmbeddedLimitRuleStore(Time time) {
        this.time = time;
    }

    @Override
    public CompletionStage<Boolean> put(String application, String id, String text, Duration lifetime) {
        return completedFuture(locked(() -> {
            Application known = current(application);
            if (known.rules.size() >= MAX_RULES && !known.rules.containsKey(id)) {
                return false;
            }
            known.rules.put(id, new Entry(text, time.in(lifetime)));
            known.version = ++changes;
            applications.put(application, known);
            return true;
        }));
    }

    @Override
    public CompletionStage<Void> remove(String application, String id) {
        boolean unused = locked(() -> {
            Application known = current(application);
            boolean removed = known.rules.remove(id) != null;
            if (removed) {
                known.version = ++changes;
            }
            return removed;
        });
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Optional<Rules>> read(String application, String version) {
        return completedFuture(locked(() -> {
            long now = time.now();
            Application known = current(application);
            String current = known.rules.isEmpty() ? "" : Long.toString(known.version);
            if (current.equals(version)) {
                return Optional.empty();
            }
            List<Rule> found = new ArrayList<>(known.rules.size());
            known.rules.forEach(
                    (id, entry) -> found.add(new Rule(id, entry.text(), Duration.ofMillis(entry.end() - now))));
            return Optional.of(new Rules(current, found));
        }));
    }

    /** The application without the rules that have ended. One without rules is forgotten. */
    private Application current(String name) {
        Application known = applications.getOrDefault(name, new Application());
        long now = time.now();
        known.rules.values().removeIf(rule -> rule.end() <= now);
        if (known.rules.isEmpty()) {
            applications.remove(name);
        }
        return known;
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
