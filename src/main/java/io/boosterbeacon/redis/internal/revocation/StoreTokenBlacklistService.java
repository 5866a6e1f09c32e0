package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.CallerInterruptedException;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Beat;
import io.boosterbeacon.redis.internal.store.RevocationStore.CutoffEntry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.RevocationStore.Reversed;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.BlacklistStats;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.Revocation.Durability;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationAttempt;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Revokes through a {@link RevocationStore}. */
public final class StoreTokenBlacklistService implements TokenBlacklistService {
    /** The maximum number of requests that are sent together: a full request queue would refuse all of them. */
    private static final int PORTION = 512;

    private final RevocationStore store;
    private final TokenCheck check;
    private final RevocationSettings settings;
    private final InstantSource clock;
    private final MarkRequests marks;
    private final GroupRequests groups;
    private final DurabilityCheck durability;
    private final UnverifiedClaims claims;
    private final Receipts receipts;
    private final AuditTrails trails;
    private final Telemetry telemetry;

    /**
     * Creates the service.
     *
     * @param store a store with the deadline of revocations, which is longer than that of checks
     * @param nanos a clock like {@link System#nanoTime}
     */
    public StoreTokenBlacklistService(
            RevocationStore store,
            TokenCheck check,
            RevocationRules rules,
            Json json,
            AuditTrails trails,
            Telemetry telemetry,
            LongSupplier nanos) {
        this.store = store;
        this.check = check;
        this.settings = rules.settings();
        this.clock = rules.clock();
        this.claims = new UnverifiedClaims(json);
        this.marks = new MarkRequests(rules, claims, nanos);
        this.groups = new GroupRequests(rules, marks);
        this.durability = new DurabilityCheck(store, settings.durability());
        this.receipts = new Receipts(telemetry);
        this.trails = trails;
        this.telemetry = telemetry;
    }

    @Override
    public Revocation revoke(RevocationTarget target, @Nullable String reason, RevokeOptions options) {
        return send(target, Arguments.note(reason, options), options).receipt(false);
    }

    @Override
    public List<RevocationAttempt> revokeAll(
            Collection<? extends RevocationTarget> targets, @Nullable String reason, RevokeOptions options) {
        RevocationNote note = Arguments.note(reason, options);
        List<RevocationTarget> all = List.copyOf(targets);
        List<RevocationAttempt> attempts = new ArrayList<>(all.size());
        for (int from = 0; from < all.size(); from += PORTION) {
            List<RevocationTarget> portion = all.subList(from, Math.min(all.size(), from + PORTION));
            if (Thread.currentThread().isInterrupted()) {
                portion.forEach(each -> attempts.add(notSent(each)));
            } else {
                List<Sent> sent = portion.stream()
                        .map(each -> sendOrFail(each, note, options))
                        .toList();
                for (int i = 0; i < sent.size(); i++) {
                    attempts.add(attempt(portion.get(i), sent.get(i)));
                }
            }
        }
        return Collections.unmodifiableList(attempts);
    }

    private static RevocationAttempt notSent(RevocationTarget target) {
        return new RevocationAttempt(
                target, Optional.empty(), Optional.of(CallerInterruptedException.beforeSending("revocation")));
    }

    private Sent sendOrFail(RevocationTarget target, RevocationNote note, RevokeOptions options) {
        try {
            return send(target, note, options);
        } catch (RuntimeException e) {
            return always -> {
                throw e;
            };
        }
    }

    private static RevocationAttempt attempt(RevocationTarget target, Sent sent) {
        try {
            return new RevocationAttempt(target, Optional.of(sent.receipt(true)), Optional.empty());
        } catch (RuntimeException e) {
            // the other targets have been sent, and their receipts must not be lost
            return new RevocationAttempt(target, Optional.empty(), Optional.of(e));
        }
    }

    /** A request that has been sent. */
    private interface Sent {
        /**
         * Waits for the answer, publishes it, and waits until others have the revocation.
         *
         * @param always whether an interrupt does not end the wait for the answer; it always ends the one for others
         */
        Revocation receipt(boolean always);
    }

    private static <T> T await(CompletionStage<T> answer, boolean always) {
        return always ? Answers.awaitAlways(answer) : Answers.await(answer);
    }

    private Sent send(RevocationTarget target, RevocationNote unaudited, RevokeOptions options) {
        if (marks.scope(target).isPresent()) {
            // what is refused here needs no trail
            TokenRevocation request = marks.of(target, unaudited, options);
            return send(request.with(trails.ofRevocation(target, unaudited)));
        }
        RevocationNote note = trails.ofRevocation(target, unaudited);
        GroupRevocation request = groups.of(target, note, options);
        CompletionStage<CutoffEntry> answer = store.revokeGroup(request);
        CompletionStage<Optional<Durability>> kept = durability.after(
                answer.thenApply(
                        entry -> Optional.of(Stored.group(request.group(), entry.cutoff(), entry.expiresAt()))),
                note);
        return always -> {
            CutoffEntry entry = await(answer, always);
            Optional<Revocation> ofToken;
            try {
                // before this waits for others: an interrupt must not prevent it
                ofToken = revokeIfNotCovered(target, entry, unaudited, options, always);
            } catch (RuntimeException e) {
                // the cutoff is in force all the same, and observers hear of it
                Revocation unused = receipts.of(request, entry, durability.await(kept));
                throw e;
            }
            Optional<Durability> keptBy = durability.await(kept);
            return receipts.of(
                    request,
                    entry,
                    ofToken.isEmpty()
                            ? keptBy
                            : DurabilityCheck.both(keptBy, ofToken.get().durability()));
        };
    }

    private Sent send(TokenRevocation request) {
        CompletionStage<Entry> answer = store.revokeToken(request)
                .whenComplete((entry, failure) ->
                        trails.answered(request, failure == null && entry.fresh() && entry.kept() == Kept.STORED));
        CompletionStage<Optional<Durability>> kept = durability.after(
                answer.thenApply(entry -> entry.kept() == Kept.STORED
                        ? Optional.of(Stored.mark(request.ids().get(0), entry.expiresAt()))
                        : Optional.empty()),
                request.note());
        return always -> receipts.of(request, await(answer, always), durability.await(kept));
    }

    /** If the issuer's clock is so far ahead that no cutoff refuses a user's token, the token itself is revoked. */
    private Optional<Revocation> revokeIfNotCovered(
            RevocationTarget target,
            CutoffEntry entry,
            RevocationNote unaudited,
            RevokeOptions options,
            boolean always) {
        if (!(target instanceof RevocationTarget.UserOf user)
                || unaudited.dryRun()
                || options.issuedBefore().isPresent()) {
            return Optional.empty();
        }
        TokenFacts token = marks.facts(user.verified());
        boolean isExempt = options.except().stream()
                .anyMatch(kept -> !Collections.disjoint(marks.facts(kept).marks(), token.marks()));
        if (isExempt || token.isRefusedBy(entry.cutoff().millis())) {
            return Optional.empty();
        }
        RevocationNote note = trails.ofRevocation(RevocationTarget.token(user.verified()), unaudited);
        return Optional.of(send(marks.of(token, note, options)).receipt(always));
    }

    @Override
    public Restoration restore(RevocationTarget target, @Nullable String reason, RevokeOptions options) {
        RevocationNote note = trails.ofRestoration(target, Arguments.note(reason, options));
        if (options.issuedBefore().isPresent()
                || options.except().isPresent()
                || options.until().isPresent()) {
            throw new IllegalArgumentException(
                    "a restoration has issuedBefore, except or until; accepted: actor and dryRun");
        }
        Optional<Scope> ofMark = marks.scope(target);
        GroupRequests.@Nullable Group group = ofMark.isPresent() ? null : groups.group(target);
        Scope scope = group == null ? ofMark.orElseThrow() : group.scope();
        if (scope == Scope.USER) {
            throw new IllegalArgumentException(
                    "the cutoff of a user is never taken back, because users can log in again; accepted: tokens,"
                            + " sessions, clients, issuers and claims");
        }
        List<String> ids = group == null ? marks.ids(target) : List.of(group.id());
        Reversed answer =
                Answers.await(store.restore(new RevocationReversal(scope, ids, settings.groupRetention(), note)));
        Restoration restoration = new Restoration(
                scope, ids.get(0), answer.restored(), answer.at(), note.givenReason(), note.knownActor());
        if (restoration.restored() && !note.dryRun()) {
            telemetry.restored(restoration);
        }
        return restoration;
    }

    @Override
    public boolean isTokenRevoked(String jwt) {
        UnverifiedToken token = new UnverifiedToken(jwt, TokenIdentity.ofText(jwt), claims, settings.issuerSkew());
        return Answers.await(store.find(token)).revokes(token);
    }

    @Override
    public void acknowledgeLoss() {
        Beat unused = Answers.await(store.acknowledgeLoss(Known.nothing(clock.instant(), settings.groupRetention())));
    }

    @Override
    public boolean isTokenRevoked(JsonWebToken verified) {
        return check.revoked(verified).isPresent();
    }

    @Override
    public BlacklistStats getBlacklistStats() {
        RevocationStore.Stats stats = Answers.await(store.stats());
        Map<Scope, Long> byScope = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            byScope.put(scope, stats.of(scope));
        }
        Map<String, Long> byReason = new HashMap<>();
        stats.counts().forEach((kind, count) -> byReason.merge(kind.reason(), count, Long::sum));
        return new BlacklistStats(
                stats.tokens(),
                stats.users(),
                stats.oldest(),
                stats.newest(),
                Map.copyOf(byScope),
                Map.copyOf(byReason));
    }
}
