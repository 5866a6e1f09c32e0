package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.redis.connection.Watches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a node to the server of the model: two for commands, one whose reads the server tracks, and one
 * for published messages. Requests and answers move when a step of the schedule says so.
 */
final class ModelLink implements CacheStore {
    static final int LANES = 4;
    static final int TRACKING = 2;
    static final int MESSAGES = 3;
    private static final String GROUP = "generation";

    private final ModelServer server;
    private final History history;
    private final Lane[] lanes = {new Lane(), new Lane(), new Lane(), new Lane()};
    private final List<ModelAnswer<?>> pending = new ArrayList<>();
    private final List<CompletableFuture<Void>> leaseEnds = new ArrayList<>();
    /** What the server remembers of the connection that it tracks. */
    private final Set<CacheEntry.Cached> tracked = new HashSet<>();

    private boolean isGroupTracked;
    /** Whether nodes publish changes, because the server does not report them. */
    private boolean publishes;

    private Watches watches = Watches.none();
    private Consumer<CacheEntry.Cached> listener = entry -> {};
    private boolean isBlocking;
    private int nextLane;
    private @Nullable Change change;
    /** When the last change was made that this node has heard of, by key. */
    private final long[] heard = new long[History.KEYS];

    private int failures;

    ModelLink(ModelServer server, History history) {
        this.server = server;
        this.history = history;
    }

    void begin(boolean published) {
        publishes = published;
        tracked.clear();
        isGroupTracked = false;
        pending.clear();
        Arrays.fill(heard, 0);
        for (Lane each : lanes) {
            each.open();
        }
        watches = new Watches(history::nanos);
    }

    Lane lane(int index) {
        return lanes[index];
    }

    /** All calls are answered at once from now on, as those of a caller that waits. */
    void block(boolean blocking) {
        isBlocking = blocking;
    }

    /** The change that the next calls make; null: none that a caller has asked for. */
    void changing(@Nullable Change by) {
        change = by;
    }

    /** Which of the two connections for commands the next request takes. */
    void choose(int lane) {
        nextLane = lane & 1;
    }

    /** How often calls have failed. */
    int failures() {
        return failures;
    }

    private <T> CompletableFuture<T> send(int lane, boolean mayBeLate, Supplier<T> effect) {
        CompletableFuture<T> answer = lanes[lane].send(effect, mayBeLate);
        if (isBlocking) {
            lanes[lane].pump();
        }
        return answer;
    }

    private <T> CompletableFuture<T> command(Supplier<T> effect) {
        return send(nextLane, true, effect);
    }

    /** A call with a deadline. */
    private <T> ModelAnswer<T> timed(CompletableFuture<T> answer, Consumer<T> late) {
        ModelAnswer<T> timed = new ModelAnswer<>(answer);
        CompletableFuture<T> unused = answer.whenComplete((result, failure) -> {
            if (timed.isDone()) {
                if (failure == null) {
                    late.accept(result);
                }
            } else if (failure == null) {
                timed.complete(result);
            } else {
                failures++;
                timed.completeExceptionally(failure);
            }
        });
        if (!timed.isDone()) {
            pending.add(timed);
        }
        return timed;
    }

    private <T> ModelAnswer<T> timed(CompletableFuture<T> answer) {
        return timed(answer, late -> {});
    }

    /** Misses the deadline of a call. Returns false if there is none. */
    boolean miss(int which) {
        pending.removeIf(CompletableFuture::isDone);
        if (pending.isEmpty()) {
            return false;
        }
        failures++;
        pending.remove(which % pending.size()).miss();
        return true;
    }

    /** Wakes those who wait for the ends of leases. Returns false if there are none. */
    boolean wake() {
        List<CompletableFuture<Void>> woken = List.copyOf(leaseEnds);
        leaseEnds.clear();
        woken.forEach(each -> each.complete(null));
        return !woken.isEmpty();
    }

    private void giveBack(CacheEntry entry, String token, Lookup late) {
        if (late instanceof Lookup.Granted) {
            CompletableFuture<Boolean> unused = command(() -> server.release(entry, token));
        }
    }

    @Override
    public CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl) {
        int reading = publishes ? nextLane : TRACKING;
        boolean near = !localTtl.isZero() && lanes[publishes ? MESSAGES : TRACKING].isOpen() && watches.areCurrent();
        if (!near) {
            return timed(command(() -> server.readOrLease(entry, token, lease)), late -> giveBack(entry, token, late));
        }
        CacheEntry.Cached cached = (CacheEntry.Cached) entry;
        Watch watch = watches.of(GROUP);
        return timed(
                send(reading, true, () -> peek(cached, watch))
                        .exceptionally(failure -> Optional.empty())
                        .thenCompose(found -> found.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> command(() -> server.readOrLease(entry, token, lease)))),
                late -> giveBack(entry, token, late));
    }

    @Override
    public CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl) {
        throw new UnsupportedOperationException("the nodes of the model read one value at a time");
    }

    private Optional<Lookup> peek(CacheEntry.Cached entry, Watch watch) {
        if (!publishes && lanes[TRACKING].isOpen()) {
            tracked.add(entry);
            isGroupTracked = true;
        }
        Lookup.Hit hit = server.peek(entry);
        if (hit == null) {
            return Optional.empty();
        }
        long fresh = hit.writtenAt() + hit.lifetime().fresh() - server.time();
        return Optional.of(
                fresh > 0
                        ? new Lookup.Hit(
                                hit.value(),
                                hit.writtenAt(),
                                hit.lifetime(),
                                new Keeping(watch, Duration.ofMillis(fresh)))
                        : hit);
    }

    /** The server has changed a value. */
    void report(CacheEntry.Cached entry, long tick) {
        if (publishes) {
            publish(() -> changed(entry, tick));
        } else if (tracked.remove(entry)) {
            lanes[TRACKING].report(() -> changed(entry, tick));
        }
    }

    /** A message of another node. */
    void publish(Runnable received) {
        if (publishes) {
            lanes[MESSAGES].report(received);
        }
    }

    void changed(CacheEntry.Cached entry, long tick) {
        heard[History.key(entry)] = Math.max(heard[History.key(entry)], tick);
        listener.accept(entry);
    }

    /** The server has changed all values, or values with some tags. */
    void reportGroup(long tick) {
        if (publishes) {
            publish(this::endGroup);
        } else if (isGroupTracked) {
            isGroupTracked = false;
            lanes[TRACKING].report(this::endGroup);
        }
    }

    private void endGroup() {
        boolean unused = watches.endGroup(GROUP);
    }

    /** All keys are gone, which nobody publishes. */
    void reportFlush() {
        if (!publishes && (isGroupTracked || !tracked.isEmpty())) {
            tracked.clear();
            isGroupTracked = false;
            lanes[TRACKING].report(watches::endGroups);
        }
    }

    /** The last change of a key that this node has heard of. */
    long heard(int key) {
        return heard[key];
    }

    /** Sends a heartbeat. */
    void beat() {
        watches.beat(() -> send(publishes ? MESSAGES : TRACKING, true, () -> null));
    }

    /**
     * Cuts connections.
     *
     * @param which one bit for each lane
     * @param isHeard whether the node learns of it; not if it has crashed
     * @return what the server does later
     */
    List<Runnable> cut(int which, int choice, boolean isHeard) {
        List<Runnable> late = new ArrayList<>();
        if ((which >> TRACKING & 1) == 1) {
            tracked.clear();
            isGroupTracked = false;
        }
        if ((which >> (publishes ? MESSAGES : TRACKING) & 1) == 1) {
            watches.end();
        }
        for (int i = 0; i < LANES; i++) {
            if ((which >> i & 1) == 1) {
                late.addAll(lanes[i].cut(Integer.rotateRight(choice, 4 * i), isHeard));
            }
        }
        return late;
    }

    /** Opens the connections that were cut. Returns false if there are none. */
    boolean reconnect() {
        boolean opened = false;
        for (int i = 0; i < LANES; i++) {
            if (!lanes[i].isOpen()) {
                opened = true;
                lanes[i].open();
                if (i == (publishes ? MESSAGES : TRACKING)) {
                    watches = new Watches(history::nanos);
                }
            }
        }
        return opened;
    }

    @Override
    public void onChange(Consumer<CacheEntry.Cached> changed) {
        listener = changed;
    }

    @Override
    public CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease) {
        return timed(command(() -> server.lease(entry, seen, token, lease)), late -> giveBack(entry, token, late));
    }

    @Override
    public CompletionStage<Boolean> touch(CacheEntry.Cached entry) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletionStage<Boolean> write(
            CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags) {
        return timed(command(() -> server.write(entry, token, value, lifetime, tags)));
    }

    @Override
    public CompletionStage<Boolean> release(CacheEntry entry, String token) {
        return timed(command(() -> server.release(entry, token)));
    }

    @Override
    public CompletionStage<Boolean> remove(CacheEntry entry, String token) {
        return timed(command(() -> server.remove(entry, token)));
    }

    @Override
    public CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease) {
        return timed(command(() -> server.renew(entry, token, lease)));
    }

    @Override
    public CompletionStage<Long> time() {
        return CompletableFuture.completedFuture(server.time());
    }

    /** Only a hint: it may come at any time. */
    @Override
    public CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        leaseEnds.add(end);
        return end;
    }

    @Override
    public CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags) {
        Change by = change;
        return timed(send(nextLane, false, () -> server.put(entry, value, lifetime, tags, by)));
    }

    @Override
    public CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries) {
        Change by = change;
        List<CacheEntry> all = List.copyOf(entries);
        return timed(command(() -> server.invalidate(all, by)));
    }

    @Override
    public CompletionStage<Void> clear(String cacheName) {
        Change by = change;
        return timed(command(() -> server.clear(by)));
    }

    @Override
    public CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags) {
        Change by = change;
        List<String> all = List.copyOf(tags);
        return timed(command(() -> server.invalidateTags(all, by)));
    }
}
