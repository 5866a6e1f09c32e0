package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kind;
import io.boosterbeacon.redis.internal.store.RevocationStore.Reversed;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stats;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a {@link RevocationStore} does with all scopes: cutoffs, restorations, dry runs and statistics. */
public abstract class RevocationScopesContract extends StoreContract {
    protected static final RevocationNote REASON = RevocationNote.of("a reason");
    private static final RevocationNote DRY_RUN = new RevocationNote("dry", "", true);
    /** What a decorator answers for a token that it has revoked a moment ago. */
    private static final Map<String, Long> KNOWN_WITHOUT_THE_STORE = State.REVOKED.revoked();

    private final String id = random("id");
    private final String other = random("other");

    /** The port under test. */
    protected RevocationStore revocations() {
        return store().revocations();
    }

    protected Stats stats() {
        return await(revocations().stats());
    }

    protected Entry mark(Scope scope, RevocationNote note, Duration life, String... ids) {
        return await(revocations()
                .revokeToken(new TokenRevocation(
                        scope,
                        List.of(ids),
                        now().plus(life),
                        Duration.ofDays(-1),
                        OptionalLong.empty(),
                        Optional.empty(),
                        note)));
    }

    protected CutoffEntry cutOff(
            Scope scope, String group, Instant moment, Duration retention, RevocationNote note, String... except) {
        return await(revocations()
                .revokeGroup(new GroupRevocation(
                        scope,
                        group,
                        Optional.ofNullable(moment),
                        now().minus(LONG),
                        Set.of(except),
                        retention,
                        note)));
    }

    private Reversed restore(Scope scope, RevocationNote note, String... ids) {
        return await(revocations().restore(new RevocationReversal(scope, List.of(ids), LONG, note)));
    }

    private State find(List<String> marks, List<String> groups) {
        return await(revocations().find(TokenQuery.of(marks, groups)));
    }

    private boolean isRevoked(String... marks) {
        return find(List.of(marks), List.of()).tokenRevoked();
    }

    private void revoke(Scope scope, RevocationNote note, Duration life, String revoked) {
        if (scope.hasCutoff()) {
            CutoffEntry unused = cutOff(scope, revoked, null, life, note);
        } else {
            Entry unused = mark(scope, note, life, revoked);
        }
    }

    /** Whether the state knows a revocation of this scope. */
    private boolean knows(Scope scope, String revoked) {
        return scope.hasCutoff()
                ? find(List.of(), List.of(revoked)).cutoffs().containsKey(revoked)
                : isRevoked(revoked);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void revocation_ofAnyScope_isFoundAndCountedByScopeAndReason(Scope scope) {
        RevocationNote note = RevocationNote.of(random("a reason with\nblanks; and @ signs "));

        revoke(scope, note, LONG, id);

        assertThat(knows(scope, id)).isTrue();
        assertThat(knows(scope, other)).isFalse();
        assertThat(stats().counts()).containsEntry(new Kind(scope, note.reason()), 1L);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void revocation_ofAnyScope_afterItsEndIsNotCounted(Scope scope) {
        forgetHorizon();
        Stats before = stats();
        revoke(scope, RevocationNote.of(random("brief")), SHORT, id);
        pass(PAST_SHORT);

        assertThat(knows(scope, id)).isFalse();
        assertThat(stats()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void dryRun_ofAnyScope_saysWhatWouldBeAndChangesNothing(Scope scope) {
        Stats before = stats();
        Optional<?> epoch = find(List.of(), List.of()).epoch();

        if (scope.hasCutoff()) {
            CutoffEntry entry = cutOff(scope, id, null, LONG, DRY_RUN);
            assertThat(entry.fresh()).isTrue();
            assertThat(entry.revokedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        } else {
            Entry entry = mark(scope, DRY_RUN, LONG, id);
            assertThat(entry.fresh()).isTrue();
            assertThat(entry.kept()).isEqualTo(Kept.STORED);
            assertThat(entry.expiresAt()).isCloseTo(now().plus(LONG), within(10, ChronoUnit.SECONDS));
        }

        assertThat(knows(scope, id)).isFalse();
        assertThat(stats()).isEqualTo(before);
        assertThat(find(List.of(), List.of()).epoch()).isEqualTo(epoch);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void dryRun_ofWhatIsRevoked_saysSoAndMovesNothing(Scope scope) {
        revoke(scope, REASON, LONG, id);
        Stats before = stats();
        State state = find(List.of(id), List.of(id));

        if (scope.hasCutoff()) {
            assertThat(cutOff(scope, id, now().plusSeconds(60), LONG, DRY_RUN).fresh())
                    .isFalse();
        } else {
            assertThat(mark(scope, DRY_RUN, LONG.multipliedBy(2), id).fresh()).isFalse();
        }

        assertThat(stats()).isEqualTo(before);
        assertThat(find(List.of(id), List.of(id))).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(value = Scope.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void restore_ofAnyScopeButUsers_undoesTheRevocation(Scope scope) {
        Stats before = stats();
        revoke(scope, REASON, LONG, id);

        Reversed done = restore(scope, REASON, id);

        assertThat(done.restored()).isTrue();
        assertThat(done.ids()).containsExactly(id);
        assertThat(done.at()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(knows(scope, id)).isFalse();
        assertThat(stats()).isEqualTo(before);
        assertThat(restore(scope, REASON, id).restored()).as("nothing is left").isFalse();
    }

    /** So that nodes that remember a revocation learn that it was not lost. */
    @ParameterizedTest
    @EnumSource(value = Scope.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void find_ofWhatWasRestored_saysSoUntilItIsRevokedAgain(Scope scope) {
        revoke(scope, REASON, LONG, id);
        restore(scope, REASON, id);
        List<String> marks = scope.hasCutoff() ? List.of(other) : List.of(other, id);
        List<String> groups = scope.hasCutoff() ? List.of(other, id) : List.of(other);

        Map<String, Long> restored = find(marks, groups).restored();
        assertThat(restored).containsOnlyKeys(id);
        assertThat(Instant.ofEpochMilli(restored.getOrDefault(id, 0L)))
                .isCloseTo(now(), within(10, ChronoUnit.SECONDS));

        revoke(scope, REASON, LONG, id);
        assertThat(knows(scope, id)).isTrue();
        assertThat(find(marks, groups).restored()).isEmpty();
    }

    private Cutoff cutoffOf(String group) {
        return Objects.requireNonNull(find(List.of(), List.of(group)).cutoffs().get(group));
    }

    /** Nodes that remember an earlier cutoff learn from it that the later one may refuse less. */
    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"CLIENT", "ISSUER", "CLAIM"})
    void cutoff_afterARestoration_saysWhenThatWas(Scope scope) {
        Instant moment = now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        assertThat(cutOff(scope, id, null, LONG, REASON).cutoff().restoredMillis())
                .isZero();
        restore(scope, REASON, id);

        Cutoff first = cutOff(scope, id, moment, LONG, new RevocationNote("a reason", "actor", false), "a", "b")
                .cutoff();
        assertThat(first.millis()).isEqualTo(moment.toEpochMilli());
        assertThat(first.exempt()).containsExactlyInAnyOrder("a", "b");
        assertThat(Instant.ofEpochMilli(first.restoredMillis())).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(cutoffOf(id)).isEqualTo(first);

        Cutoff again = cutOff(scope, id, moment.plusMillis(1), LONG, REASON).cutoff();
        assertThat(again).isEqualTo(Cutoff.of(moment.toEpochMilli() + 1).afterRestoration(first.restoredMillis()));
        assertThat(cutoffOf(id)).isEqualTo(again);

        restore(scope, REASON, id);
        restore(scope, REASON, id);
        assertThat(cutOff(scope, id, moment, LONG, REASON).cutoff().restoredMillis())
                .as("grows with each restoration, also within a millisecond")
                .isGreaterThan(first.restoredMillis() + 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"TOKEN", "SESSION"})
    void revocation_afterARestoration_saysWhenThatWas(Scope scope) {
        RevocationNote withActor = new RevocationNote("a @1;reason", "actor", false);
        assertThat(mark(scope, withActor, LONG, id).restoredMillis()).isZero();
        assertThat(find(List.of(id, other), List.of()).revoked()).isIn(Map.of(id, 0L), KNOWN_WITHOUT_THE_STORE);
        restore(scope, REASON, id);
        long restored = find(List.of(id), List.of()).restored().get(id);

        for (RevocationNote note : List.of(withActor, REASON, new RevocationNote("dry", "actor", true))) {
            assertThat(mark(scope, note, LONG, id).restoredMillis()).isEqualTo(restored);
            assertThat(find(List.of(id), List.of()).revoked()).isIn(Map.of(id, restored), KNOWN_WITHOUT_THE_STORE);
        }
        // another id of the same token
        assertThat(mark(scope, REASON, LONG, other, id).restoredMillis()).isEqualTo(restored);

        restore(scope, REASON, id);
        assertThat(find(List.of(id), List.of()).restored().get(id)).isGreaterThan(restored);
    }

    /** The store may have lost what nodes remember. */
    @ParameterizedTest
    @EnumSource(value = Scope.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void restore_ofWhatIsNotStored_isToldByLookUps(Scope scope) {
        Stats before = stats();

        Reversed done = restore(scope, REASON, id);

        assertThat(done.restored()).isFalse();
        assertThat(done.ids()).containsExactly(id);
        assertThat(find(List.of(id), List.of()).restored().containsKey(id)
                        || find(List.of(), List.of(id)).restored().containsKey(id))
                .isTrue();
        assertThat(knows(scope, id)).isFalse();
        assertThat(stats()).isEqualTo(before);
        revoke(scope, REASON, LONG, id);
        assertThat(knows(scope, id)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Scope.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void restore_dryRun_changesNothing(Scope scope) {
        revoke(scope, REASON, LONG, id);
        Stats before = stats();

        assertThat(restore(scope, DRY_RUN, id).restored()).isTrue();
        assertThat(restore(scope, DRY_RUN, other).restored()).isFalse();

        assertThat(knows(scope, id)).isTrue();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void restore_byOneIdOfAToken_restoresAllThatWereRevokedTogether() {
        Stats before = stats();
        String third = random("third");
        mark(Scope.TOKEN, REASON, LONG, id, other);
        mark(Scope.TOKEN, REASON, LONG, third, other);

        Reversed done = restore(Scope.TOKEN, REASON, third);

        assertThat(done.ids()).containsExactlyInAnyOrder(id, other, third);
        assertThat(isRevoked(id, other, third)).isFalse();
        assertThat(stats()).isEqualTo(before);
    }

    @Test
    void restore_ofATokenRevokedByTextAlone_leavesOthersAlone() {
        mark(Scope.TOKEN, REASON, LONG, id);
        mark(Scope.TOKEN, REASON, LONG, other);

        restore(Scope.TOKEN, REASON, id);

        assertThat(isRevoked(id)).isFalse();
        assertThat(isRevoked(other)).isTrue();
    }

    @Test
    void revokeToken_again_keepsTheFirstReason() {
        String first = random("first");
        String second = random("second");
        mark(Scope.TOKEN, RevocationNote.of(first), LONG, id);
        mark(Scope.TOKEN, RevocationNote.of(second), LONG, id);

        assertThat(stats().counts())
                .containsEntry(new Kind(Scope.TOKEN, first), 1L)
                .doesNotContainKey(new Kind(Scope.TOKEN, second));
    }

    @Test
    void revokeGroup_again_countsTheLatestReason() {
        String first = random("first");
        String second = random("second");
        cutOff(Scope.CLIENT, id, null, LONG, RevocationNote.of(first));
        cutOff(Scope.CLIENT, id, null, LONG, RevocationNote.of(second));

        assertThat(stats().counts())
                .containsEntry(new Kind(Scope.CLIENT, second), 1L)
                .doesNotContainKey(new Kind(Scope.CLIENT, first));
    }

    /** Callers may pass any reason, and the answer must stay short. */
    @Test
    void stats_ofManyReasons_countTheRestTogether() {
        Stats before = stats();
        List<String> revoked =
                IntStream.range(0, Stats.MAX_KINDS + 100).mapToObj(i -> id + i).toList();
        forEach(revoked, each -> revocations()
                .revokeGroup(cutoff(Scope.CLAIM, each, RevocationNote.of("why " + each))));

        Stats stats = stats();
        assertThat(stats.of(Scope.CLAIM)).isEqualTo(before.of(Scope.CLAIM) + revoked.size());
        assertThat(stats.counts().size()).isBetween(Stats.MAX_KINDS, Stats.MAX_KINDS + Scope.values().length);
        assertThat(stats.counts()).containsKey(new Kind(Scope.CLAIM, BlacklistStats.OTHER_REASONS));
        // with another reason, whether or not the former one was counted by itself
        forEach(revoked, each -> revocations().revokeGroup(cutoff(Scope.CLAIM, each, REASON)));
        assertThat(stats().of(Scope.CLAIM)).isEqualTo(before.of(Scope.CLAIM) + revoked.size());

        forEach(revoked, each -> revocations()
                .restore(new RevocationReversal(Scope.CLAIM, List.of(each), LONG, REASON)));

        assertThat(stats()).isEqualTo(before);
    }

    /** Calls a function for each id, not for all at once: on a busy machine, the store would seem to be silent. */
    private static void forEach(List<String> ids, Function<String, CompletionStage<?>> call) {
        for (int from = 0; from < ids.size(); from += 100) {
            awaitAll(ids.subList(from, Math.min(ids.size(), from + 100)).stream()
                    .map(call)
                    .toList());
        }
    }

    private static GroupRevocation cutoff(Scope scope, String group, RevocationNote note) {
        return new GroupRevocation(scope, group, Optional.empty(), Instant.EPOCH, Set.of(), LONG, note);
    }

    /** A token is first revoked by its id, for instance by an operator, and then by whoever holds it. */
    @Test
    void revokeToken_ofWhichOneIdIsRevoked_isCountedOnce() {
        RevocationNote note = RevocationNote.of(random("why"));
        Kind kind = new Kind(Scope.TOKEN, note.reason());
        mark(Scope.TOKEN, note, LONG, other);
        assertThat(mark(Scope.TOKEN, note, LONG, id, other).fresh()).isFalse();
        assertThat(stats().counts()).containsEntry(kind, 1L);

        String text = random("text");
        mark(Scope.TOKEN, note, LONG, text);
        assertThat(stats().counts()).containsEntry(kind, 2L);
        mark(Scope.TOKEN, note, LONG, text, other);
        assertThat(stats().counts()).as("two tokens with one id").containsEntry(kind, 1L);

        restore(Scope.TOKEN, note, text);
        assertThat(stats().counts()).doesNotContainKey(kind);
    }

    /** Compared with a list of what was revoked and why. */
    @Test
    void stats_afterRevocationsAndRestorationsInAnyOrder_areExact() {
        Random random = new Random(5);
        List<Scope> scopes = List.of(Scope.TOKEN, Scope.TOKEN, Scope.SESSION, Scope.CLIENT, Scope.ISSUER, Scope.CLAIM);
        List<String> reasons = List.of(random("one"), random("two"), random("three"));
        List<Revoked> expected = new ArrayList<>();
        for (int call = 0; call < 300; call++) {
            Scope scope = scopes.get(random.nextInt(scopes.size()));
            int number = random.nextInt(4);
            String revoked = id + scope + number;
            // a token has two ids, and is revoked by one of them or by both
            List<String> ids = scope == Scope.TOKEN
                    ? List.of(List.of(revoked, revoked + "j"), List.of(revoked), List.of(revoked + "j"))
                            .get(random.nextInt(3))
                    : List.of(revoked);
            List<Revoked> known = expected.stream()
                    .filter(each -> !Collections.disjoint(each.ids(), ids))
                    .toList();
            expected.removeAll(known);
            if (random.nextInt(3) == 0) {
                assertThat(restore(scope, REASON, ids.toArray(String[]::new)).restored())
                        .isEqualTo(!known.isEmpty());
                continue;
            }
            // both ids of a token have one reason: within a millisecond, nobody can tell which was the first
            String reason = reasons.get(scope == Scope.TOKEN ? number % 3 : random.nextInt(reasons.size()));
            if (scope.hasCutoff()) {
                revoke(scope, RevocationNote.of(reason), LONG, revoked);
            } else {
                assertThat(mark(scope, RevocationNote.of(reason), LONG, ids.toArray(String[]::new))
                                .fresh())
                        .isEqualTo(known.isEmpty());
            }
            Set<String> together = new HashSet<>(ids);
            known.forEach(each -> together.addAll(each.ids()));
            boolean keepsReason = !scope.hasCutoff() && !known.isEmpty();
            expected.add(new Revoked(together, keepsReason ? known.get(0).kind() : new Kind(scope, reason)));
        }
        Map<Kind, Long> counted = new HashMap<>(stats().counts());
        counted.keySet().removeIf(kind -> !reasons.contains(kind.reason()));
        Map<Kind, Long> counts = new HashMap<>();
        expected.forEach(each -> counts.merge(each.kind(), 1L, Long::sum));

        assertThat(counted).isEqualTo(counts);
    }

    private record Revoked(Set<String> ids, Kind kind) {}

    /** The effective cutoff is the latest of all groups of a token that do not exempt it, in any order of the calls. */
    @Test
    void find_cutoffsOfManyGroups_refuseUpToTheirMaximum() {
        Random random = new Random(11);
        List<Scope> scopes = List.of(Scope.USER, Scope.CLIENT, Scope.ISSUER, Scope.CLAIM);
        Instant start = now().minusSeconds(1_000).truncatedTo(ChronoUnit.MILLIS);
        for (int run = 0; run < 40; run++) {
            List<String> groups = new ArrayList<>();
            scopes.forEach(scope -> groups.add(random(scope.name())));
            Map<String, Long> expected = new HashMap<>();
            for (int call = 0; call < 6; call++) {
                int group = random.nextInt(scopes.size());
                Instant moment = start.plusSeconds(random.nextInt(20));
                boolean exempts = random.nextInt(3) == 0;
                cutOff(
                        scopes.get(group),
                        groups.get(group),
                        moment,
                        LONG,
                        REASON,
                        exempts ? new String[] {"a"} : new String[0]);
                for (String session : List.of("a", "b")) {
                    if (!exempts || session.equals("b")) {
                        expected.merge(session, moment.toEpochMilli(), Math::max);
                    }
                }
            }
            State state = find(List.of(), groups);
            for (String session : List.of("a", "b")) {
                long maximum = expected.getOrDefault(session, 0L);
                assertThat(Cutoff.refuse(state.cutoffs().values(), new Issued(session, maximum)))
                        .isEqualTo(maximum > 0);
                assertThat(Cutoff.refuse(state.cutoffs().values(), new Issued(session, maximum + 1)))
                        .isFalse();
            }
        }
    }

    /** A token of a session that was issued at a moment. */
    private record Issued(String session, long millis) implements TokenQuery {
        @Override
        public List<String> ids() {
            return List.of();
        }

        @Override
        public List<String> marks() {
            return List.of(session);
        }

        @Override
        public List<String> groups() {
            return List.of();
        }

        @Override
        public Optional<String> owner() {
            return Optional.empty();
        }

        @Override
        public boolean isRefusedBy(long cutoffMillis) {
            return millis <= cutoffMillis;
        }

        @Override
        public Duration left() {
            return LONG;
        }

        @Override
        public boolean isVerified() {
            return true;
        }
    }
}
