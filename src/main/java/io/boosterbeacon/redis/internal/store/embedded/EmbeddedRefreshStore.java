package io.boosterbeacon.redis.internal.store.embedded;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Families of refresh tokens in this JVM. Changed under the lock of the revocations, so that a family and its session are
 * revoked in one step.
 */
final class EmbeddedRefreshStore implements RefreshStore {
    /** An expired token is told from one that never existed for so long, at most for as long as the family may live. */
    private static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    private final Time time;
    private final EmbeddedRevocationStore revocations;
    private final ExpiringMap<String, Family> families;

    EmbeddedRefreshStore(Time time, EmbeddedRevocationStore revocations) {
        this.time = time;
        this.revocations = revocations;
        this.families = new ExpiringMap<>(time);
    }

    @Override
    public CompletionStage<Begun> register(NewFamily family) {
        return revocations.exclusively(() -> {
            long now = time.now();
            long since = family.login().since().map(Time::millis).orElse(Long.MAX_VALUE);
            Membership first = new Membership(Math.min(now, since), family.login());
            State state = revocations.find(first).toCompletableFuture().join();
            long byNode = Math.min(Time.latest(now, family.now()), since);
            Membership login = new Membership(startedAt(first, state, byNode), family.login());
            long endsAt = Time.after(now, family.lifetime());
            Family begun = new Family(login, family.idle(), endsAt, Current.first(family.token(), now));
            // for good: the family may live longer than the entry that says so
            families.put(family.id(), state.revokes(login) ? begun.revoked() : begun);
            revocations.extendHorizon(begun.endOfToken());
            return begun.begun();
        });
    }

    /**
     * When a family begins: by the store's clock, or with its login, if that took place before. Whatever revokes it later has a
     * later time. But a node whose clock is ahead may have revoked one of the groups before, up to a time that is not yet
     * reached here. A login after that time by the clock of its node begins then.
     *
     * @param byNode when it begins by the clock of its node
     */
    private static long startedAt(Membership login, State state, long byNode) {
        return state.cutoffs().values().stream()
                .mapToLong(cutoff -> cutoff.millisOf(login.marks()).orElse(0))
                .filter(cutoff -> cutoff < byNode)
                .map(cutoff -> cutoff + 1)
                .reduce(login.startedAt(), Math::max);
    }

    @Override
    public CompletionStage<Presented> rotate(Rotation rotation) {
        return revocations.exclusively(() -> {
            String id = rotation.ending().family();
            Family family = families.get(id);
            long now = time.now();
            if (family == null) {
                return Presented.refused(Outcome.UNKNOWN);
            }
            if (!family.isLive()) {
                return Presented.refused(Outcome.REVOKED);
            }
            if (family.hasExpired(rotation.ending().retention(), now)) {
                return Presented.refused(Outcome.EXPIRED);
            }
            State state = revocations.find(family.login()).toCompletableFuture().join();
            if (state.revokes(family.login())) {
                families.put(id, family.revoked());
                return Presented.refused(Outcome.REVOKED);
            }
            if (family.login().startedAt()
                    <= state.epoch().map(Epoch::lostAtMillis).orElse(0L)) {
                return Presented.refused(Outcome.LOST);
            }
            Optional<String> client = family.login().of().client();
            if (client.isPresent() && !client.equals(rotation.client())) {
                return Presented.refused(Outcome.WRONG_CLIENT);
            }
            return decide(rotation, family, now);
        });
    }

    private Presented decide(Rotation rotation, Family family, long now) {
        Current current = family.current();
        if (current.token().equals(rotation.presented())) {
            Family rotated = family.with(current.next(rotation, now));
            families.put(rotation.ending().family(), rotated);
            revocations.extendHorizon(rotated.endOfToken());
            return new Presented(Outcome.ROTATED, Optional.of(rotated.begun()), rotation.salt(), Optional.empty());
        }
        if (!rotation.grace().isZero() && current.mayFollow(rotation.presented(), now)) {
            return new Presented(Outcome.REPEATED, Optional.of(family.begun()), current.salt(), Optional.empty());
        }
        families.put(rotation.ending().family(), family.revoked());
        return new Presented(Outcome.REUSED, Optional.empty(), "", revokeSession(rotation.ending(), family, true));
    }

    @Override
    public CompletionStage<Optional<Found>> find(String id, String token) {
        return revocations.exclusively(() -> {
            Family family = families.get(id);
            return family == null
                    ? Optional.empty()
                    : Optional.of(new Found(
                            family.begun(),
                            family.isLive() && family.endOfToken() > time.now(),
                            family.current().token().equals(token)));
        });
    }

    @Override
    public CompletionStage<Ended> revoke(Ending ending) {
        return revocations.exclusively(() -> {
            Family family = families.get(ending.family());
            if (family == null) {
                return new Ended(RefreshRevocation.Outcome.UNKNOWN, Optional.empty());
            }
            boolean wasLive = family.isLive();
            families.put(ending.family(), family.revoked());
            Optional<RevokedSession> session = revokeSession(ending, family, wasLive);
            boolean fresh = session.map(each -> each.entry().fresh()).orElse(wasLive);
            return new Ended(
                    fresh ? RefreshRevocation.Outcome.REVOKED : RefreshRevocation.Outcome.ALREADY_REVOKED, session);
        });
    }

    private Optional<RevokedSession> revokeSession(Ending ending, Family family, boolean wasLive) {
        Optional<String> session = family.login().of().session();
        RevocationNote note = ending.noteFor(family.login().of().groups());
        if (session.isEmpty()) {
            revocations.ended(ending.family(), note, wasLive);
        }
        return session.map(id -> new RevokedSession(
                id,
                family.login().of().groups().stream().findFirst().orElse(""),
                revocations
                        .revokeToken(new TokenRevocation(
                                Scope.SESSION,
                                List.of(id),
                                Instant.EPOCH,
                                ending.retention(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                note))
                        .toCompletableFuture()
                        .join()));
    }

    void clear() {
        families.clear();
    }

    long size() {
        return families.size();
    }

    /**
     * A family.
     *
     * @param current its current token
     * @param isLive false if it is revoked
     */
    private record Family(Membership login, Duration idle, long endsAt, Current current, boolean isLive)
            implements Expiring {
        Family(Membership login, Duration idle, long endsAt, Current current) {
            this(login, idle, endsAt, current, true);
        }

        Family with(Current next) {
            return new Family(login, idle, endsAt, next, isLive);
        }

        /** Whether its token was not rotated in time, or for longer than revocations are stored. */
        boolean hasExpired(Duration retention, long now) {
            return endOfToken() <= now || now - current.renewedAt() > retention.toMillis();
        }

        long endOfToken() {
            return Math.min(Time.after(current.renewedAt(), idle), endsAt);
        }

        Family revoked() {
            return new Family(login, idle, endsAt, current, false);
        }

        Begun begun() {
            return new Begun(Instant.ofEpochMilli(login.startedAt()), Instant.ofEpochMilli(endOfToken()));
        }

        @Override
        public long expiresAt() {
            long longest = Math.max(idle.toMillis(), endsAt - login.startedAt());
            return endOfToken() + Math.min(KEPT_AFTER_END.toMillis(), longest);
        }
    }

    /**
     * The current token of a family.
     *
     * @param renewedAt since when it is the current one
     * @param previous the token that it has replaced; null for the first one
     * @param salt what it was derived with from that
     * @param graceEnd until when the previous token may be presented again
     */
    private record Current(String token, long renewedAt, @Nullable String previous, String salt, long graceEnd) {
        static Current first(String token, long now) {
            return new Current(token, now, null, "", 0);
        }

        Current next(Rotation rotation, long now) {
            return new Current(rotation.successor(), now, token, rotation.salt(), Time.after(now, rotation.grace()));
        }

        boolean mayFollow(String presented, long now) {
            return presented.equals(previous) && now < graceEnd;
        }
    }

    /** The login that a family descends from, as it is looked up among the revocations. */
    private record Membership(long startedAt, Login of) implements TokenQuery {
        @Override
        public List<String> ids() {
            return List.of();
        }

        @Override
        public List<String> marks() {
            return of.session().map(List::of).orElse(List.of());
        }

        @Override
        public List<String> groups() {
            return of.groups();
        }

        @Override
        public Optional<String> owner() {
            return Optional.empty();
        }

        @Override
        public boolean isRefusedBy(long cutoffMillis) {
            return startedAt <= cutoffMillis;
        }

        @Override
        public Duration left() {
            return Duration.ZERO;
        }

        @Override
        public boolean isVerified() {
            return true;
        }
    }
}
