package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.RefreshRevocation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores families of refresh tokens. Families, tokens, sessions and groups are given as hashes. All times are of the
 * store's clock unless stated otherwise. A family is decided in one atomic step. Stages fail with {@link StoreException}.
 *
 * <p>The store knows the horizon: the latest end of the current token of any family. What revokes a session or a group is
 * kept at least until then, and so is the record of a loss, whatever retention the caller asks for: other applications may
 * have families that live longer than its own.
 */
public interface RefreshStore {
    /** Begins a family. It is revoked from the beginning if its login already is. */
    CompletionStage<Begun> register(NewFamily family);

    /**
     * Replaces the current token of a family by its successor, if that token was presented. If a spent one was presented,
     * revokes the family and its session. An unknown family, one that has expired, and one that is revoked are left as
     * they are. The family is also revoked if its session was, or if one of its groups has a cutoff that is not before its
     * beginning.
     */
    CompletionStage<Presented> rotate(Rotation rotation);

    /**
     * Tells what is known of a family, and changes nothing. Whether its login was revoked is not looked up. Empty if it is
     * unknown.
     *
     * @param family the hash of the family
     * @param token the hash of the token
     */
    CompletionStage<Optional<Found>> find(String family, String token);

    /** Revokes a family and its session. A repeated call revokes the session once more. */
    CompletionStage<Ended> revoke(Ending ending);

    /**
     * A family that begins.
     *
     * @param id the hash of the family
     * @param token the hash of its first token
     * @param login what it descends from
     * @param idle how long a token lives
     * @param lifetime how long the family lives, however often it is rotated
     * @param now the node's current time. The family begins at the store's time, so that what revokes it later has a later
     *     time. But if one of its groups has a cutoff that is ahead of the store's time, and this is after that cutoff, the
     *     family begins after it; at most {@link GroupRevocation#MAX_AHEAD} after the store's time, as cutoffs do
     */
    record NewFamily(String id, String token, Login login, Duration idle, Duration lifetime, Instant now) {
        /** A family of a login that takes place now, for any client. */
        public NewFamily(
                String id,
                String token,
                Optional<String> session,
                List<String> groups,
                Duration idle,
                Duration lifetime,
                Instant now) {
            this(id, token, new Login(session, groups, Optional.empty(), Optional.empty()), idle, lifetime, now);
        }
    }

    /**
     * What a family descends from.
     *
     * @param session the hash of its session; empty if it has none
     * @param groups the hashes of the groups whose cutoffs apply to it, that of its user first
     * @param client the hash of the client that may present its tokens; empty if any may
     * @param since when it took place: the family begins then, if that is before its beginning by {@link NewFamily#now}; empty
     *     for now
     */
    record Login(Optional<String> session, List<String> groups, Optional<String> client, Optional<Instant> since) {
        public Login {
            groups = List.copyOf(groups);
        }
    }

    /**
     * A family that has begun.
     *
     * @param startedAt when it began
     * @param expiresAt when its current token expires
     */
    record Begun(Instant startedAt, Instant expiresAt) {}

    /**
     * A token that is presented.
     *
     * @param presented the hash of the token
     * @param successor the hash of the token that replaces it
     * @param salt what the successor was derived with; kept for the time of {@code grace}
     * @param grace how long the token may be presented again after its rotation, while its successor was not rotated
     * @param client the hash of the client that presents it; empty if it is not known, which fits only families for any client
     * @param ending what is done with its family if the token is a spent one
     */
    record Rotation(
            String presented, String successor, String salt, Duration grace, Optional<String> client, Ending ending) {
        /** A token that is presented by a client that is not known. */
        public Rotation(String presented, String successor, String salt, Duration grace, Ending ending) {
            this(presented, successor, salt, grace, Optional.empty(), ending);
        }
    }

    /**
     * What is known of a family.
     *
     * @param begun the family, with the end of its current token
     * @param isLive whether it was neither revoked nor has expired
     * @param isCurrent whether the token is the current one
     */
    record Found(Begun begun, boolean isLive, boolean isCurrent) {}

    /**
     * The result of the presentation of a token.
     *
     * @param begun the family, with the end of its current token; empty unless the token was rotated now or before
     * @param salt what the current token was derived with from the presented one; empty unless it was rotated
     * @param session the session that was revoked by this call
     */
    record Presented(Outcome outcome, Optional<Begun> begun, String salt, Optional<RevokedSession> session) {
        /** A token that was refused, without an effect on its session. */
        public static Presented refused(Outcome outcome) {
            return new Presented(outcome, Optional.empty(), "", Optional.empty());
        }
    }

    /** What has become of a token that was presented. */
    enum Outcome {
        ROTATED,
        /** It was rotated a moment before, and its successor is still the current token. */
        REPEATED,
        /** It is spent. This call has revoked the family. */
        REUSED,
        REVOKED,
        EXPIRED,
        UNKNOWN,
        /** Its family is bound to another client. Nothing was changed. */
        WRONG_CLIENT,
        /** The store has lost revocations since the family began; the family may be revoked. */
        LOST
    }

    /**
     * The end of a family.
     *
     * @param family the hash of the family
     * @param isPresented whether a token of the family was presented: users can log in, and present tokens, any number of
     *     times. False if the family was named by its hash
     * @param retention how long revocations are stored at least, that of its session, too: a token that was not rotated for
     *     longer has expired. An earlier version did not know the horizon, and may have forgotten that it was revoked
     * @param note the reason, who revokes, and how the revocation of its session is audited; never a dry run
     */
    record Ending(String family, boolean isPresented, Duration retention, RevocationNote note) {
        /** The note for the session of a family of these groups: the audit's entry is found by them, too. */
        public RevocationNote noteFor(List<String> groups) {
            return note.with(note.trail().foundBy(groups));
        }
    }

    /**
     * The result of the revocation of a family.
     *
     * @param session its session, as it is revoked now; empty if the family is unknown or has no session
     */
    record Ended(RefreshRevocation.Outcome outcome, Optional<RevokedSession> session) {}

    /**
     * A session that was revoked together with a family.
     *
     * @param id the hash of the session
     * @param owner the hash of the first group of the family; an empty text if it has none
     */
    record RevokedSession(String id, String owner, RevocationStore.Entry entry) {}
}
