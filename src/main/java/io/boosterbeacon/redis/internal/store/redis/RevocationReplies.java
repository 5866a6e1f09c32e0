package io.boosterbeacon.redis.internal.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kind;
import io.boosterbeacon.redis.internal.store.RevocationStore.Reversed;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the replies and the entries of the revocation scripts. */
final class RevocationReplies {
    private static final Pattern CUTOFF =
            Pattern.compile("(\\d{1,18}) (?:[^;@ ]+(?:@[^;@ ]*)?(?:@(\\d{1,18}))?(?:;(\\d{1,18});([^; ]+))? )?");
    /** The entry of a token or a session that was restored before. */
    private static final Pattern REVOKED_AGAIN = Pattern.compile("\\d{1,18} [^;@ ]+@[^;@ ]*@(\\d{1,18})[; ]");

    private static final Pattern OTHER_IDS = Pattern.compile("\\d{1,18} [^;@ ]+(?:@[^; ]*)?;([^; ]+) ");
    private static final Pattern TIME = Pattern.compile("\\d{1,18}");
    private static final Pattern EPOCH = Pattern.compile("(\\S+) (\\d{1,18}) (\\d{1,18})");

    private static final byte[] RESTORED = "restored ".getBytes(US_ASCII);
    /** The first items of the reply to a call for statistics, which the counts follow. */
    private static final int BEFORE_COUNTS = 4;

    private static final int ITEMS_OF_A_COUNT = 3;
    /** The clock is read a moment before the remaining time of an entry. */
    private static final Duration EXPIRY_TOLERANCE = Duration.ofSeconds(1);

    private static final Map<String, Kept> KEPT =
            Map.of("EXPIRED", Kept.EXPIRED, "STORED", Kept.STORED, "NO_ROOM", Kept.NO_ROOM);

    private RevocationReplies() {}

    static Entry entry(Reply reply) {
        Kept kept = KEPT.get(reply.sized(7).text(2));
        if (kept == null) {
            throw reply.unexpected();
        }
        return new Entry(
                reply.flag(0), instant(reply, 1), kept, instant(reply, 3), reply.number(5), epoch(reply.bytes(4)));
    }

    static CutoffEntry cutoffEntry(Reply reply) {
        return new CutoffEntry(
                reply.sized(5).flag(0), cutoff(reply.bytes(2)), instant(reply, 1), epoch(reply.bytes(3)));
    }

    static Beat beat(Reply reply) {
        return new Beat(new Epoch(reply.sized(4).text(0), reply.count(1), reply.count(2)), instant(reply, 3));
    }

    static Stats stats(Reply reply) {
        Map<Kind, Long> counts = new HashMap<>();
        long size = BEFORE_COUNTS + ITEMS_OF_A_COUNT * reply.count(BEFORE_COUNTS - 1);
        if (reply.items().size() != size) {
            throw reply.unexpected();
        }
        for (int i = BEFORE_COUNTS; i < size; i += ITEMS_OF_A_COUNT) {
            Scope scope = ScopeLetters.scope(reply.text(i));
            long count = reply.count(i + 2);
            if (scope != null) {
                counts.put(new Kind(scope, reply.text(i + 1)), count);
            }
        }
        return new Stats(counts, moment(reply.count(1)), moment(reply.count(2)));
    }

    /**
     * The answer to a call that restores.
     *
     * @param isComplete false if nothing was done, because the token has more ids: then {@code reversed} names all ids
     */
    record Restored(boolean isComplete, Reversed reversed) {}

    static Restored reversed(Reply reply) {
        String result = reply.sized(5).text(0);
        if (!List.of("NONE", "MORE", "RESTORED").contains(result)) {
            throw reply.unexpected();
        }
        String ids = reply.text(2);
        return new Restored(
                !result.equals("MORE"),
                new Reversed(
                        result.equals("RESTORED"),
                        instant(reply, 1),
                        ids.isEmpty() ? List.of() : List.of(ids.split(",", -1)),
                        epoch(reply.bytes(3))));
    }

    /** Whether an entry is the mark of a restoration. */
    static boolean isRestored(byte[] entry) {
        return entry.length > RESTORED.length && Arrays.equals(entry, 0, RESTORED.length, RESTORED, 0, RESTORED.length);
    }

    /** The time in the mark of a restoration; 0 if another client has written it. */
    static long restoredMillis(byte[] mark) {
        Matcher time = TIME.matcher(new String(mark, RESTORED.length, mark.length - RESTORED.length, US_ASCII));
        return time.matches() ? Long.parseLong(time.group()) : 0;
    }

    /** The further ids of a token, in the entry of one of them. */
    static List<String> otherIds(byte[] entry) {
        Matcher text = OTHER_IDS.matcher(new String(entry, StandardCharsets.UTF_8));
        return text.lookingAt() ? List.of(text.group(1).split(",", -1)) : List.of();
    }

    /** When a token or a session was last restored before it was revoked; 0 if it was not. */
    static long restoredBefore(byte[] entry) {
        Matcher text = REVOKED_AGAIN.matcher(new String(entry, StandardCharsets.UTF_8));
        return text.lookingAt() ? Long.parseLong(text.group(1)) : 0;
    }

    /**
     * Whether an entry refuses as much as what was stored, for as long.
     *
     * @param expiresAtMillis when the entry expires
     */
    static boolean has(byte @Nullable [] entry, long expiresAtMillis, Stored stored) {
        if (entry == null
                || isRestored(entry)
                || expiresAtMillis < stored.expiresAt().minus(EXPIRY_TOLERANCE).toEpochMilli()) {
            return false;
        }
        Optional<Cutoff> cutoff = stored.cutoff();
        return cutoff.isEmpty() || cutoff(entry).covers(cutoff.get());
    }

    private static Instant instant(Reply reply, int index) {
        return Instant.ofEpochMilli(reply.number(index));
    }

    private static Optional<Instant> moment(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /**
     * Parses the entry of a cutoff. An entry with an unknown format was written by another client and refuses all tokens
     * of the group, just as any entry of a token revokes it.
     */
    static Cutoff cutoff(byte[] entry) {
        Matcher text = CUTOFF.matcher(new String(entry, StandardCharsets.UTF_8));
        if (!text.lookingAt()) {
            return Cutoff.of(Long.MAX_VALUE);
        }
        long millis = Long.parseLong(text.group(1));
        Cutoff cutoff = text.group(4) == null
                ? Cutoff.of(millis)
                : new Cutoff(millis, Set.of(text.group(4).split(",", -1)), Long.parseLong(text.group(3)));
        return text.group(2) == null ? cutoff : cutoff.afterRestoration(Long.parseLong(text.group(2)));
    }

    /**
     * Parses the epoch. Empty if there is none, or if another client has written it: then the next heartbeat creates
     * one.
     */
    static Optional<Epoch> epoch(byte[] entry) {
        Matcher text = EPOCH.matcher(new String(entry, StandardCharsets.UTF_8));
        return text.matches()
                ? Optional.of(new Epoch(text.group(1), Long.parseLong(text.group(2)), Long.parseLong(text.group(3))))
                : Optional.empty();
    }
}
