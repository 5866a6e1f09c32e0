package io.boosterbeacon.redis.testing;

import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Revocations that depend on the store's clock alone. */
public final class Marks {
    private static final RevocationNote WHY = RevocationNote.of("why");

    private Marks() {}

    /** A verified token. */
    public static TokenRevocation token(List<String> ids, Instant until) {
        return mark(Scope.TOKEN, ids, until, OptionalLong.empty());
    }

    /** A token that nobody has verified, given as text. */
    public static TokenRevocation text(String id, Instant until, long room) {
        return mark(Scope.TOKEN, List.of(id), until, OptionalLong.of(room));
    }

    /** A session. */
    public static TokenRevocation session(String id, Instant until) {
        return mark(Scope.SESSION, List.of(id), until, OptionalLong.empty());
    }

    private static TokenRevocation mark(Scope scope, List<String> ids, Instant until, OptionalLong room) {
        return new TokenRevocation(scope, ids, until, Duration.ofDays(-1), room, Optional.empty(), WHY);
    }

    /** A cutoff for all tokens of a user until now. */
    public static GroupRevocation user(String user, Duration retention) {
        return group(Scope.USER, user, retention);
    }

    /** A cutoff for all tokens of a group until now. */
    public static GroupRevocation group(Scope scope, String group, Duration retention) {
        return new GroupRevocation(scope, group, Optional.empty(), Instant.EPOCH, Set.of(), retention, WHY);
    }

    /** Undoes a revocation. */
    public static RevocationReversal restored(Scope scope, String id) {
        return new RevocationReversal(scope, List.of(id), Duration.ofMinutes(1), WHY);
    }
}
