package io.boosterbeacon.redis.internal.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cached values and leases. A lease lets one caller load a missing value, and an invalidation ends the lease, so that a
 * load in flight does not store an old value.
 *
 * <p>A caller that finds no value is granted the lease, unless another caller holds it. Only the holder may
 * {@link #write}. {@link #put}, {@link #invalidate} and {@link #clear} end the lease, and a value loaded under it is
 * not stored. Values may have tags, which {@link #invalidateTags} removes them by. Stages fail with
 * {@link StoreException}.
 */
public interface CacheStore {
    /** Stands for any value, see {@link #lease}. */
    long ANY = 0;

    /** The first character of tokens whose lease is not taken: otherwise no value of many takers might ever be stored. */
    String TAKER = "!";

    /**
     * Stands for any value, and takes the lease from another token, whose value will not be stored, unless that begins
     * with {@link #TAKER}. See {@link #lease}.
     */
    long ANY_AND_TAKE = -1;

    /**
     * Returns the value, or grants the lease, or returns the token that holds it. The store may keep the value that it
     * finds, for {@link #near}.
     *
     * @param token the caller's unique token, which identifies the lease if it is granted
     * @param lease how long the lease lasts unless it is renewed
     * @param localTtl how long the value may be kept; zero: it must not
     */
    CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease, Duration localTtl);

    /** A look-up whose value is not kept. */
    default CompletionStage<Lookup> readOrLease(CacheEntry entry, String token, Duration lease) {
        return readOrLease(entry, token, lease, Duration.ZERO);
    }

    /**
     * One of several look-ups.
     *
     * @param token the caller's unique token for this entry
     */
    record Wanted(CacheEntry entry, String token) {}

    /**
     * Looks several entries up, each as {@link #readOrLease(CacheEntry, String, Duration, Duration)} does, with as few
     * calls of the server as it permits. If one of the look-ups fails, the stage fails, and no lease is held.
     *
     * @param wanted different entries
     * @return the answers, in the order of the look-ups
     */
    CompletionStage<List<Lookup>> readOrLeaseAll(List<Wanted> wanted, Duration lease, Duration localTtl);

    /**
     * Grants the lease although there may be a value, so that the value can be replaced while it is served.
     *
     * @param seen {@link Lookup.Hit#writtenAt} of the value to be replaced, which is known of named caches only, or
     *     {@link #ANY}, or {@link #ANY_AND_TAKE}
     * @return {@link Lookup.Granted}, {@link Lookup.Held} if another token holds the lease, or {@link Lookup.Hit} if
     *     there is another value than the one that was seen
     */
    CompletionStage<Lookup> lease(CacheEntry entry, long seen, String token, Duration lease);

    /**
     * The value that this node keeps of an entry; null if there is none. Does not call the server. A change through
     * this port is seen at once, a change by another node as soon as it is reported, within a second.
     */
    default @Nullable NearValue near(CacheEntry entry) {
        return null;
    }

    /**
     * Registers a listener for changes of values that were read to be kept. It is called on threads of the store and
     * must not block.
     */
    default void onChange(Consumer<CacheEntry.Cached> listener) {}

    /**
     * Extends the life of a value that has been read, to {@link Lifetime#total} from now, but not beyond the end of its
     * freshness. Returns whether that is longer than before.
     */
    CompletionStage<Boolean> touch(CacheEntry.Cached entry);

    /**
     * Prepares a cache whose values have tags. To be called before its first look-up: a load that has begun earlier may
     * store no value with tags.
     */
    default void useTags(String cacheName) {}

    /**
     * Stores the value and ends the lease, if the token still holds it. Otherwise stores nothing and returns false.
     * Also if one of the tags was invalidated since the lease was granted: then the lease ends, and nothing is stored.
     *
     * @param tags hashes of tags; empty for keys of {@code RedisService}
     */
    CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Lifetime lifetime, List<String> tags);

    /** Stores a value without tags. */
    default CompletionStage<Boolean> write(CacheEntry entry, String token, byte[] value, Lifetime lifetime) {
        return write(entry, token, value, lifetime, List.of());
    }

    /** Ends the lease without a value, if the token still holds it. Otherwise returns false. */
    CompletionStage<Boolean> release(CacheEntry entry, String token);

    /**
     * Ends the lease and removes the value that there is, if the token still holds the lease. Otherwise the value may be
     * a newer one: removes nothing and returns false.
     */
    CompletionStage<Boolean> remove(CacheEntry entry, String token);

    /** Renews the lease for {@code lease} from now, if the token still holds it. Otherwise returns false. */
    CompletionStage<Boolean> renew(CacheEntry entry, String token, Duration lease);

    /**
     * The clock of the store, in milliseconds since the epoch; 0 if the store does not tell it. It is known to about a
     * round trip. The stage is complete unless the store has to be asked, which takes one round trip about once a minute
     * at most.
     */
    CompletionStage<Long> time();

    /**
     * Completes when the entry's lease ends for any reason, or after {@code atMost}. This is only a hint and may come
     * too early: a caller must call this before the read that finds the lease, and read again afterwards.
     */
    CompletionStage<Void> leaseEnd(CacheEntry entry, Duration atMost);

    /**
     * Stores the value and ends the lease, regardless of its holder.
     *
     * @param tags hashes of tags; empty for keys of {@code RedisService}
     */
    CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime, List<String> tags);

    /** Stores a value without tags. */
    default CompletionStage<Void> put(CacheEntry entry, byte[] value, Lifetime lifetime) {
        return put(entry, value, lifetime, List.of());
    }

    /** Removes values and ends leases. */
    CompletionStage<Void> invalidate(Collection<? extends CacheEntry> entries);

    /** Removes all values and ends all leases of a cache. The time does not depend on the size of the cache. */
    CompletionStage<Void> clear(String cacheName);

    /**
     * Removes all values of a cache that have one of the tags. A load in flight stores no value with one of them. The
     * time does not depend on the number of values. The store remembers invalidated tags within bounds; what is too old
     * to be judged by them is removed, too.
     *
     * @param tags hashes of tags
     */
    CompletionStage<Void> invalidateTags(String cacheName, Collection<String> tags);

    /**
     * The number of changes of an entry by this node, for {@link #keepLastKnown}. To be called before the value is
     * looked up.
     */
    default long changes(CacheEntry entry) {
        return 0;
    }

    /**
     * Keeps a value that was read or loaded, for {@link #lastKnown}. Does nothing if this node has changed the entry in
     * the meantime, or if this store does not keep values.
     *
     * @param staleTtl how long the value may be served, from now
     * @param changes the result of {@link #changes} before the value was looked up
     */
    default void keepLastKnown(CacheEntry entry, byte[] value, Duration staleTtl, long changes) {}

    /**
     * Drops the kept value, because there is a newer one that must not be kept. A value whose look-up has begun before
     * is not kept either.
     */
    default void dropLastKnown(CacheEntry entry) {}

    /** The same for all values of a cache. */
    default void dropAllLastKnown(String cacheName) {}

    /**
     * The value that was kept last, which may be stale; empty if there is none. {@link #put}, {@link #invalidate},
     * {@link #clear} and {@link #invalidateTags} (of any tag of the cache) drop it. For callers whose look-up or load
     * has failed. The stage does not fail.
     */
    default CompletionStage<Optional<byte[]>> lastKnown(CacheEntry entry) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** The answer to a look-up. */
    sealed interface Lookup {
        /**
         * There is a value. The array is shared: nobody may modify it.
         *
         * @param writtenAt when the value was stored, by {@link CacheStore#time}; 0 if that is not known; of no meaning
         *     for keys of {@code RedisService}
         * @param lifetime how long the value is kept since then; of no meaning for keys of {@code RedisService}
         * @param keeping how the value may be kept in this JVM; null: it must not
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Hit(byte[] value, long writtenAt, Lifetime lifetime, @Nullable Keeping keeping) implements Lookup {
            /**
             * What stands for this very value, see {@link CacheStore#lease}. The time of a damaged value may be any.
             */
            public long identity() {
                return Math.max(ANY, writtenAt);
            }

            /** A value that must not be kept in this JVM. */
            public Hit(byte[] value, long writtenAt, Lifetime lifetime) {
                this(value, writtenAt, lifetime, null);
            }
        }

        /** There is no value, and the caller's token now holds the lease. */
        record Granted() implements Lookup {}

        /**
         * There is no value, and another token holds the lease.
         *
         * @param overtaken whether tags of the cache were invalidated since the lease was granted. The value of its load
         *     may have one of them: only the store can tell whether it is valid
         */
        record Held(String token, boolean overtaken) implements Lookup {
            /** No tags were invalidated. */
            public Held(String token) {
                this(token, false);
            }
        }
    }

    /**
     * How a value may be kept in this JVM.
     *
     * @param watch ends when changes of the value may have been missed
     * @param atMost how long the value will be fresh
     */
    record Keeping(Watch watch, Duration atMost) {}
}
