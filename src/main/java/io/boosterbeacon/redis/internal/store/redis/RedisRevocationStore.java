package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.redis.AuditedScripts.Audited;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.store.redis.connection.WriteConfirmations;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Revocations on Redis. Entries, indexes and the epoch are in the same slot, so that each revocation is one script and
 * each check one command.
 */
final class RedisRevocationStore implements RevocationStore {
    private static final String SHARED = "revocation-index.lua";
    private static final String HORIZON = "revocation-horizon.lua";
    private static final String AUDIT = "revocation-audit.lua";
    private static final String CUTOFFS = "revocation-cutoffs.lua";
    private static final Audited<Entry> REVOKE_TOKEN =
            new Audited<>(RedisScript.of(SHARED, HORIZON, AUDIT, "revoke-token.lua"), RevocationReplies::entry);
    private static final Audited<CutoffEntry> REVOKE_GROUP = new Audited<>(
            RedisScript.of(SHARED, HORIZON, AUDIT, CUTOFFS, "revoke-group.lua"), RevocationReplies::cutoffEntry);
    private static final Audited<RevocationReplies.Restored> RESTORE =
            new Audited<>(RedisScript.of(SHARED, AUDIT, "revocation-restore.lua"), RevocationReplies::reversed);
    private static final RedisScript STATS = RedisScript.of(SHARED, "revocation-stats.lua");
    private static final RedisScript BEAT = RedisScript.of(SHARED, HORIZON, "revocation-beat.lua");

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final WriteConfirmations confirmations;
    private final AuditedScripts scripts;
    private final EpochParser epochs = new EpochParser();

    /** @param auditFailures receives why something was not audited, an empty text if it was */
    RedisRevocationStore(
            RedisConnection redis,
            RedisKeys keys,
            WriteConfirmations confirmations,
            BiConsumer<AuditStream, String> auditFailures) {
        this.redis = redis;
        this.keys = keys;
        this.confirmations = confirmations;
        this.scripts = new AuditedScripts(redis, keys, auditFailures);
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        return scripts.run(
                REVOKE_TOKEN,
                token.note(),
                marks(token.ids()),
                token.until().toEpochMilli(),
                token.left().toMillis(),
                ScopeLetters.subject(token.scope(), token.ids().get(0)),
                token.note().reason(),
                token.maxUnverified().orElse(0),
                token.note().actor(),
                flag(token.note().dryRun()),
                String.join(",", token.ids()));
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        return scripts.run(
                REVOKE_GROUP,
                group.note(),
                List.of(keys.cutoff(group.group())),
                group.retention().toMillis(),
                ScopeLetters.subject(group.scope(), group.group()),
                group.note().reason(),
                group.moment()
                        .map(moment -> Long.toString(moment.toEpochMilli()))
                        .orElse(""),
                group.atLeast().toEpochMilli(),
                String.join(",", group.except()),
                group.note().actor(),
                flag(group.note().dryRun()));
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        return restore(reversal, reversal.ids());
    }

    /** The entry of one id names the other ids of its token; then the script is called again with all of them. */
    private CompletionStage<Reversed> restore(RevocationReversal reversal, List<String> ids) {
        boolean ofGroup = reversal.scope().hasCutoff();
        RevocationNote note = reversal.note();
        return scripts.run(
                        RESTORE,
                        note,
                        ofGroup ? List.of(keys.cutoff(ids.get(0))) : marks(ids),
                        String.join(",", ids),
                        flag(!ofGroup),
                        reversal.retention().toMillis(),
                        flag(note.dryRun()),
                        ScopeLetters.subject(reversal.scope(), reversal.ids().get(0)),
                        note.reason(),
                        note.actor())
                .thenCompose(answer -> answer.isComplete()
                        ? CompletableFuture.completedFuture(answer.reversed())
                        : restore(reversal, answer.reversed().ids()));
    }

    private static long flag(boolean set) {
        return set ? 1 : 0;
    }

    private List<String> marks(List<String> ids) {
        return ids.stream().map(keys::revokedToken).toList();
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        List<String> marks = token.marks();
        List<String> groups = token.groups();
        List<String> names = new ArrayList<>(marks.size() + groups.size() + 1);
        for (String mark : marks) {
            names.add(keys.revokedToken(mark));
        }
        for (String group : groups) {
            names.add(keys.cutoff(group));
        }
        names.add(keys.revocationEpoch());
        return redis.send(Commands.mget(names, reply -> state(reply, marks, groups)));
    }

    private State state(Reply reply, List<String> marks, List<String> groups) {
        Map<String, Long> revoked = Map.of();
        Map<String, Cutoff> cutoffs = Map.of();
        Map<String, Long> restored = Map.of();
        int count = marks.size();
        int last = count + groups.size();
        for (int i = 0; i < last; i++) {
            if (reply.isNull(i)) {
                continue;
            }
            String id = i < count ? marks.get(i) : groups.get(i - count);
            if (RevocationReplies.isRestored(reply.bytes(i))) {
                restored = restored.isEmpty() ? new HashMap<>() : restored;
                restored.put(id, RevocationReplies.restoredMillis(reply.bytes(i)));
            } else if (i < count) {
                revoked = revoked.isEmpty() ? new HashMap<>() : revoked;
                revoked.put(id, RevocationReplies.restoredBefore(reply.bytes(i)));
            } else {
                cutoffs = cutoffs.isEmpty() ? new HashMap<>() : cutoffs;
                cutoffs.put(id, RevocationReplies.cutoff(reply.bytes(i)));
            }
        }
        return new State(
                revoked, cutoffs, restored, reply.isNull(last) ? Optional.empty() : epochs.parse(reply.bytes(last)));
    }

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return beat(known, 0);
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return beat(known, 1);
    }

    private CompletableFuture<Beat> beat(Known known, int acknowledged) {
        return BEAT.run(
                redis,
                RevocationReplies::beat,
                keys.sharedRevocationKeys(),
                known.retention().toMillis(),
                UUID.randomUUID(),
                known.epoch().map(Epoch::id).orElse(""),
                known.epoch().map(Epoch::changes).orElse(0L),
                known.seenAtMillis(),
                known.now().toEpochMilli(),
                acknowledged);
    }

    @Override
    public CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk) {
        String key = stored.cutoff().isPresent() ? keys.cutoff(stored.id()) : keys.revokedToken(stored.id());
        return confirmations
                .confirm(
                        keys.revocationMark(),
                        key,
                        (entry, expiresAt) -> RevocationReplies.has(entry, expiresAt, stored),
                        replicas,
                        onDisk)
                .handle((confirmed, failure) -> {
                    if (failure != null) {
                        return new Copies(
                                0,
                                false,
                                String.valueOf(RedisErrors.translate(failure).getMessage()));
                    }
                    return confirmed.isThere()
                            ? new Copies((int) confirmed.replicas(), confirmed.disks() > 0, "")
                            : new Copies(0, false, "the server does not have it: another one has taken over");
                });
    }

    @Override
    public CompletionStage<Stats> stats() {
        return STATS.run(redis, reply -> reply, keys.sharedRevocationKeys()).thenCompose(reply -> {
            Stats counted = RevocationReplies.stats(reply);
            // each call removes a limited number of expired members; the rest would still be counted
            return reply.flag(0) ? stats() : CompletableFuture.completedFuture(counted);
        });
    }
}
