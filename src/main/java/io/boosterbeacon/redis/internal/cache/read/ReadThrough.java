package io.boosterbeacon.redis.internal.cache.read;

import io.boosterbeacon.redis.internal.cache.invalidate.ChangeCounts;
import io.boosterbeacon.redis.internal.cache.invalidate.PendingInvalidations;
import io.boosterbeacon.redis.internal.concurrent.Deadlines;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.CacheStore;
import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.guard.StoreGuard;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds a value, or makes its caller the one who loads it.
 *
 * <p>The store's lease lets one caller of the cluster load. The others wait: for the flight of this JVM that holds the lease,
 * or for the store's word that the lease has ended. Whoever joins a flight gets its value only if no invalidation came
 * between. If the store fails just then, it knows those of its own node only; what came before it was called it never misses,
 * since the lease was still alive when it looked. While the store does not answer, one caller of this JVM loads and nothing is
 * stored. Whoever has waited for {@code beacon.cache.load-wait} loads by itself.
 */
public final class ReadThrough {
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final Duration LEASE_END_BACKSTOP = Duration.ofSeconds(1);

    private final CacheStore store;
    private final StoreGuard guard;
    private final StoreGuard writes;
    private final Deadlines deadlines;
    private final PendingInvalidations pending;
    private final CacheSettings settings;
    private final LongSupplier nanos;
    /** Tokens are unique by their node, and counted there: random ones for every look would cost more than they tell. */
    private final String node = UUID.randomUUID() + "-";

    private final AtomicLong looks = new AtomicLong();
    private final ChangeCounts changes;
    private final ConcurrentMap<String, Flight> leased = new ConcurrentHashMap<>();
    private final ConcurrentMap<CacheEntry, Flight> unleased = new ConcurrentHashMap<>();

    /**
     * @param guard for look-ups
     * @param writes for what changes the store
     */
    public ReadThrough(
            CacheStore store,
            StoreGuard guard,
            StoreGuard writes,
            Deadlines deadlines,
            PendingInvalidations pending,
            CacheSettings settings,
            LongSupplier nanos) {
        this.store = store;
        this.guard = guard;
        this.writes = writes;
        this.deadlines = deadlines;
        this.pending = pending;
        this.changes = pending.changes();
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Looks and waits. The loader's failure, if another caller of this JVM loads, is thrown as it is. An interrupted caller loads
     * by itself and nothing is stored: it does not wait, and its interrupt says nothing of the store.
     */
    public Outcome await(CacheEntry entry) throws Throwable {
        Search search = new Search(entry);
        CompletionStage<Outcome> outcome;
        try {
            outcome = pending.isEmpty() ? search.follow(guard.await(search::look), null) : search.next(null);
        } catch (CallerInterruptedException e) {
            search.giveUp();
            return UnleasedLoad.alone(false);
        } catch (StoreException e) {
            outcome = search.withoutStore();
        }
        try {
            return outcome.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CompletionStage<Void> unused = outcome.thenAccept(ReadThrough::abandon);
            return UnleasedLoad.alone(false);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Looks without waiting. The stage fails only with another caller's loader's failure. */
    public CompletionStage<Outcome> begin(CacheEntry entry) {
        return new Search(entry).next(null).exceptionallyCompose(e -> CompletableFuture.failedFuture(unwrapped(e)));
    }

    private static void abandon(Outcome late) {
        if (late instanceof Outcome.Load load) {
            CompletionStage<Void> unused = load.abandon();
        }
    }

    private static boolean isDeadline(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof CompletionException && failure.getCause() instanceof TimeoutException);
    }

    /** What a stage failed with, without what stages that depend on it put around it. */
    public static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof Flight.LoadFailure)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** One caller's way to an outcome. */
    private final class Search {
        private final CacheEntry entry;
        private final Thread caller = Thread.currentThread();
        private final long end = nanos.getAsLong() + settings.loadWait().toNanos();
        private volatile @Nullable Look current;
        private volatile long changesBefore;

        Search(CacheEntry entry) {
            this.entry = entry;
        }

        CompletionStage<Lookup> look() {
            String token = node + Long.toString(looks.incrementAndGet(), Character.MAX_RADIX);
            Look look = new Look(caller, token, () -> release(token));
            current = look;
            changesBefore = changes.of(entry);
            // before the store can tell anybody of the lease: whoever hears of it finds the flight
            leased.put(token, look.flight());
            return look.ask(() -> store.readOrLease(entry, token, settings.lease()));
        }

        /** Not guarded: a circuit that refuses writes would leave everybody waiting for a lease that nobody knows of. */
        private void release(String token) {
            try {
                CompletionStage<Boolean> unused = store.release(entry, token);
            } catch (RuntimeException e) {
                // at worst the lease lasts until its end
                LOG.log(Level.DEBUG, "A lease that came too late was not given back", e);
            }
        }

        /** Ends what the last look has begun, unless it was granted the lease in time. */
        private @Nullable Look leave() {
            Look left = current;
            if (left != null) {
                leased.remove(left.token());
            }
            return left;
        }

        /** @param leaseEnd completes when the lease ends that an earlier look has seen; null at the first look */
        CompletionStage<Outcome> next(@Nullable CompletionStage<Void> leaseEnd) {
            return (pending.isEmpty() ? guard.call(this::look) : settleAndLook())
                    .handle((lookup, failure) -> failure == null ? follow(lookup, leaseEnd) : withoutStore())
                    .thenCompose(outcome -> outcome);
        }

        /** Many may be pending: this caller waits for them and its look no longer than for any one answer of the store. */
        private CompletableFuture<Lookup> settleAndLook() {
            long deadline = nanos.getAsLong() + settings.timeout().toNanos();
            return deadlines.within(pending.settle(), settings.timeout()).thenCompose(settled -> {
                Duration left = Duration.ofNanos(Math.max(0, deadline - nanos.getAsLong()));
                return deadlines.within(guard.call(this::look), left);
            });
        }

        CompletionStage<Outcome> follow(Lookup lookup, @Nullable CompletionStage<Void> leaseEnd) {
            if (lookup instanceof Lookup.Granted) {
                return CompletableFuture.completedFuture(load(Objects.requireNonNull(current)));
            }
            leave();
            if (lookup instanceof Lookup.Held held) {
                return wait(held.token(), leaseEnd);
            }
            return CompletableFuture.completedFuture(new Outcome.Found(((Lookup.Hit) lookup).value(), false));
        }

        private Outcome load(Look granted) {
            String token = granted.token();
            LeaseRenewal renewal = new LeaseRenewal(
                    deadlines, settings, () -> writes.call(() -> store.renew(entry, token, settings.lease())));
            long before = changesBefore;
            return new LeasedLoad(
                    store,
                    writes,
                    entry,
                    token,
                    granted.flight(),
                    renewal,
                    () -> changes.of(entry) != before,
                    () -> leased.remove(token));
        }

        private CompletionStage<Outcome> wait(String holder, @Nullable CompletionStage<Void> leaseEnd) {
            Duration left = left();
            if (left.isZero()) {
                return alone(false);
            }
            Flight others = leased.get(holder);
            if (others != null && others.isHeldBackBy(caller)) {
                return alone(false);
            }
            if (others != null && !others.isHeldBack()) {
                return join(others, left);
            }
            if (leaseEnd == null) {
                // listen first, then look again: a lease that ends in between is not missed
                return next(store.leaseEnd(entry, left.compareTo(LEASE_END_BACKSTOP) < 0 ? left : LEASE_END_BACKSTOP));
            }
            return leaseEnd.handle((ended, failure) -> null).thenCompose(ended -> next(null));
        }

        private CompletionStage<Outcome> join(Flight others, Duration atMost) {
            return others.join(deadlines, atMost)
                    .thenCompose(landed -> landed.<CompletionStage<Outcome>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> others.isWithheld() ? alone(false) : next(null)))
                    .exceptionallyCompose(
                            failure -> isDeadline(failure) ? afterDeadline() : CompletableFuture.failedFuture(failure));
        }

        /** A deadline that comes early means that the application ends: there is nobody to ask any more. */
        private CompletionStage<Outcome> afterDeadline() {
            return left().isZero() ? next(null) : alone(false);
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
        }

        private CompletionStage<Outcome> alone(boolean withoutStore) {
            return CompletableFuture.completedFuture(UnleasedLoad.alone(withoutStore));
        }

        /** Leaves the last look, and gives its lease back if that is granted all the same. */
        void giveUp() {
            Look failed = leave();
            if (failed != null) {
                failed.giveUp();
            }
        }

        CompletionStage<Outcome> withoutStore() {
            giveUp();
            Duration left = left();
            if (left.isZero()) {
                return alone(true);
            }
            Flight flight = new Flight(caller, changes.of(entry));
            // nobody joins a load that began before this node has changed the entry
            Flight joined = Objects.requireNonNull(unleased.compute(
                    entry, (same, other) -> other == null || other.changes() != flight.changes() ? flight : other));
            if (joined == flight) {
                return CompletableFuture.completedFuture(
                        new UnleasedLoad(true, flight, () -> unleased.remove(entry, flight)));
            }
            return join(joined, left);
        }
    }
}
