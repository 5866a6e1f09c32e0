package io.boosterbeacon.redis.internal.store.redis;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.redis.AuditedScripts.Audited;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.Commands;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Families of refresh tokens on Redis, in the slot of the revocations: one script decides about a family, reads the
 * cutoffs of its groups, and revokes its session. All keys of a script must be given to it, because a cluster may be moving
 * them; so the family is read first. What is read then, its session and its groups, never changes.
 */
final class RedisRefreshStore implements RefreshStore {
    private static final String SHARED = "revocation-index.lua";
    private static final String HORIZON = "revocation-horizon.lua";
    private static final String AUDIT = "revocation-audit.lua";
    private static final String FAMILY = "refresh-family.lua";
    private static final String REVOKE_SESSION = "revoke-token.lua";
    private static final RedisScript REGISTER = RedisScript.of(SHARED, HORIZON, FAMILY, "refresh-register.lua");
    private static final RedisScript FIND = RedisScript.of(SHARED, HORIZON, FAMILY, "refresh-find.lua");
    private static final RedisScript ROTATE =
            RedisScript.named("refresh-rotate", SHARED, HORIZON, AUDIT, FAMILY, "refresh-rotate.lua", REVOKE_SESSION);
    private static final RedisScript REVOKE =
            RedisScript.named("refresh-revoke", SHARED, HORIZON, AUDIT, FAMILY, "refresh-revoke.lua", REVOKE_SESSION);

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final AuditedScripts scripts;

    /** @param auditFailures receives why something was not audited, an empty text if it was */
    RedisRefreshStore(RedisConnection redis, RedisKeys keys, BiConsumer<AuditStream, String> auditFailures) {
        this.redis = redis;
        this.keys = keys;
        this.scripts = new AuditedScripts(redis, keys, auditFailures);
    }

    @Override
    public CompletionStage<Begun> register(NewFamily family) {
        Login login = family.login();
        List<String> touched = new ArrayList<>(keys.sharedRevocationKeys());
        // in the place of the audit: no login fails because the user may not write that
        touched.add(keys.revocationEpoch());
        touched.addAll(keysOfLogin(login.session(), login.groups()));
        touched.add(keys.refreshFamily(family.id()));
        return REGISTER.run(
                redis,
                RefreshReplies::begun,
                touched,
                family.token(),
                family.idle().toMillis(),
                family.lifetime().toMillis(),
                family.now().toEpochMilli(),
                login.session().orElse(RefreshReplies.NONE),
                login.groups().isEmpty() ? RefreshReplies.NONE : String.join(",", login.groups()),
                login.client().orElse(""),
                login.since().map(since -> Long.toString(since.toEpochMilli())).orElse(""));
    }

    @Override
    public CompletionStage<Presented> rotate(Rotation rotation) {
        String family = rotation.ending().family();
        return members(family)
                .thenCompose(members -> members.isEmpty()
                        ? completedFuture(Presented.refused(Outcome.UNKNOWN))
                        : rotate(rotation, members.get()));
    }

    private CompletionStage<Presented> rotate(Rotation rotation, RefreshReplies.Members members) {
        List<String> entries = keysOfLogin(members.session(), members.groups());
        entries.add(keys.refreshFamily(rotation.ending().family()));
        entries.add(keys.refreshGrace(rotation.ending().family()));
        List<Object> arguments = revocationOfSession(rotation.ending(), members);
        arguments.add((long) members.groups().size());
        arguments.add(rotation.presented());
        arguments.add(rotation.successor());
        arguments.add(rotation.salt());
        arguments.add(rotation.grace().toMillis());
        arguments.add(rotation.client().orElse(""));
        return scripts.run(
                new Audited<>(ROTATE, reply -> RefreshReplies.presented(reply, members)),
                rotation.ending().noteFor(members.groups()),
                entries,
                arguments.toArray());
    }

    @Override
    public CompletionStage<Optional<Found>> find(String family, String token) {
        return FIND.run(redis, RefreshReplies::found, List.of(keys.refreshFamily(family)), token);
    }

    @Override
    public CompletionStage<Ended> revoke(Ending ending) {
        return members(ending.family())
                .thenCompose(members -> members.isEmpty()
                        ? completedFuture(new Ended(RefreshRevocation.Outcome.UNKNOWN, Optional.empty()))
                        : revoke(ending, members.get()));
    }

    private CompletionStage<Ended> revoke(Ending ending, RefreshReplies.Members members) {
        List<String> entries = keysOfLogin(members.session(), List.of());
        entries.add(keys.refreshFamily(ending.family()));
        return scripts.run(
                new Audited<>(REVOKE, reply -> RefreshReplies.ended(reply, members)),
                ending.noteFor(members.groups()),
                entries,
                revocationOfSession(ending, members).toArray());
    }

    private CompletionStage<Optional<RefreshReplies.Members>> members(String family) {
        return redis.send(Commands.mget(
                List.of(keys.refreshFamily(family)),
                reply -> reply.isNull(0) ? Optional.empty() : RefreshReplies.members(reply.bytes(0))));
    }

    private List<String> keysOfLogin(Optional<String> session, List<String> groups) {
        List<String> entries = new ArrayList<>();
        session.ifPresent(each -> entries.add(keys.revokedToken(each)));
        groups.forEach(group -> entries.add(keys.cutoff(group)));
        return entries;
    }

    /**
     * The arguments of the script that revokes the session, without those of the audit. It is stored for a time from now on,
     * by the store's clock. Without a session, the audit names the family.
     */
    private static List<Object> revocationOfSession(Ending ending, RefreshReplies.Members members) {
        Optional<String> session = members.session();
        return new ArrayList<>(List.of(
                0L,
                ending.retention().toMillis(),
                session.map(each -> ScopeLetters.subject(Scope.SESSION, each))
                        .orElseGet(() -> ScopeLetters.subject(Scope.FAMILY, ending.family())),
                ending.note().reason(),
                0L,
                ending.note().actor(),
                0L,
                session.orElse("")));
    }
}
