package io.boosterbeacon.redis.internal.jose;

import io.boosterbeacon.redis.internal.config.EndpointSettings.Fetching;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jspecify.annotations.Nullable;

/**
 * A key set that is fetched when it is needed, and again when it is old or lacks a key. Whoever sends tokens chooses
 * their key ids, so the issuer is asked at most once in {@link #MIN_INTERVAL}, by one thread. While the issuer fails,
 * the last known keys are used up to {@value #STALE_LIFETIMES} lifetimes. Thread-safe.
 */
final class FetchedKeySet implements KeySet {
    static final Duration MIN_INTERVAL = Duration.ofSeconds(5);
    static final int STALE_LIFETIMES = 12;
    /** Everybody can send tokens with unknown keys: only so many threads wait for an issuer that does not answer. */
    static final int MAX_WAITING = 64;

    /** How much longer than a fetch another thread waits for it. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final Source source;
    private final Fetching settings;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Fetched last;
    /** When a fetch has last ended; null before the first. Only changed with the lock. */
    private volatile @Nullable Long attemptedAt;

    /** Where the keys come from. */
    interface Source {
        /** Fetches the keys within the deadline. */
        List<JsonWebKey> fetch() throws IOException, InterruptedException;

        /** For messages. */
        String name();
    }

    private record Fetched(List<JsonWebKey> list, long at) {
        Keys asKnown() {
            return new Keys(list, false);
        }
    }

    /** @param nanos a clock like {@link System#nanoTime} */
    FetchedKeySet(Source source, Fetching settings, LongSupplier nanos) {
        this.source = source;
        this.settings = settings;
        this.nanos = nanos;
    }

    @Override
    public Keys current() throws KeysUnavailableException {
        Fetched known = last;
        boolean isOld = known == null || age(known).compareTo(settings.lifetime()) >= 0;
        if (known != null && !isOld) {
            return known.asKnown();
        }
        // while another thread fetches them, the old keys will do
        boolean waits = known == null || !(fetching.isLocked() || isTooSoon());
        Optional<Keys> fetched = waits ? refreshed(known) : Optional.empty();
        if (fetched.isPresent()) {
            return fetched.get();
        }
        Fetched kept = last;
        if (kept == null || age(kept).compareTo(settings.lifetime().multipliedBy(STALE_LIFETIMES)) > 0) {
            throw new KeysUnavailableException("the keys of " + source.name() + " are not known");
        }
        return kept.asKnown();
    }

    @Override
    public Optional<Keys> newerThan(Keys known) throws KeysUnavailableException {
        Fetched now = last;
        return now != null && !now.list().equals(known.list()) ? Optional.of(now.asKnown()) : refreshed(now);
    }

    /**
     * Fetches the keys, or waits for a thread that does.
     *
     * @param before the keys that the caller has found to be too old
     * @return empty if they cannot be fetched now
     */
    @SuppressWarnings("ReferenceEquality") // another fetch may bring the same keys
    private Optional<Keys> refreshed(@Nullable Fetched before) throws KeysUnavailableException {
        boolean locked = false;
        if (fetching.getQueueLength() >= MAX_WAITING) {
            return Optional.empty();
        }
        try {
            locked = fetching.tryLock(settings.timeout().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
            Fetched now = last;
            if (now != null && now != before) {
                return Optional.of(now.asKnown());
            }
            if (!locked || isTooSoon()) {
                return Optional.empty();
            }
            return fetch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailableException("interrupted while the keys of " + source.name() + " were fetched", e);
        } finally {
            if (locked) {
                fetching.unlock();
            }
        }
    }

    private Optional<Keys> fetch() throws InterruptedException {
        try {
            Fetched fetched = new Fetched(List.copyOf(source.fetch()), nanos.getAsLong());
            last = fetched;
            return Optional.of(new Keys(fetched.list(), true));
        } catch (IOException | RuntimeException e) {
            LOG.warn("The keys of " + source.name() + " cannot be fetched", e);
            return Optional.empty();
        } finally {
            attemptedAt = nanos.getAsLong();
        }
    }

    private boolean isTooSoon() {
        Long attempted = attemptedAt;
        return attempted != null && nanos.getAsLong() - attempted < MIN_INTERVAL.toNanos();
    }

    private Duration age(Fetched known) {
        return Duration.ofNanos(nanos.getAsLong() - known.at());
    }
}
