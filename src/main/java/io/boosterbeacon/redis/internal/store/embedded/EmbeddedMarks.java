package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kind;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tokens and sessions that are revoked in this JVM. Changed under the lock of the store; look-ups never wait. */
final class EmbeddedMarks {
    /** An issuer that gives many tokens the same id must not make a mark grow. */
    private static final int MAX_IDS = 8;

    private final Time time;
    private final ExpiringMap<String, Mark> verified;
    private final ExpiringMap<String, Mark> unverified;
    /** The ids in {@link #unverified}: a map that expires by itself counts an expired value for up to a second more. */
    private final EndingIds unverifiedEndings = new EndingIds();

    EmbeddedMarks(Time time) {
        this.time = time;
        verified = new ExpiringMap<>(time);
        unverified = new ExpiringMap<>(time);
    }

    /**
     * Revokes a token or a session.
     *
     * @param restoredMillis the latest restoration of one of its ids that are not revoked; 0 if there was none
     * @param epoch the epoch before the call
     */
    Entry revoke(TokenRevocation token, long restoredMillis, Optional<Epoch> epoch) {
        List<String> ids = token.ids();
        long now = time.now();
        long requested = Math.max(Time.millis(token.until()), Time.after(now, token.left()));
        List<Mark> known = ids.stream().map(this::find).filter(Objects::nonNull).toList();
        Mark first = known.stream()
                .reduce((one, other) -> other.revokedAt() < one.revokedAt() ? other : one)
                .orElse(null);
        long since = first == null ? now : first.revokedAt();
        long last = known.stream().mapToLong(Mark::expiresAt).reduce(requested, Math::max);
        long restored = known.stream().mapToLong(Mark::restoredMillis).reduce(restoredMillis, Math::max);
        Kind kind = first == null ? new Kind(token.scope(), token.note().reason()) : first.kind();
        Kept kept = requested <= now ? Kept.EXPIRED : Kept.STORED;
        boolean asUnverified =
                token.maxUnverified().isPresent() && ids.stream().noneMatch(id -> verified.get(id) != null);
        if (kept == Kept.STORED
                && asUnverified
                && known.isEmpty()
                && unverifiedEndings.live(now) >= token.maxUnverified().getAsLong()) {
            kept = Kept.NO_ROOM;
        }
        if (kept == Kept.STORED && !token.note().dryRun()) {
            String subject = known.isEmpty() ? ids.get(0) : known.get(0).subject();
            store(ids, new Mark(kind, since, last, restored, subject, together(ids, known)), asUnverified);
        }
        long expiresAt = kept == Kept.STORED ? last : requested;
        return new Entry(
                known.isEmpty(), Instant.ofEpochMilli(since), kept, Instant.ofEpochMilli(expiresAt), restored, epoch);
    }

    private static List<String> together(List<String> ids, List<Mark> known) {
        Set<String> all = new LinkedHashSet<>(ids);
        known.forEach(mark -> all.addAll(mark.ids()));
        return all.stream().limit(MAX_IDS).toList();
    }

    private void store(List<String> ids, Mark mark, boolean asUnverified) {
        for (String id : ids) {
            if (asUnverified) {
                putUnverified(id, mark);
            } else {
                verified.put(id, mark);
                // removed last: a concurrent look-up must find the token in one of the maps
                removeUnverified(id);
            }
        }
        // they may have been revoked as different tokens before: from now on they count as one
        mark.ids().stream().filter(id -> !ids.contains(id)).forEach(id -> join(id, mark));
    }

    private void join(String id, Mark mark) {
        Mark known = find(id);
        if (known != null && !known.subject().equals(mark.subject())) {
            Mark joined = new Mark(
                    mark.kind(),
                    mark.revokedAt(),
                    known.expiresAt(),
                    known.restoredMillis(),
                    mark.subject(),
                    mark.ids());
            if (verified.get(id) == null) {
                putUnverified(id, joined);
            } else {
                verified.put(id, joined);
            }
        }
    }

    private void putUnverified(String id, Mark mark) {
        Mark former = unverified.put(id, mark);
        if (former != null) {
            unverifiedEndings.remove(id, former.expiresAt());
        }
        unverifiedEndings.add(id, mark.expiresAt());
    }

    private void removeUnverified(String id) {
        Mark former = unverified.remove(id);
        if (former != null) {
            unverifiedEndings.remove(id, former.expiresAt());
        }
    }

    private @Nullable Mark find(String id) {
        Mark known = verified.get(id);
        return known == null ? unverified.get(id) : known;
    }

    boolean isRevoked(String id) {
        return find(id) != null;
    }

    /** Those of some ids that are revoked, each with its last restoration before that, or 0. */
    Map<String, Long> revoked(List<String> ids) {
        Map<String, Long> revoked = Map.of();
        for (String id : ids) {
            Mark mark = find(id);
            if (mark != null) {
                revoked = revoked.isEmpty() ? new HashMap<>() : revoked;
                revoked.put(id, mark.restoredMillis());
            }
        }
        return revoked;
    }

    /** When an id that is revoked was last restored before that; 0 if it was not. */
    long restoredMillis(String id) {
        Mark mark = find(id);
        return mark == null ? 0 : mark.restoredMillis();
    }

    /** All ids that were revoked together with some ids, and when their revocations expire; empty if none is revoked. */
    Map<String, Long> endsOf(List<String> ids) {
        Map<String, Long> ends = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(ids);
        while (!open.isEmpty()) {
            String each = open.pop();
            Mark mark = ends.containsKey(each) ? null : find(each);
            if (mark != null) {
                ends.put(each, mark.expiresAt());
                open.addAll(mark.ids());
            }
        }
        return ends;
    }

    void remove(Collection<String> ids) {
        for (String id : ids) {
            verified.remove(id);
            removeUnverified(id);
        }
    }

    /** Calls an action with the kind and the time of each entry, once for a token with several ids. */
    void forEachCounted(ObjLongConsumer<Kind> action) {
        Set<String> counted = new HashSet<>();
        Stream.concat(verified.values().stream(), unverified.values().stream())
                .filter(mark -> counted.add(mark.subject()))
                .forEach(mark -> action.accept(mark.kind(), mark.revokedAt()));
    }

    void clear() {
        verified.clear();
        unverified.clear();
        unverifiedEndings.clear();
    }

    long size() {
        return verified.size() + unverified.size();
    }

    /**
     * A revocation.
     *
     * @param restoredMillis when one of the ids was last restored before that; 0 if none was
     * @param subject the id under which the token is counted once, whatever its number of ids
     * @param ids the ids that were revoked together
     */
    private record Mark(
            Kind kind, long revokedAt, long expiresAt, long restoredMillis, String subject, List<String> ids)
            implements Expiring {}
}
