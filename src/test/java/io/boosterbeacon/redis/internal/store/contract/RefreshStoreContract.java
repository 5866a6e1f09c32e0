package io.boosterbeacon.redis.internal.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore.Begun;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ended;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Presented;
import io.boosterbeacon.redis.internal.store.RefreshStore.RevokedSession;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.Page;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every {@link RefreshStore}. */
public abstract class RefreshStoreContract extends RefreshLoginContract {
    private static final RevocationNote NOTE = RevocationNote.of("reused");
    private static final Duration NO_GRACE = Duration.ZERO;
    /** How long a revocation is stored. */
    private static final Duration KEPT = LONG.multipliedBy(2);

    private final String family = random("family");
    private final String session = random("session");
    private final String user = random("user");
    private final String group = random("group");

    private Begun begin() {
        return begin(LONG, LONG);
    }

    private Begun begin(Duration idle, Duration lifetime) {
        return await(refreshes()
                .register(new NewFamily(
                        family, "t0", Optional.of(session), List.of(user, group), idle, lifetime, Instant.EPOCH)));
    }

    private Rotation rotation(String presented, String successor, Duration grace) {
        return new Rotation(presented, successor, "salt-of-" + successor, grace, new Ending(family, true, KEPT, NOTE));
    }

    private Presented present(String presented, String successor, Duration grace) {
        return await(refreshes().rotate(rotation(presented, successor, grace)));
    }

    private Outcome rotate(String presented, String successor, Duration grace) {
        return present(presented, successor, grace).outcome();
    }

    private Ended end() {
        return await(refreshes().revoke(new Ending(family, true, KEPT, NOTE)));
    }

    private boolean isSessionRevoked() {
        return await(store().revocations().find(TokenQuery.of(List.of(session), List.of())))
                .tokenRevoked();
    }

    @Test
    void currentToken_presented_isReplacedByItsSuccessor() {
        Begun begun = begin();
        assertThat(begun.startedAt()).isCloseTo(now(), within(10, ChronoUnit.SECONDS));
        assertThat(begun.expiresAt()).isCloseTo(now().plus(LONG), within(10, ChronoUnit.SECONDS));

        for (int i = 0; i < 5; i++) {
            Presented rotated = present("t" + i, "t" + (i + 1), NO_GRACE);

            assertThat(rotated.outcome()).isEqualTo(Outcome.ROTATED);
            assertThat(rotated.salt()).isEqualTo("salt-of-t" + (i + 1));
            assertThat(rotated.begun().orElseThrow().startedAt()).isEqualTo(begun.startedAt());
            assertThat(rotated.begun().orElseThrow().expiresAt()).isAfterOrEqualTo(begun.expiresAt());
        }
        assertThat(isSessionRevoked()).isFalse();
    }

    @Test
    void token_ofAnUnknownFamily_isUnknown() {
        assertThat(present("t0", "t1", LONG)).isEqualTo(Presented.refused(Outcome.UNKNOWN));
        assertThat(end()).isEqualTo(new Ended(RefreshRevocation.Outcome.UNKNOWN, Optional.empty()));
    }

    @Test
    void spentToken_inItsGracePeriod_getsTheSameSuccessor() {
        begin();
        Presented first = present("t0", "t1", LONG);

        for (int i = 0; i < 3; i++) {
            Presented again = present("t0", "another" + i, LONG);

            assertThat(again.outcome()).isEqualTo(Outcome.REPEATED);
            assertThat(again.salt()).isEqualTo(first.salt());
            assertThat(again.begun()).isEqualTo(first.begun());
        }
        assertThat(rotate("t1", "t2", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void spentToken_afterItsGracePeriod_revokesFamilyAndSession() {
        begin();
        assertThat(rotate("t0", "t1", SHORT)).isEqualTo(Outcome.ROTATED);
        pass(PAST_SHORT);

        assertReused(present("t0", "t2", SHORT));
    }

    private void assertReused(Presented reused) {
        assertThat(reused.outcome()).isEqualTo(Outcome.REUSED);
        assertThat(reused.begun()).isEmpty();
        RevokedSession revoked = reused.session().orElseThrow();
        assertThat(revoked.id()).isEqualTo(session);
        assertThat(revoked.owner()).isEqualTo(user);
        assertThat(revoked.entry().fresh()).isTrue();
        assertThat(revoked.entry().expiresAt()).isCloseTo(now().plus(KEPT), within(10, ChronoUnit.SECONDS));
        assertThat(isSessionRevoked()).isTrue();
        for (String token : List.of("t0", "t1", "t2", "t3")) {
            assertThat(present(token, "further", LONG)).isEqualTo(Presented.refused(Outcome.REVOKED));
        }
    }

    @Test
    void spentToken_whoseSuccessorIsSpent_revokesInItsGracePeriod() {
        begin();
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
        assertThat(rotate("t1", "t2", LONG)).isEqualTo(Outcome.ROTATED);

        assertReused(present("t0", "t3", LONG));
    }

    @Test
    void spentToken_withoutAGracePeriod_revokesAtOnce() {
        begin();
        assertThat(rotate("t0", "t1", NO_GRACE)).isEqualTo(Outcome.ROTATED);

        assertReused(present("t0", "t2", NO_GRACE));
    }

    /** The one that rotated had a period, the one that decides has none any more. */
    @Test
    void spentToken_presentedToANodeWithoutAGracePeriod_revokes() {
        begin();
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);

        assertReused(present("t0", "t2", NO_GRACE));
    }

    @Test
    void inventedToken_withTheIdOfTheFamily_revokes() {
        begin();

        assertReused(present("invented", "t1", LONG));
    }

    @Test
    void spentToken_ofAFamilyWithoutASession_revokesTheFamily() {
        await(refreshes()
                .register(new NewFamily(family, "t0", Optional.empty(), List.of(), LONG, LONG, Instant.EPOCH)));
        assertThat(rotate("t0", "t1", NO_GRACE)).isEqualTo(Outcome.ROTATED);

        assertThat(present("t0", "t2", NO_GRACE)).isEqualTo(Presented.refused(Outcome.REUSED));
        assertThat(rotate("t1", "t2", NO_GRACE)).isEqualTo(Outcome.REVOKED);
        assertThat(end()).isEqualTo(new Ended(RefreshRevocation.Outcome.ALREADY_REVOKED, Optional.empty()));
    }

    @Test
    void token_idleForTooLong_hasExpired() {
        begin(SHORT, LONG);
        pass(PAST_SHORT);

        assertThat(present("t0", "t1", LONG)).isEqualTo(Presented.refused(Outcome.EXPIRED));
        assertThat(isSessionRevoked()).isFalse();
    }

    @Test
    void token_ofAFamilyPastItsLifetime_hasExpiredHoweverOftenItWasRotated() {
        begin(LONG, SHORT);
        // either may have come too late on a busy machine
        Presented rotated = present("t0", "t1", LONG);
        if (rotated.outcome() == Outcome.ROTATED) {
            assertThat(rotated.begun().orElseThrow().expiresAt())
                    .isBefore(now().plus(SHORT).plusSeconds(5));
        }
        pass(PAST_SHORT);

        assertThat(rotate("t1", "t2", LONG)).isEqualTo(Outcome.EXPIRED);
        assertThat(rotate("t0", "t2", LONG)).isEqualTo(Outcome.EXPIRED);
    }

    /** The login may have been revoked, and the store may have forgotten it: the nodes have got a shorter idle time. */
    @Test
    void token_idleForLongerThanRevocationsAreKept_hasExpired() {
        begin();
        pass(PAST_SHORT);
        Rotation rotation = new Rotation("t0", "t1", "salt", LONG, new Ending(family, true, SHORT, NOTE));

        assertThat(await(refreshes().rotate(rotation))).isEqualTo(Presented.refused(Outcome.EXPIRED));
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
        assertThat(await(refreshes()
                                .rotate(new Rotation(
                                        "t1",
                                        "t2",
                                        "salt",
                                        LONG,
                                        new Ending(family, true, Duration.ofMinutes(1), NOTE))))
                        .outcome())
                .as("it counts from the last rotation")
                .isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_pastItsEndForAsLongAsItMayLive_isUnknown() {
        begin(SHORT, SHORT);
        pass(PAST_SHORT.multipliedBy(2));

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void family_revoked_isRefusedWithItsSession() {
        begin();
        Ended ended = end();

        assertThat(ended.outcome()).isEqualTo(RefreshRevocation.Outcome.REVOKED);
        assertThat(ended.session().map(RevokedSession::id)).hasValue(session);
        assertThat(ended.session().map(RevokedSession::owner)).hasValue(user);
        assertThat(isSessionRevoked()).isTrue();
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.REVOKED);
        assertThat(end().outcome()).isEqualTo(RefreshRevocation.Outcome.ALREADY_REVOKED);
    }

    @Test
    void family_whoseSessionIsRevoked_isRevokedForGood() {
        begin();
        await(store().revocations().revokeToken(Marks.session(session, now().plus(LONG))));

        assertThat(present("t0", "t1", LONG)).isEqualTo(Presented.refused(Outcome.REVOKED));
        await(store().revocations().restore(Marks.restored(Scope.SESSION, session)));
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void family_whoseSessionWasRestored_isRotated() {
        begin();
        await(store().revocations().revokeToken(Marks.session(session, now().plus(LONG))));
        await(store().revocations().restore(Marks.restored(Scope.SESSION, session)));

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_ofAGroupThatWasCutOffLater_isRevokedForGood() {
        begin();
        await(store().revocations().revokeGroup(Marks.group(Scope.CLIENT, group, LONG)));

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.REVOKED);
        await(store().revocations().restore(Marks.restored(Scope.CLIENT, group)));
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.REVOKED);
        assertThat(isSessionRevoked()).isFalse();
    }

    @Test
    void family_ofAGroupThatWasCutOffBefore_isRotated() {
        await(store().revocations().revokeGroup(Marks.group(Scope.USER, group, LONG)));
        pass(Duration.ofMillis(5));
        begin();

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_ofAGroupWithARestoredCutoff_isRotated() {
        begin();
        await(store().revocations().revokeGroup(Marks.group(Scope.CLIENT, group, LONG)));
        await(store().revocations().restore(Marks.restored(Scope.CLIENT, group)));

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_ofTheSessionThatACutoffExempts_isRotated() {
        begin();
        await(store().revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER, group, Optional.empty(), Instant.EPOCH, Set.of("x", session), LONG, NOTE)));

        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
        await(store().revocations().revokeGroup(Marks.group(Scope.USER, group, LONG)));
        assertThat(rotate("t1", "t2", LONG)).isEqualTo(Outcome.REVOKED);
    }

    /** A login on a node whose clock is ahead comes after the revocation that the same node has made before. */
    @Test
    void family_ofANodeWhoseClockIsAhead_beginsAfterItsCutoff() {
        Instant ahead = now().plusSeconds(600);
        await(store().revocations()
                .revokeGroup(new GroupRevocation(Scope.USER, group, Optional.empty(), ahead, Set.of(), LONG, NOTE)));
        Begun begun = await(refreshes()
                .register(new NewFamily(
                        family, "t0", Optional.empty(), List.of(group), LONG, LONG, ahead.plusMillis(2))));

        assertThat(begun.startedAt()).isAfter(ahead);
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void family_fromBeforeALoss_isRefusedUntilItIsAcknowledged() {
        begin();
        Beat now = await(store().revocations().beat(new Known(Optional.empty(), 0, now(), LONG)));
        Beat lost = await(store().revocations()
                .beat(new Known(
                        Optional.of(new Epoch("another", 0, 0)), now.time().toEpochMilli(), now(), LONG)));
        assertThat(lost.epoch().lostAtMillis()).isPositive();

        Presented refused = present("t0", "t1", LONG);
        Beat acknowledged = await(store().revocations().acknowledgeLoss(new Known(Optional.empty(), 0, now(), LONG)));

        assertThat(acknowledged.epoch().lostAtMillis()).isZero();
        assertThat(refused).isEqualTo(Presented.refused(Outcome.LOST));
        assertThat(rotate("t0", "t1", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void reuse_countsAsAChangeOfTheRevocations() {
        long before = changes();
        begin();
        assertThat(rotate("t0", "t1", NO_GRACE)).isEqualTo(Outcome.ROTATED);
        assertThat(changes()).as("a rotation is none").isEqualTo(before);

        assertThat(rotate("t0", "t1", NO_GRACE)).isEqualTo(Outcome.REUSED);

        assertThat(changes()).isEqualTo(before + 1);
    }

    private long changes() {
        return await(store().revocations().beat(new Known(Optional.empty(), 0, now(), LONG)))
                .epoch()
                .changes();
    }

    private static Ending audited(String family, String actor) {
        AuditTrail trail = new AuditTrail(AuditStream.LOGOUTS, "node-1", List.of(), 100_000, LONG);
        return new Ending(family, true, KEPT, new RevocationNote("why", actor, false, trail));
    }

    private List<AuditEntry> entries(String hash) {
        AuditFilter filter = new AuditFilter(
                Set.of(hash), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        List<AuditEntry> entries = new ArrayList<>();
        Optional<AuditPosition> position = Optional.empty();
        do {
            Page page = await(store().revocationAudit().find(filter, position, 100, LONG));
            entries.addAll(page.entries());
            position = page.next();
        } while (position.isPresent());
        return entries;
    }

    /** The arguments of the audit must not be taken for those of a rotation, or the other way round. */
    @Test
    void reuse_isRecordedOnceWithItsSession() {
        begin();
        Rotation rotation = new Rotation("t0", "t1", "salt", NO_GRACE, audited(family, ""));
        assertThat(await(refreshes().rotate(rotation)).outcome()).isEqualTo(Outcome.ROTATED);
        assertThat(entries(session)).as("a rotation").isEmpty();

        assertReused(await(refreshes().rotate(rotation)));
        await(refreshes().rotate(rotation));

        List<AuditEntry> entries = entries(session);
        assertThat(entries).hasSize(1);
        AuditEntry entry = entries.get(0);
        assertThat(entry)
                .isEqualTo(new AuditEntry(
                        entry.at(),
                        Action.REVOKED,
                        Scope.SESSION,
                        session,
                        Optional.of("why"),
                        Optional.empty(),
                        "node-1",
                        Optional.empty()));
        assertThat(entries(group)).as("found by a group of its login").isEqualTo(entries);
    }

    @Test
    void revocations_ofAFamily_areRecordedWithItsSession() {
        begin();
        await(refreshes().revoke(audited(family, "actor")));
        await(refreshes().revoke(audited(family, "")));

        assertThat(entries(session))
                .extracting(AuditEntry::action, AuditEntry::scope, AuditEntry::actor)
                .containsExactly(
                        tuple(Action.REVOKED_AGAIN, Scope.SESSION, Optional.empty()),
                        tuple(Action.REVOKED, Scope.SESSION, Optional.of("actor")));
        assertThat(entries(group)).hasSize(2);
    }

    @Test
    void reuse_ofAFamilyWithoutASession_isRecordedOnce() {
        await(refreshes()
                .register(new NewFamily(family, "t0", Optional.empty(), List.of(group), LONG, LONG, Instant.EPOCH)));
        Rotation rotation = new Rotation("invented", "t1", "salt", NO_GRACE, audited(family, ""));

        assertThat(await(refreshes().rotate(rotation)).outcome()).isEqualTo(Outcome.REUSED);
        assertThat(await(refreshes().rotate(rotation)).outcome()).isEqualTo(Outcome.REVOKED);

        List<AuditEntry> entries = entries(family);
        assertThat(entries)
                .extracting(AuditEntry::action, AuditEntry::scope, AuditEntry::id, AuditEntry::reason)
                .containsExactly(tuple(Action.REVOKED, Scope.FAMILY, family, Optional.of("why")));
        assertThat(entries(group)).as("found by a group of its login").isEqualTo(entries);
    }

    @Test
    void revocations_ofAFamilyWithoutASession_areRecorded() {
        await(refreshes()
                .register(new NewFamily(family, "t0", Optional.empty(), List.of(group), LONG, LONG, Instant.EPOCH)));
        long before = changes();
        await(refreshes().revoke(audited(family, "actor")));
        assertThat(await(refreshes().revoke(audited(family, ""))).outcome())
                .isEqualTo(RefreshRevocation.Outcome.ALREADY_REVOKED);

        assertThat(changes()).isEqualTo(before + 1);
        assertThat(entries(group))
                .extracting(AuditEntry::action, AuditEntry::scope, AuditEntry::id, AuditEntry::actor)
                .containsExactly(
                        tuple(Action.REVOKED_AGAIN, Scope.FAMILY, family, Optional.empty()),
                        tuple(Action.REVOKED, Scope.FAMILY, family, Optional.of("actor")));
    }

    @Test
    void currentToken_presentedByManyAtOnce_isReplacedOnce() {
        begin();
        AtomicInteger next = new AtomicInteger();

        List<Presented> all = race(THREADS, () -> present("t0", "successor" + next.incrementAndGet(), LONG));

        assertThat(all).filteredOn(each -> each.outcome() == Outcome.ROTATED).hasSize(1);
        assertThat(all).extracting(Presented::outcome).containsOnly(Outcome.ROTATED, Outcome.REPEATED);
        Set<String> salts = all.stream().map(Presented::salt).collect(Collectors.toSet());
        assertThat(salts).hasSize(1);
        String current = salts.iterator().next().substring("salt-of-".length());
        assertThat(rotate(current, "t2", LONG)).isEqualTo(Outcome.ROTATED);
    }

    @Test
    void currentToken_presentedByManyAtOnceWithoutAGracePeriod_isReplacedOnceAndReusedOnce() {
        begin();
        AtomicInteger next = new AtomicInteger();

        List<Outcome> all = race(THREADS, () -> rotate("t0", "successor" + next.incrementAndGet(), NO_GRACE));

        assertThat(all).filteredOn(each -> each == Outcome.ROTATED).hasSize(1);
        assertThat(all).filteredOn(each -> each == Outcome.REUSED).hasSize(1);
        assertThat(all).filteredOn(each -> each == Outcome.REVOKED).hasSize(THREADS - 2);
        assertThat(isSessionRevoked()).isTrue();
    }

    /** What a family is after any operations; written down once more, without times. */
    private static final class Model {
        int current;
        boolean isRevoked;

        Outcome present(int token, boolean hasGrace) {
            if (isRevoked) {
                return Outcome.REVOKED;
            }
            if (token == current) {
                current++;
                return Outcome.ROTATED;
            }
            if (token == current - 1 && hasGrace) {
                return Outcome.REPEATED;
            }
            isRevoked = true;
            return Outcome.REUSED;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anySequenceOfOperations_isAsTheModelSays(boolean hasGrace) {
        Random random = new Random(hasGrace ? 16 : 8);
        Duration grace = hasGrace ? LONG : NO_GRACE;
        for (int round = 0; round < 60; round++) {
            String id = family + round;
            String sid = session + round;
            String user = group + round;
            Model model = new Model();
            await(refreshes()
                    .register(new NewFamily(id, "t0", Optional.of(sid), List.of(user), LONG, LONG, Instant.EPOCH)));
            for (int step = 0; step < 12; step++) {
                int kind = random.nextInt(40);
                if (kind == 0) {
                    await(refreshes().revoke(new Ending(id, true, KEPT, NOTE)));
                    model.isRevoked = true;
                } else if (kind == 1) {
                    await(store().revocations().revokeGroup(Marks.group(Scope.USER, user, LONG)));
                    model.isRevoked = true;
                } else {
                    // mostly the current token, sometimes one of those before it
                    int token = Math.max(0, model.current - (kind < 28 ? 0 : random.nextInt(3)));
                    Presented presented = await(refreshes()
                            .rotate(new Rotation(
                                    "t" + token,
                                    "t" + (token + 1),
                                    "s" + (token + 1),
                                    grace,
                                    new Ending(id, true, KEPT, NOTE))));
                    assertThat(presented.outcome())
                            .as("round %d, step %d, token %d of %d", round, step, token, model.current)
                            .isEqualTo(model.present(token, hasGrace));
                    assertThat(presented.salt()).isEqualTo(presented.begun().isPresent() ? "s" + model.current : "");
                }
            }
        }
    }
}
