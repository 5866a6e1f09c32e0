package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore.RevokedSession;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Durability;
import io.boosterbeacon.redis.revocation.Revocation.Outcome;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.Optional;

/** Makes receipts of what the store says of revocations, and publishes them. Thread-safe. */
final class Receipts {
    private final Telemetry telemetry;

    Receipts(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** The receipt for a group of tokens. */
    Revocation of(GroupRevocation group, CutoffEntry entry, Optional<Durability> kept) {
        return published(
                new Revocation(
                        group.scope(),
                        group.group(),
                        outcome(entry.fresh(), group.note()),
                        entry.revokedAt(),
                        entry.expiresAt(),
                        group.note().givenReason(),
                        group.note().knownActor(),
                        kept),
                group.note(),
                group.note().isAudited());
    }

    /** The receipt for a token or a session. */
    Revocation of(TokenRevocation token, Entry entry, Optional<Durability> kept) {
        boolean isStored = entry.kept() == Kept.STORED;
        if (entry.kept() == Kept.NO_ROOM) {
            throw MarkRequests.noRoom(token);
        }
        Revocation receipt = new Revocation(
                token.scope(),
                token.ids().get(0),
                isStored ? outcome(entry.fresh(), token.note()) : Outcome.ALREADY_EXPIRED,
                entry.revokedAt(),
                entry.expiresAt(),
                token.note().givenReason(),
                token.note().knownActor(),
                kept);
        return isStored ? published(receipt, token.note(), token.isRecorded(entry.fresh())) : receipt;
    }

    /** The receipt for a session that was revoked together with its refresh tokens. */
    Revocation ofSession(RevokedSession session, RevocationNote note, Optional<Durability> kept) {
        Entry entry = session.entry();
        return published(
                new Revocation(
                        Scope.SESSION,
                        session.id(),
                        outcome(entry.fresh(), note),
                        entry.revokedAt(),
                        entry.expiresAt(),
                        note.givenReason(),
                        note.knownActor(),
                        kept),
                note,
                note.isAudited());
    }

    private static Outcome outcome(boolean fresh, RevocationNote note) {
        if (!fresh) {
            return Outcome.ALREADY_REVOKED;
        }
        return note.dryRun() ? Outcome.DRY_RUN : Outcome.REVOKED;
    }

    private Revocation published(Revocation receipt, RevocationNote note, boolean recorded) {
        if (!note.dryRun()) {
            telemetry.revoked(receipt, recorded);
        }
        return receipt;
    }
}
