package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.CacheStore.Lookup;
import io.boosterbeacon.redis.internal.store.Watch;
import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of one command that reads values of one or several shards of a cache.
 *
 * @param names for each shard its generation, and then the values
 * @param sizes the number of values of each shard
 * @param shards for each name the index of the name of its generation, which for a generation is its own
 * @param positions for each name the position of its value among all look-ups; of no meaning for a generation
 * @param tagged for values with tags, which are of one shard: the keys of the first entry, and then the other values
 */
record ShardKeys(
        List<String> names, List<Object> sizes, List<Integer> shards, List<Integer> positions, List<String> tagged) {
    /** The number of names up to the first value: its generation, and itself. */
    private static final int FIRST_VALUE = 2;

    /** @param positions of the look-ups of each shard */
    static ShardKeys of(List<BulkCacheReads.Wanted> wanted, List<List<Integer>> positions) {
        List<String> names = new ArrayList<>();
        List<Object> sizes = new ArrayList<>();
        List<Integer> shards = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        EntryKeys first = wanted.get(positions.get(0).get(0)).keys();
        List<String> tagged = new ArrayList<>(first.names());
        for (List<Integer> shard : positions) {
            int generation = names.size();
            names.add(wanted.get(shard.get(0)).keys().generation());
            shards.add(generation);
            all.add(-1);
            sizes.add((long) shard.size());
            for (Integer position : shard) {
                String value = wanted.get(position).keys().value();
                names.add(value);
                shards.add(generation);
                all.add(position);
                // by position: two keys may have the same entry
                if (names.size() > FIRST_VALUE) {
                    tagged.add(value);
                }
            }
        }
        return new ShardKeys(names, sizes, shards, all, tagged);
    }

    private boolean isGeneration(int index) {
        return shards.get(index) == index;
    }

    /** The names of the generations. */
    List<String> generations() {
        List<String> generations = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (isGeneration(i)) {
                generations.add(names.get(i));
            }
        }
        return generations;
    }

    /** Reads the values that there are, by their positions. */
    PendingCommand<Map<Integer, Lookup>> mget() {
        return Commands.mget(
                names,
                (previous, text) -> {
                    int index = previous.size();
                    return isGeneration(index)
                            ? StoredValues.generation(text)
                            : StoredValues.valueOf(previous.get(shards.get(index)), text);
                },
                this::read);
    }

    private Map<Integer, Lookup> read(Reply reply) {
        Map<Integer, Lookup> found = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!isGeneration(i) && !reply.isNull(i)) {
                found.put(positions.get(i), StoredValues.stamped(reply.bytes(i)));
            }
        }
        return found;
    }

    /**
     * The values in the reply of cache-peek-all.lua or cache-peek-tagged.lua, by their positions.
     *
     * @param watches of the shards; empty: the values must not be kept
     */
    Map<Integer, Lookup> peeked(Reply reply, List<Watch> watches) {
        reply.sized(2 * (names.size() - sizes.size()));
        Map<Integer, Lookup> found = new HashMap<>();
        int item = 0;
        int shard = -1;
        for (int i = 0; i < names.size(); i++) {
            if (isGeneration(i)) {
                shard++;
                continue;
            }
            if (!reply.isNull(item)) {
                Lookup value = StoredValues.stamped(reply.bytes(item));
                found.put(
                        positions.get(i),
                        watches.isEmpty()
                                ? value
                                : NearReads.toKeep(value, watches.get(shard), reply.number(item + 1)));
            }
            item += 2;
        }
        return found;
    }
}
