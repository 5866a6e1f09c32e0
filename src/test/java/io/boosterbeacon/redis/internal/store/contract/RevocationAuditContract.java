package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.Page;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link RevocationAuditStore} records with the revocations of its store, and how it is found. */
public abstract class RevocationAuditContract extends StoreContract {
    private static final AuditTrail TRAIL = new AuditTrail("node-1", List.of(), 100_000, LONG);

    private final String id = random("id");
    private final String user = random("user");
    private final String actor = random("actor");
    private final RevocationNote note =
            new RevocationNote("a reason with\nblanks; and, {braces}", actor, false, TRAIL.foundBy(List.of(user, "x")));

    /** The port under test. */
    protected RevocationAuditStore audit() {
        return store().revocationAudit();
    }

    private void revoke(Scope scope, String revoked, RevocationNote with) {
        if (scope.hasCutoff()) {
            await(store().revocations()
                    .revokeGroup(new GroupRevocation(
                            scope, revoked, Optional.empty(), Instant.EPOCH, Set.of(), LONG, with)));
        } else {
            mark(scope, LONG, OptionalLong.empty(), with, revoked);
        }
    }

    private void mark(Scope scope, Duration life, OptionalLong room, RevocationNote with, String... ids) {
        await(store().revocations()
                .revokeToken(new TokenRevocation(
                        scope, List.of(ids), now().plus(life), Duration.ofDays(-1), room, Optional.empty(), with)));
    }

    private void restore(Scope scope, String restored, RevocationNote with) {
        await(store().revocations().restore(new RevocationReversal(scope, List.of(restored), LONG, with)));
    }

    private boolean reject(String instance, long number, long count, AuditTrail trail, List<RejectedRequest> some) {
        return await(audit().reject(new RejectedRequests(instance, number, count, some), trail));
    }

    private static AuditFilter about(String... hashes) {
        return new AuditFilter(
                Set.of(hashes),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Page page(AuditFilter filter, Optional<AuditPosition> after, int limit) {
        return await(audit().find(filter, after, limit, LONG));
    }

    /** All entries, in pages of a size. */
    private List<AuditEntry> all(AuditFilter filter, int limit) {
        List<AuditEntry> all = new ArrayList<>();
        Optional<AuditPosition> position = Optional.empty();
        do {
            Page page = page(filter, position, limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.entries());
            position = page.next();
        } while (position.isPresent());
        return all;
    }

    private List<AuditEntry> all(AuditFilter filter) {
        return all(filter, 100);
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void revocation_ofAnyScope_isRecorded(Scope scope) {
        revoke(scope, id, note);

        AuditEntry entry = all(about(id)).get(0);
        assertThat(entry.at()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(entry)
                .isEqualTo(new AuditEntry(
                        entry.at(),
                        Action.REVOKED,
                        scope,
                        id,
                        Optional.of(note.reason()),
                        Optional.of(actor),
                        "node-1",
                        Optional.empty()));
        assertThat(all(about(user))).as("found by a further hash").containsExactly(entry);
        assertThat(all(about(random("other"), user))).containsExactly(entry);
        assertThat(all(about(random("other")))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Scope.class, names = "USER", mode = EnumSource.Mode.EXCLUDE)
    void whatHappens_isRecordedNewestFirst(Scope scope) {
        revoke(scope, id, note);
        revoke(scope, id, new RevocationNote("", "", false, note.trail()));
        restore(scope, id, note);
        restore(scope, id, note);

        List<AuditEntry> entries = all(about(id));
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly(Action.RESTORED, Action.REVOKED_AGAIN, Action.REVOKED);
        assertThat(entries).extracting(AuditEntry::scope).containsOnly(scope);
        assertThat(entries.get(0).reason()).contains(note.reason());
        assertThat(entries.get(1).reason()).isEmpty();
        assertThat(entries.get(1).actor()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void whatChangesNothing_isNotRecorded(Scope scope) {
        forgetHorizon();
        RevocationNote dry = new RevocationNote("", "", true, note.trail());
        revoke(scope, id, dry);
        if (!scope.hasCutoff()) {
            mark(scope, Duration.ofSeconds(-1), OptionalLong.empty(), note, id);
            mark(scope, LONG, OptionalLong.of(1_000_000), RevocationNote.of(""), random("full"));
            mark(scope, LONG, OptionalLong.of(1), note, id);
        }
        if (scope != Scope.USER) {
            restore(scope, id, note);
        }
        revoke(scope, id, RevocationNote.of("without an audit"));
        if (scope != Scope.USER) {
            restore(scope, id, dry);
        }

        assertThat(all(about(id))).isEmpty();
    }

    @Test
    void token_ofSeveralIds_isFoundByTheFirst() {
        mark(Scope.TOKEN, LONG, OptionalLong.empty(), note, id, random("other"));

        assertThat(all(about(id))).extracting(AuditEntry::id).containsExactly(id);
    }

    @Test
    void filters_allCount() {
        Instant before = now();
        revoke(Scope.CLIENT, id, note);
        pass(Duration.ofMillis(20));
        revoke(Scope.SESSION, random("session"), new RevocationNote("", random("actor"), false, note.trail()));
        restore(Scope.CLIENT, id, note);
        List<AuditEntry> three = all(about(user));
        assertThat(three).hasSize(3);
        AuditEntry first = three.get(2);

        Set<String> ofUser = Set.of(user);
        Optional<Scope> anyScope = Optional.empty();
        Optional<Action> anyAction = Optional.empty();
        Optional<String> anybody = Optional.empty();
        Optional<Instant> ever = Optional.empty();
        Instant justBefore = first.at().minusNanos(1);
        Instant justAfter = first.at().plusNanos(1);
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, Optional.of(justBefore), ever)))
                .as("entries have a time in milliseconds")
                .isEqualTo(three);
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, Optional.of(justAfter), ever)))
                .containsExactly(three.get(0), three.get(1));
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, ever, Optional.of(justBefore))))
                .isEmpty();
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, ever, Optional.of(justAfter))))
                .containsExactly(first);
        assertThat(all(new AuditFilter(ofUser, Optional.of(Scope.CLIENT), anyAction, anybody, ever, ever)))
                .containsExactly(three.get(0), first);
        assertThat(all(new AuditFilter(ofUser, anyScope, Optional.of(Action.REVOKED), anybody, ever, ever)))
                .containsExactly(three.get(1), first);
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, Optional.of(actor), ever, ever)))
                .containsExactly(three.get(0), first);
        assertThat(all(new AuditFilter(
                        ofUser,
                        anyScope,
                        anyAction,
                        anybody,
                        ever,
                        Optional.of(first.at().plusMillis(1)))))
                .containsExactly(first);
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, Optional.of(first.at()), ever)))
                .isEqualTo(three);
        assertThat(all(new AuditFilter(
                        ofUser,
                        anyScope,
                        anyAction,
                        anybody,
                        Optional.of(first.at().plusMillis(1)),
                        ever)))
                .containsExactly(three.get(0), three.get(1));
        assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, ever, Optional.of(first.at()))))
                .isEmpty();
        for (Instant extreme : List.of(Instant.MIN, Instant.EPOCH)) {
            assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, Optional.of(extreme), ever)))
                    .isEqualTo(three);
            assertThat(all(new AuditFilter(ofUser, anyScope, anyAction, anybody, ever, Optional.of(extreme))))
                    .isEmpty();
        }
        assertThat(all(new AuditFilter(
                        ofUser,
                        anyScope,
                        anyAction,
                        anybody,
                        Optional.of(before.minusSeconds(60)),
                        Optional.of(Instant.MAX))))
                .isEqualTo(three);
    }

    /** Whoever may cause it: this is the limit of entries that is shared with others. */
    private void revokeIn(AuditStream stream, String revoked) {
        OptionalLong room = stream == AuditStream.TEXTS ? OptionalLong.of(1_000_000) : OptionalLong.empty();
        mark(Scope.TOKEN, LONG, room, note.with(note.trail().in(stream)), revoked);
    }

    private static List<AuditStream> revocationStreams() {
        return List.of(AuditStream.CHANGES, AuditStream.LOGOUTS, AuditStream.TEXTS);
    }

    /** Entries of all streams, many of them in the same millisecond. */
    @Test
    void pages_ofAnySize_haveEachEntryOnceWhileOthersAreAdded() {
        List<String> revoked =
                IntStream.range(0, 25).mapToObj(i -> random("t" + i)).toList();
        for (int i = 0; i < revoked.size(); i++) {
            revokeIn(revocationStreams().get(i % 3), revoked.get(i));
        }
        List<AuditEntry> expected = all(about(user));
        assertThat(expected).extracting(AuditEntry::id).containsExactlyInAnyOrderElementsOf(revoked);
        assertThat(expected).extracting(AuditEntry::at).isSortedAccordingTo((one, other) -> other.compareTo(one));

        for (int size : List.of(1, 2, 3, 7, 25, 26)) {
            List<AuditEntry> paged = new ArrayList<>();
            Optional<AuditPosition> position = Optional.empty();
            do {
                Page page = page(about(user), position, size);
                paged.addAll(page.entries());
                position = page.next();
                revocationStreams().forEach(stream -> revokeIn(stream, random("later")));
            } while (position.isPresent());

            assertThat(paged).as("pages of " + size).endsWith(expected.toArray(AuditEntry[]::new));
            assertThat(paged).doesNotHaveDuplicates();
        }
    }

    /** Also within a millisecond. */
    @Test
    void entries_ofSeveralStreams_areInTheOrderOfTheRevocations() {
        List<String> revoked =
                IntStream.range(0, 60).mapToObj(i -> random("t" + i)).toList();
        for (int i = 0; i < revoked.size(); i++) {
            // two in a row in each stream
            revokeIn(revocationStreams().get(i / 2 % 3), revoked.get(i));
        }

        List<String> newestFirst = new ArrayList<>(revoked);
        Collections.reverse(newestFirst);
        assertThat(all(about(user))).extracting(AuditEntry::id).isEqualTo(newestFirst);
    }

    @Test
    void position_survivesItsText() {
        revoke(Scope.CLIENT, id, note);
        revoke(Scope.CLIENT, id, note);
        AuditPosition next = page(about(id), Optional.empty(), 1).next().orElseThrow();

        assertThat(AuditPosition.of(next.text())).isEqualTo(next);
        assertThat(page(about(id), Optional.of(AuditPosition.of(next.text())), 10)
                        .entries())
                .extracting(AuditEntry::action)
                .containsExactly(Action.REVOKED);
    }

    /** Somebody has made it up. */
    @ParameterizedTest
    @ValueSource(strings = {"0-0-1", "0-0-4", "0-1-2", "1-0-1"})
    void position_beforeAllEntries_endsTheAudit(String text) {
        revoke(Scope.CLIENT, id, note);

        assertThat(page(about(id), Optional.of(AuditPosition.of(text)), 10).next())
                .isEmpty();
    }

    /** Otherwise anybody could fill the audit with one token. */
    @Test
    void unverifiedToken_thatIsRevokedAgain_isRecordedOnce() {
        for (int i = 0; i < 3; i++) {
            revokeIn(AuditStream.TEXTS, id);
        }

        assertThat(all(about(id))).extracting(AuditEntry::action).containsExactly(Action.REVOKED);

        revokeIn(AuditStream.LOGOUTS, id);
        revokeIn(AuditStream.TEXTS, id);
        assertThat(all(about(id)))
                .as("whoever has verified it")
                .extracting(AuditEntry::action)
                .containsExactly(Action.REVOKED_AGAIN, Action.REVOKED);
    }

    private static List<RejectedRequest> requests(int number, String token, String... foundBy) {
        return Stream.generate(() -> new RejectedRequest(token, List.of(foundBy), "GET /orders/{id}"))
                .limit(number)
                .toList();
    }

    @Test
    void rejections_areCountedOnceAndSomeRecorded() {
        AuditCounts before = await(audit().counts());
        String instance = random("instance");

        assertThat(reject(instance, 1, 1_000, TRAIL, requests(3, id, user, "x")))
                .isTrue();
        assertThat(reject(instance, 1, 1_000, TRAIL, requests(3, id, user, "x")))
                .isFalse();
        assertThat(reject(instance, 2, 7, TRAIL, List.of())).isTrue();
        assertThat(reject(random("instance"), 1, 5, TRAIL, requests(5, random("token"))))
                .isTrue();

        assertThat(await(audit().counts()))
                .isEqualTo(new AuditCounts(before.rejected() + 1_012, before.recorded() + 8));
        List<AuditEntry> entries = all(about(user));
        assertThat(entries).hasSize(3).allSatisfy(entry -> assertThat(entry)
                .isEqualTo(new AuditEntry(
                        entry.at(),
                        Action.REJECTED,
                        Scope.TOKEN,
                        id,
                        Optional.empty(),
                        Optional.empty(),
                        "node-1",
                        Optional.of("GET /orders/{id}"))));
        assertThat(all(about(id))).isEqualTo(entries);
    }

    /** The audit is longer than what one call examines. */
    @Test
    void find_ofRareEntries_examinesALimitedNumberInEachCall() {
        revoke(Scope.CLIENT, id, note);
        for (int i = 1; i <= 3; i++) {
            reject(id, i, 1_000, TRAIL, requests(1_000, random("flood")));
        }

        assertThat(page(about(id), Optional.empty(), 10).entries())
                .as("after 3,000 others")
                .isEmpty();
        int calls = 0;
        Optional<AuditPosition> position = Optional.empty();
        List<AuditEntry> found = new ArrayList<>();
        do {
            Page page = page(about(id), position, 10);
            found.addAll(page.entries());
            position = page.next();
            calls++;
        } while (position.isPresent() && calls < 1_000);

        assertThat(found).extracting(AuditEntry::id).containsExactly(id);
        assertThat(position).isEmpty();
        assertThat(calls).isGreaterThanOrEqualTo(4);
    }

    @Test
    void entriesOverTheMaximum_areRemovedTheOldestFirst() {
        AuditTrail few = new AuditTrail("node-1", List.of(user), 100, LONG);
        reject(random("instance"), 1, 500, few, requests(250, random("first"), user));
        String last = random("last");
        reject(random("instance"), 1, 500, few, requests(250, last, user));

        List<AuditEntry> left = all(about(user));
        // whole nodes of a stream are removed, each with a hundred entries
        assertThat(left).hasSizeBetween(100, 200).extracting(AuditEntry::id).containsOnly(last);
    }

    /** Whoever can cause entries of one kind pushes out no others. */
    @ParameterizedTest
    @EnumSource(AuditStream.class)
    void flood_ofOneStream_leavesTheOthersAlone(AuditStream flooded) {
        AuditTrail few = new AuditTrail("node-1", List.of(user), 100, LONG);
        Map<AuditStream, String> kept = new EnumMap<>(AuditStream.class);
        for (AuditStream stream : AuditStream.values()) {
            String first = random(stream.text());
            kept.put(stream, first);
            cause(stream, first, few);
        }

        for (int i = 0; i < 400; i++) {
            cause(flooded, random("flood"), few);
        }

        List<String> left = all(about(user)).stream().map(AuditEntry::id).toList();
        kept.forEach((stream, revoked) ->
                assertThat(left.contains(revoked)).as(stream.text()).isEqualTo(stream != flooded));
    }

    private void cause(AuditStream stream, String token, AuditTrail trail) {
        if (stream == AuditStream.REJECTIONS) {
            reject(random("instance"), 1, 1, trail, requests(1, token, user));
        } else {
            OptionalLong room = stream == AuditStream.TEXTS ? OptionalLong.of(1_000_000) : OptionalLong.empty();
            mark(Scope.TOKEN, LONG, room, note.with(trail.in(stream)), token);
        }
    }

    @Test
    void entries_endWithTheirRetention() {
        // each call removes a limited number, and other tests may have left many
        pass(PAST_SHORT);
        pruneAll(SHORT);
        AuditTrail brief = new AuditTrail("node-1", List.of(user), 1_000, SHORT);
        AuditTrail lasting = new AuditTrail("node-1", List.of(user), 1_000, LONG);
        revoke(Scope.CLIENT, id, note.with(lasting));
        reject(random("instance"), 1, 1, lasting, requests(1, id, user));
        pass(PAST_SHORT);

        assertThat(await(audit().find(about(id), Optional.empty(), 10, SHORT)).entries())
                .isEmpty();
        assertThat(all(about(id))).as("not removed yet").hasSize(2);
        // each removes what is older than its retention, and the last ones keep the streams
        revoke(Scope.CLIENT, random("next"), note.with(brief));
        reject(random("instance"), 1, 1, brief, requests(1, random("next"), user));
        revoke(Scope.CLIENT, random("last"), note.with(lasting));
        reject(random("instance"), 1, 1, lasting, requests(1, random("last"), user));
        assertThat(all(about(id))).as("removed").isEmpty();
        assertThat(all(about(user))).hasSizeBetween(2, 4);
    }

    private void pruneAll(Duration retention) {
        while (await(audit().prune(retention))) {
            // a call removes a limited number
        }
    }

    /** Also if nothing is recorded any more. */
    @Test
    void prune_removesOldEntriesOfAllStreams() {
        for (AuditStream stream : AuditStream.values()) {
            cause(stream, random("old"), TRAIL.foundBy(List.of(user)));
        }
        reject(random("instance"), 1, 1_500, TRAIL, requests(1_500, random("many"), user));
        pass(PAST_SHORT);
        pruneAll(LONG);
        assertThat(all(about(user), 1_000)).hasSize(1_504);

        pruneAll(SHORT);

        assertThat(all(about(user))).isEmpty();
    }

    @Test
    void prune_leavesYoungerEntries() {
        revoke(Scope.CLIENT, id, note);
        pruneAll(LONG);

        assertThat(all(about(id))).hasSize(1);
    }

    @Test
    void counts_withoutLaterRejections_endWithTheRetention() {
        AuditTrail brief = new AuditTrail("node-1", List.of(), 1_000, SHORT);
        assertThat(reject(random("instance"), 1, 5, brief, List.of())).isTrue();
        pass(PAST_SHORT);

        assertThat(await(audit().counts())).isEqualTo(new AuditCounts(0, 0));
    }

    /** Whatever the retention of entries is: a batch may be sent again after a long outage. */
    @Test
    void batch_thatIsSentAgainAfterTheRetention_isCountedOnce() {
        AuditTrail brief = new AuditTrail("node-1", List.of(), 1_000, SHORT);
        String instance = random("instance");
        assertThat(reject(instance, 1, 5, brief, List.of())).isTrue();
        pass(PAST_SHORT);

        assertThat(reject(instance, 1, 5, brief, List.of())).isFalse();
    }

    @Test
    void entries_ofManyThreads_areAllRecorded() {
        race(16, () -> {
            for (int i = 0; i < 20; i++) {
                mark(Scope.TOKEN, LONG, OptionalLong.empty(), note, random("t"));
            }
            return true;
        });

        assertThat(all(about(user), 50)).hasSize(320).doesNotHaveDuplicates();
    }
}
