package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.store.CacheEntry;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the entries of the recent calls of a method, because a digest takes longer than all else in a near hit. Calls
 * share sets of a few slots by the hashes of their arguments; in a full set the last call replaces another one. Only
 * calls whose arguments are short values of the JDK or enums are kept: their {@code equals} tells the same as their keys.
 * Thread-safe; a call that is found allocates nothing.
 */
final class RecentEntries {
    private static final int SET_BITS = 11;
    private static final int SLOTS = 4;
    /** 2^32 divided by the golden ratio. */
    private static final int SCATTER = 0x9E3779B9;
    /** Calls with longer texts are not kept, which bounds the memory of a method to about 3 MiB. */
    private static final int LONGEST_KEPT = 64;

    private static final int MAX_ARGUMENTS = 4;

    private final int[] indexes;
    private final Function<Object[], CacheEntry.Cached> compute;
    private final AtomicReferenceArray<@Nullable Call> recent = new AtomicReferenceArray<>(SLOTS << SET_BITS);

    @SuppressWarnings("ArrayRecordComponent") // compared by element
    private record Call(int hash, @Nullable Object[] arguments, CacheEntry.Cached entry) {}

    /**
     * @param indexes of the arguments that determine the entry
     * @param compute the entry of a call
     */
    RecentEntries(int[] indexes, Function<Object[], CacheEntry.Cached> compute) {
        this.indexes = indexes;
        this.compute = compute;
    }

    CacheEntry.Cached of(Object[] arguments) {
        int hash = 1;
        for (int index : indexes) {
            Object argument = arguments[index];
            if (!isKept(argument)) {
                return compute.apply(arguments);
            }
            hash = 31 * hash + hash(argument);
        }
        int set = set(hash);
        for (int slot = set; slot < set + SLOTS; slot++) {
            Call known = recent.getAcquire(slot);
            if (known == null) {
                break;
            }
            if (known.hash() == hash && isOf(known, arguments)) {
                return known.entry();
            }
        }
        return keep(hash, arguments);
    }

    /** The entry of a call with one argument, which is that of the entry: found without an array. */
    CacheEntry.Cached ofOnly(Object argument) {
        if (!isKept(argument)) {
            return compute.apply(new Object[] {argument});
        }
        int hash = 31 + hash(argument);
        int set = set(hash);
        for (int slot = set; slot < set + SLOTS; slot++) {
            Call known = recent.getAcquire(slot);
            if (known == null) {
                break;
            }
            if (known.hash() == hash && argument.equals(known.arguments()[0])) {
                return known.entry();
            }
        }
        return keep(hash, new Object[] {argument});
    }

    private static int hash(@Nullable Object argument) {
        return argument == null ? 0 : argument.hashCode();
    }

    /** The first slot of a hash. Those of similar texts and of numbers are close to each other: this scatters them. */
    private static int set(int hash) {
        return ((hash * SCATTER) >>> (Integer.SIZE - SET_BITS)) * SLOTS;
    }

    private CacheEntry.Cached keep(int hash, Object[] arguments) {
        CacheEntry.Cached entry = compute.apply(arguments);
        if (indexes.length <= MAX_ARGUMENTS) {
            int set = set(hash);
            int free = set + ((hash * SCATTER) & (SLOTS - 1));
            for (int slot = set; slot < set + SLOTS; slot++) {
                if (recent.getAcquire(slot) == null) {
                    free = slot;
                    break;
                }
            }
            recent.setRelease(free, new Call(hash, kept(arguments), entry));
        }
        return entry;
    }

    private boolean isOf(Call known, Object[] arguments) {
        for (int i = 0; i < indexes.length; i++) {
            Object one = known.arguments()[i];
            Object other = arguments[indexes[i]];
            if (one == null ? other != null : !one.equals(other)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Object[] kept(Object[] arguments) {
        @Nullable Object[] kept = new Object[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            kept[i] = arguments[indexes[i]];
        }
        return kept;
    }

    private static boolean isKept(@Nullable Object argument) {
        return argument instanceof String text
                ? text.length() <= LONGEST_KEPT
                : argument == null
                        || argument instanceof Integer
                        || argument instanceof Long
                        || argument instanceof Boolean
                        || argument instanceof Character
                        || argument instanceof Short
                        || argument instanceof Byte
                        || argument instanceof Enum<?>
                        || argument instanceof UUID;
    }
}
