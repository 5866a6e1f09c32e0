package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisErrors;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts that revoke and restore, which write the audit in the same step. No refusal of the audit stops them: a
 * command that is refused within a script is skipped there, and if the user may not use the key of the audit, so that the
 * whole script is refused, it is sent again without that key. A call then takes two round trips.
 */
final class AuditedScripts {
    private final RedisConnection redis;
    private final RedisKeys keys;
    private final BiConsumer<AuditStream, String> failures;

    /** @param failures receives why something was not audited, an empty text if it was */
    AuditedScripts(RedisConnection redis, RedisKeys keys, BiConsumer<AuditStream, String> failures) {
        this.redis = redis;
        this.keys = keys;
        this.failures = failures;
    }

    /**
     * A script whose reply ends with why the audit was not written: null if nothing was to be written, an empty text if it
     * was written.
     *
     * @param reading checks the number of items of the reply, and converts it
     */
    record Audited<T>(RedisScript script, Function<Reply, T> reading) {}

    /**
     * Runs a script.
     *
     * @param entries the keys after those that all scripts of revocations share
     * @param args without those of the audit, which are the last ones
     */
    <T> CompletableFuture<T> run(Audited<T> audited, RevocationNote note, List<String> entries, Object... args) {
        if (!note.isAudited()) {
            return send(audited, AuditTrail.NONE, entries, args);
        }
        AuditTrail trail = note.trail();
        return send(audited, trail, entries, args).exceptionallyCompose(failure -> {
            StoreException refusal = RedisErrors.translate(failure);
            return RedisErrors.isRefusedKey(refusal)
                    ? send(audited, AuditTrail.NONE, entries, args)
                            .whenComplete((done, other) -> tellUnlessAlsoRefused(trail, refusal, other))
                    : CompletableFuture.failedFuture(failure);
        });
    }

    private void tellUnlessAlsoRefused(AuditTrail trail, StoreException refusal, @Nullable Throwable other) {
        // otherwise another key was refused, and nothing is in force
        if (other == null) {
            failures.accept(trail.stream(), String.valueOf(refusal.getMessage()));
        }
    }

    private <T> CompletableFuture<T> send(Audited<T> audited, AuditTrail trail, List<String> entries, Object[] args) {
        List<String> touched = new ArrayList<>(keys.sharedRevocationKeys());
        // without an audit, the scripts use no key that the user may not be allowed to use
        touched.add(trail.isKept() ? keys.audit(trail.stream()) : keys.revocationEpoch());
        touched.addAll(entries);
        List<Object> all = new ArrayList<>(Arrays.asList(args));
        all.add(trail.maxEntries());
        all.add(trail.retention().toMillis());
        all.add(trail.node());
        all.add(String.join(",", trail.foundBy()));
        return audited.script().run(redis, reply -> read(audited, trail, reply), touched, all.toArray());
    }

    private <T> T read(Audited<T> audited, AuditTrail trail, Reply reply) {
        T read = audited.reading().apply(reply);
        tell(failures, trail.stream(), reply, reply.items().size() - 1);
        return read;
    }

    /** Passes on what the item of a reply says of the audit. */
    static void tell(BiConsumer<AuditStream, String> failures, AuditStream stream, Reply reply, int item) {
        if (!reply.isNull(item)) {
            String refused = reply.text(item);
            failures.accept(stream, refused.isEmpty() ? "" : "Redis refused " + refused);
        }
    }
}
