package io.boosterbeacon.redis.internal.store.redis;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.Signals;
import io.boosterbeacon.redis.internal.store.redis.LogReplies.Member;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The log of revocations on Redis: a stream in the slot of the revocations, which their scripts write. */
final class RedisRevocationLog implements RevocationLog {
    private static final RedisScript READ = RedisScript.of("revocation-log.lua");
    private static final RedisScript NODES = RedisScript.of("revocation-nodes.lua");
    private static final RedisScript SNAPSHOT = RedisScript.of("revocation-snapshot.lua");
    private static final RedisScript WRITE_BACK =
            RedisScript.of("revocation-index.lua", "revocation-cutoffs.lua", "revocation-write-back.lua");

    private static final long CHANGES_A_READ = 500;
    /** The members of the index in a part of the snapshot. At least two, so that there is a new one in each part. */
    private static final int PART = 1_000;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Signals signals;

    RedisRevocationLog(RedisConnection redis, RedisKeys keys, Signals signals) {
        this.redis = redis;
        this.keys = keys;
        this.signals = signals;
    }

    @Override
    public CompletionStage<Changes> read(Reader reader) {
        return READ.run(
                redis,
                LogReplies::changes,
                List.of(keys.revocationEpoch(), keys.revocationLog(), keys.revocationNodes()),
                reader.node().orElse(""),
                reader.epoch(),
                reader.applied(),
                reader.tag(),
                reader.answersFor().toMillis(),
                CHANGES_A_READ);
    }

    @Override
    public CompletionStage<Part> snapshot(Cursor part) {
        return snapshot(part, PART);
    }

    /** @param size the maximum number of members that are read */
    CompletionStage<Part> snapshot(Cursor part, int size) {
        return SNAPSHOT.run(
                        redis,
                        LogReplies::members,
                        List.of(keys.expiryIndex()),
                        part.expiryMillis(),
                        (long) part.skipped(),
                        (long) size)
                .thenCompose(read -> entries(read.members())
                        .thenApply(revoked -> new Part(revoked, read.total(), next(part, read.members(), size))));
    }

    /**
     * Where the next part begins: with the last one of this part, so that it is seen whether others that expire at the same
     * time were removed, or added, before it. Then all that expire at this time are read again.
     */
    private static Optional<Cursor> next(Cursor part, List<Member> members, int size) {
        boolean isContinued = part.last().isEmpty()
                || (!members.isEmpty() && members.get(0).id().equals(part.last()));
        if (!isContinued) {
            return Optional.of(Cursor.from(part.expiryMillis()));
        }
        if (members.size() < size) {
            return Optional.empty();
        }
        Member last = members.get(members.size() - 1);
        long together = members.stream()
                .filter(member -> member.expiresAtMillis() == last.expiresAtMillis())
                .count();
        int skipped = (last.expiresAtMillis() == part.expiryMillis() ? part.skipped() : 0) + (int) together - 1;
        return Optional.of(new Cursor(last.expiresAtMillis(), skipped, last.id()));
    }

    private CompletionStage<List<Change>> entries(List<Member> members) {
        return members.isEmpty()
                ? completedFuture(List.of())
                : redis.send(Commands.mget(
                        members.stream().map(this::key).toList(), reply -> LogReplies.entries(members, reply)));
    }

    private String key(Member member) {
        return key(member.scope(), member.id());
    }

    private String key(Scope scope, String id) {
        return scope.hasCutoff() ? keys.cutoff(id) : keys.revokedToken(id);
    }

    @Override
    public CompletionStage<?> writeBack(List<Change> lost) {
        List<String> touched = new ArrayList<>(keys.sharedRevocationKeys());
        // the place of the audit, which this script does not write
        touched.add(keys.revocationEpoch());
        lost.forEach(change -> touched.add(key(change.scope(), change.id())));
        return WRITE_BACK.run(
                redis,
                reply -> reply.sized(1).count(0),
                touched,
                lost.stream().map(LogReplies::text).toArray());
    }

    @Override
    public CompletionStage<Nodes> nodes() {
        return remove("");
    }

    @Override
    public CompletionStage<Nodes> remove(String node) {
        return NODES.run(redis, LogReplies::nodes, List.of(keys.revocationNodes()), node);
    }

    @Override
    public void onChange(Runnable listener) {
        signals.subscribe(keys.revocationLog(), new Signals.Listener() {
            @Override
            public void received(String number) {
                listener.run();
            }

            @Override
            public void lost() {
                listener.run();
            }
        });
    }
}
