package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.RefreshStore.Begun;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ended;
import io.boosterbeacon.redis.internal.store.RefreshStore.Found;
import io.boosterbeacon.redis.internal.store.RefreshStore.Outcome;
import io.boosterbeacon.redis.internal.store.RefreshStore.Presented;
import io.boosterbeacon.redis.internal.store.RefreshStore.RevokedSession;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses the replies and the entries of the scripts of refresh tokens. */
final class RefreshReplies {
    /** Stands for no session, and for no groups. */
    static final String NONE = "-";

    /** The items of the reply if no session was revoked. That of the script that revokes it has more. */
    private static final int ITEMS = 5;

    private static final Pattern FAMILY = Pattern.compile("[a-z]+ \\S+ \\d+ \\d+ \\d+ \\d+ (\\S+) (\\S+)(?: \\S+)?");
    private static final Map<String, Outcome> OUTCOMES = byName(Outcome.values());
    private static final Map<String, RefreshRevocation.Outcome> ENDINGS = byName(RefreshRevocation.Outcome.values());

    private RefreshReplies() {}

    private static <E extends Enum<E>> Map<String, E> byName(E[] constants) {
        return Arrays.stream(constants).collect(Collectors.toMap(Enum::name, Function.identity()));
    }

    /**
     * What belongs to a family. Never changes.
     *
     * @param session the hash of its session
     * @param groups the hashes of its groups
     */
    record Members(Optional<String> session, List<String> groups) {
        String owner() {
            return groups.isEmpty() ? "" : groups.get(0);
        }
    }

    /** Parses a family; empty if another client has written it. */
    static Optional<Members> members(byte[] entry) {
        Matcher text = FAMILY.matcher(new String(entry, StandardCharsets.UTF_8));
        if (!text.matches()) {
            return Optional.empty();
        }
        String session = text.group(1);
        String groups = text.group(2);
        return Optional.of(new Members(
                session.equals(NONE) ? Optional.empty() : Optional.of(session),
                groups.equals(NONE) ? List.of() : List.of(groups.split(",", -1))));
    }

    static Begun begun(Reply reply) {
        return begunAt(reply.sized(2), 0);
    }

    private static Begun begunAt(Reply reply, int first) {
        return new Begun(instant(reply, first), instant(reply, first + 1));
    }

    static Optional<Found> found(Reply reply) {
        return reply.sized(5).flag(0)
                ? Optional.of(new Found(begunAt(reply, 1), reply.flag(3), reply.flag(4)))
                : Optional.empty();
    }

    static Presented presented(Reply reply, Members members) {
        if (isOfSession(reply)) {
            return new Presented(Outcome.REUSED, Optional.empty(), "", Optional.of(revoked(reply, members)));
        }
        Outcome outcome = OUTCOMES.get(reply.sized(ITEMS).text(0));
        if (outcome == null) {
            throw reply.unexpected();
        }
        Begun begun = begunAt(reply, 1);
        String salt = reply.text(3);
        return outcome == Outcome.ROTATED || outcome == Outcome.REPEATED
                ? new Presented(outcome, Optional.of(begun), salt, Optional.empty())
                : Presented.refused(outcome);
    }

    static Ended ended(Reply reply, Members members) {
        if (isOfSession(reply)) {
            RevokedSession revoked = revoked(reply, members);
            return new Ended(
                    revoked.entry().fresh()
                            ? RefreshRevocation.Outcome.REVOKED
                            : RefreshRevocation.Outcome.ALREADY_REVOKED,
                    Optional.of(revoked));
        }
        RefreshRevocation.Outcome outcome = ENDINGS.get(reply.sized(ITEMS).text(0));
        if (outcome == null) {
            throw reply.unexpected();
        }
        return new Ended(outcome, Optional.empty());
    }

    private static boolean isOfSession(Reply reply) {
        return reply.items().size() > ITEMS;
    }

    private static RevokedSession revoked(Reply reply, Members members) {
        Entry entry = RevocationReplies.entry(reply);
        if (members.session().isEmpty() || entry.kept() != Kept.STORED) {
            throw reply.unexpected();
        }
        return new RevokedSession(members.session().get(), members.owner(), entry);
    }

    private static Instant instant(Reply reply, int index) {
        return Instant.ofEpochMilli(reply.count(index));
    }
}
