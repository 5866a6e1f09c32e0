package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Algorithm;
import io.boosterbeacon.redis.internal.store.Algorithm.CalendarWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.Concurrency;
import io.boosterbeacon.redis.internal.store.Algorithm.FixedWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.SlidingWindow;
import io.boosterbeacon.redis.internal.store.Algorithm.TokenBucket;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The script files of each algorithm, and the names that the scripts use. */
enum LimitAlgorithm {
    FIXED_WINDOW(
            1,
            "window",
            List.of("rate-limit-blocked", "rate-limit-fixed-window"),
            List.of("rate-limit-begin-fixed-window", "rate-limit-fixed-window-adjust")),
    CALENDAR_WINDOW(
            2,
            "window",
            List.of("rate-limit-time", "rate-limit-blocked", "rate-limit-fixed-window", "rate-limit-calendar-window"),
            List.of("rate-limit-begin-calendar-window", "rate-limit-fixed-window-adjust")),
    SLIDING_WINDOW(
            4,
            "sliding",
            List.of("rate-limit-time", "rate-limit-blocked", "rate-limit-sliding-window"),
            List.of("rate-limit-keep-block", "rate-limit-sliding-window-adjust")),
    TOKEN_BUCKET(
            8,
            "bucket",
            List.of("rate-limit-time", "rate-limit-blocked", "rate-limit-token-bucket"),
            List.of("rate-limit-keep-block", "rate-limit-token-bucket-adjust")),
    CONCURRENCY(
            16,
            "running",
            List.of("rate-limit-time", "rate-limit-concurrency"),
            List.of("rate-limit-concurrency-adjust"));

    private static final String SUFFIX = ".lua";

    private static final RedisScript BLOCK = script(
            Stream.of(List.of("rate-limit-time", "rate-limit-blocked", "rate-limit-keep-block", "rate-limit-block")));
    private static final RedisScript BLOCK_CONCURRENCY =
            script(Stream.of(List.of("rate-limit-time", "rate-limit-concurrency-block")));

    /** A script for each combination of algorithms, created when it is first needed. */
    private static final AtomicReferenceArray<@Nullable RedisScript> ACQUIRE =
            new AtomicReferenceArray<>(1 << values().length);

    /** Stands for the algorithm in a combination. */
    final int bit;

    /** The name in the scripts. */
    final String scriptName;

    /** The part of the keys' names. Another algorithm keeps another kind of value, so it needs another key. */
    final String keyKind;

    @SuppressWarnings("ImmutableEnumChecker") // a script is immutable
    private final RedisScript adjust;

    @SuppressWarnings("ImmutableEnumChecker") // a list of texts
    private final List<String> files;

    LimitAlgorithm(int bit, String keyKind, List<String> files, List<String> adjustFiles) {
        this.bit = bit;
        this.scriptName = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.keyKind = keyKind;
        this.files = files;
        this.adjust = script(Stream.of(List.of("rate-limit-time"), files, adjustFiles));
    }

    /** The script that changes the counter of one policy. */
    RedisScript adjust() {
        return adjust;
    }

    /** The script that blocks the subject of one policy. */
    RedisScript block() {
        return this == CONCURRENCY ? BLOCK_CONCURRENCY : BLOCK;
    }

    static LimitAlgorithm of(Algorithm algorithm) {
        if (algorithm instanceof FixedWindow) {
            return FIXED_WINDOW;
        } else if (algorithm instanceof CalendarWindow) {
            return CALENDAR_WINDOW;
        } else if (algorithm instanceof SlidingWindow) {
            return SLIDING_WINDOW;
        } else if (algorithm instanceof TokenBucket) {
            return TOKEN_BUCKET;
        } else if (algorithm instanceof Concurrency) {
            return CONCURRENCY;
        }
        throw new IllegalArgumentException("unknown algorithm " + algorithm);
    }

    /**
     * The script that decides policies of these algorithms. It has no more parts than they need, because Redis evaluates
     * each definition in each call.
     *
     * @param combination the bits of the algorithms
     */
    static RedisScript acquire(int combination) {
        RedisScript known = ACQUIRE.get(combination);
        if (known != null) {
            return known;
        }
        RedisScript made = script(Stream.concat(
                Stream.of(values())
                        .filter(algorithm -> (combination & algorithm.bit) != 0)
                        .map(algorithm -> algorithm.files),
                Stream.of(List.of("rate-limit"))));
        return ACQUIRE.compareAndSet(combination, null, made) ? made : acquire(combination);
    }

    private static RedisScript script(Stream<List<String>> files) {
        return RedisScript.of(files.flatMap(List::stream)
                .distinct()
                .map(file -> file + SUFFIX)
                .toArray(String[]::new));
    }
}
