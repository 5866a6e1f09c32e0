package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * All revocations of a store. One thread at a time changes it, any number read it at the same time, as with
 * {@link DigestTable}. Look-ups allocate nothing, unless a cutoff with exempt sessions applies.
 */
final class ReplicaData {
    private static final List<Scope> MARKS = List.of(Scope.TOKEN, Scope.SESSION);
    private static final List<Scope> GROUPS = List.of(Scope.USER, Scope.CLIENT, Scope.ISSUER, Scope.CLAIM);
    private static final long NONE = 0;
    /** What refuses all tokens of a group. */
    private static final Cutoff ALL = Cutoff.of(Long.MAX_VALUE);
    /** The cutoff is in {@link #exempting}. */
    private static final long EXEMPTING = -1;

    private final DigestTable marks = new DigestTable(false);
    private final DigestTable cutoffs = new DigestTable(true);
    private final Map<String, Cutoff> exempting = new ConcurrentHashMap<>();
    /** What other clients have revoked by names that are no digests, each name with the letter of its kind. */
    private final Map<String, Change> named = new ConcurrentHashMap<>();

    /** Applies a change, which replaces what was known of the same token, session or group. */
    void apply(Change change, long nowMillis) {
        if (!DigestTable.accepts(change.id())) {
            applyNamed(change);
        } else if (change.scope().hasCutoff()) {
            applyCutoff(change, nowMillis);
        } else if (change.isRestored()) {
            marks.remove(change.id());
        } else {
            marks.put(change.id(), MARKS.indexOf(change.scope()), change.expiresAtMillis(), NONE, nowMillis);
        }
    }

    private void applyNamed(Change change) {
        String name = name(change.scope().hasCutoff(), change.id());
        if (change.isRestored()) {
            named.remove(name);
        } else {
            named.put(name, change);
        }
    }

    private void applyCutoff(Change change, long nowMillis) {
        String id = change.id();
        if (change.isRestored()) {
            cutoffs.remove(id);
            exempting.remove(id);
            return;
        }
        Cutoff cutoff = change.cutoff().orElse(ALL);
        boolean isExempting = !cutoff.exempt().isEmpty();
        if (isExempting) {
            exempting.put(id, cutoff);
        }
        long number = isExempting ? EXEMPTING : cutoff.millis();
        cutoffs.put(id, GROUPS.indexOf(change.scope()), change.expiresAtMillis(), number, nowMillis);
        if (!isExempting) {
            exempting.remove(id);
        }
    }

    private static String name(boolean isGroup, String id) {
        return (isGroup ? "g" : "m") + id;
    }

    /** Whether the token is revoked, by itself, its session or a cutoff. */
    boolean refuses(TokenQuery token, long nowMillis) {
        List<String> ids = token.marks();
        for (int i = 0; i < ids.size(); i++) {
            if (marks.contains(ids.get(i), nowMillis) || isNamed(ids.get(i), nowMillis)) {
                return true;
            }
        }
        long latest = 0;
        List<String> groups = token.groups();
        for (int i = 0; i < groups.size(); i++) {
            latest = Math.max(latest, cutoff(groups.get(i), token, nowMillis));
        }
        return latest != 0 && token.isRefusedBy(latest);
    }

    private boolean isNamed(String id, long nowMillis) {
        if (named.isEmpty()) {
            return false;
        }
        Change change = named.get(name(false, id));
        return change != null && change.expiresAtMillis() > nowMillis;
    }

    /** The cutoff of a group for a token; 0 if there is none. */
    private long cutoff(String group, TokenQuery token, long nowMillis) {
        long millis = cutoffs.number(group, nowMillis, NONE);
        if (millis == EXEMPTING) {
            Cutoff cutoff = exempting.get(group);
            // if it is being replaced just now, nothing is known of it
            millis = cutoff == null
                    ? Long.MAX_VALUE
                    : cutoff.millisOf(token.marks()).orElse(NONE);
        }
        if (!named.isEmpty()) {
            Change change = named.get(name(true, group));
            if (change != null && change.expiresAtMillis() > nowMillis) {
                return Math.max(
                        millis,
                        change.cutoff().orElse(ALL).millisOf(token.marks()).orElse(NONE));
            }
        }
        return millis;
    }

    /** The number of revocations, with some that have expired. */
    int size() {
        return marks.used() + cutoffs.used() + named.size();
    }

    /** Removes what has expired from memory. */
    void compact(long nowMillis) {
        marks.compact(nowMillis);
        cutoffs.compact(nowMillis);
        exempting.keySet().removeIf(id -> cutoffs.number(id, nowMillis, NONE) != EXEMPTING);
        named.values().removeIf(change -> change.expiresAtMillis() <= nowMillis);
    }

    /**
     * All revocations that have not expired, in portions, as long as nothing is changed. To be used by the thread that
     * changes the data.
     */
    Iterator<List<Change>> portions(int size, long nowMillis) {
        return Stream.of(
                        portions(marks, size, nowMillis, this::mark),
                        portions(cutoffs, size, nowMillis, this::cutoff),
                        Stream.of(named.values().stream()
                                .filter(change -> change.expiresAtMillis() > nowMillis)
                                .toList()))
                .flatMap(portions -> portions)
                .filter(portion -> !portion.isEmpty())
                .iterator();
    }

    private interface Entry {
        Change change(String id, int kind, long expiresAtMillis, long number);
    }

    private static Stream<List<Change>> portions(DigestTable table, int size, long nowMillis, Entry entry) {
        AtomicInteger next = new AtomicInteger();
        return Stream.generate(() -> {
                    List<Change> portion = new ArrayList<>(size);
                    if (next.get() >= 0) {
                        next.set(table.visit(
                                next.get(),
                                size,
                                nowMillis,
                                (id, kind, expiresAtMillis, number) ->
                                        portion.add(entry.change(id, kind, expiresAtMillis, number))));
                    }
                    return portion;
                })
                .takeWhile(portion -> !portion.isEmpty());
    }

    private Change mark(String id, int kind, long expiresAtMillis, long number) {
        return new Change(MARKS.get(kind), id, Optional.empty(), expiresAtMillis);
    }

    private Change cutoff(String id, int kind, long expiresAtMillis, long number) {
        Cutoff cutoff = number == EXEMPTING ? exempting.get(id) : Cutoff.of(number);
        return new Change(GROUPS.get(kind), id, Optional.ofNullable(cutoff), expiresAtMillis);
    }
}
