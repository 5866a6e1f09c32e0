package io.boosterbeacon.redis.internal.store.local.replica;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

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
        } else if (exempting.size() > cutoffs.used()) {
            // the table has grown, and has left out what has expired
            removeExpiredExemptions(nowMillis);
        }
    }

    private void removeExpiredExemptions(long nowMillis) {
        exempting.keySet().removeIf(id -> cutoffs.number(id, nowMillis, NONE) != EXEMPTING);
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

    /** The number of cutoffs with exempt sessions, with some that have expired. */
    int exemptions() {
        return exempting.size();
    }

    /** The number of revocations, with some that have expired. */
    int size() {
        return marks.used() + cutoffs.used() + named.size();
    }

    /** Removes what has expired from memory. */
    void compact(long nowMillis) {
        marks.compact(nowMillis);
        cutoffs.compact(nowMillis);
        removeExpiredExemptions(nowMillis);
        named.values().removeIf(change -> change.expiresAtMillis() <= nowMillis);
    }

    /**
     * All revocations that have not expired, in portions, each read when it is asked for. To be used by the thread that
     * changes the data, as long as it changes nothing.
     */
    Iterator<List<Change>> portions(int size, long nowMillis) {
        Iterator<List<Change>> ofMarks = portions(marks, size, nowMillis, this::mark);
        Iterator<List<Change>> ofCutoffs = portions(cutoffs, size, nowMillis, this::cutoff);
        List<Change> others = named.values().stream()
                .filter(change -> change.expiresAtMillis() > nowMillis)
                .toList();
        Iterator<List<Change>> ofOthers = IntStream.iterate(0, from -> from < others.size(), from -> from + size)
                .mapToObj(from -> others.subList(from, Math.min(others.size(), from + size)))
                .iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ofMarks.hasNext() || ofCutoffs.hasNext() || ofOthers.hasNext();
            }

            @Override
            public List<Change> next() {
                return ofMarks.hasNext() ? ofMarks.next() : ofCutoffs.hasNext() ? ofCutoffs.next() : ofOthers.next();
            }
        };
    }

    private interface Entry {
        Change change(String id, int kind, long expiresAtMillis, long number);
    }

    private static Iterator<List<Change>> portions(DigestTable table, int size, long nowMillis, Entry entry) {
        return new Iterator<>() {
            private int slot;
            private List<Change> next = List.of();

            @Override
            public boolean hasNext() {
                if (next.isEmpty() && slot >= 0) {
                    List<Change> portion = new ArrayList<>(size);
                    slot = table.visit(
                            slot,
                            size,
                            nowMillis,
                            (id, kind, expiresAtMillis, number) ->
                                    portion.add(entry.change(id, kind, expiresAtMillis, number)));
                    next = portion;
                }
                return !next.isEmpty();
            }

            @Override
            public List<Change> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<Change> portion = next;
                next = List.of();
                return portion;
            }
        };
    }

    private Change mark(String id, int kind, long expiresAtMillis, long number) {
        return new Change(MARKS.get(kind), id, Optional.empty(), expiresAtMillis);
    }

    private Change cutoff(String id, int kind, long expiresAtMillis, long number) {
        Cutoff cutoff = number == EXEMPTING ? exempting.get(id) : Cutoff.of(number);
        return new Change(GROUPS.get(kind), id, Optional.ofNullable(cutoff), expiresAtMillis);
    }
}
