package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.Page;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses the replies of the scripts of the audit. */
final class AuditReplies {
    private static final int BEFORE_ENTRIES = 2;
    private static final int ITEMS_OF_AN_ENTRY = 7;
    private static final Map<String, Action> ACTIONS = new HashMap<>();

    static {
        for (Action action : Action.values()) {
            ACTIONS.put(text(action), action);
        }
    }

    private AuditReplies() {}

    /** An action, as the scripts name it. */
    static String text(Action action) {
        return switch (action) {
            case REVOKED -> "revoked";
            case REVOKED_AGAIN -> "again";
            case RESTORED -> "restored";
            case REJECTED -> "rejected";
        };
    }

    static Page page(Reply reply) {
        boolean hasMore = reply.flag(0);
        if ((reply.items().size() - BEFORE_ENTRIES) % ITEMS_OF_AN_ENTRY != 0) {
            throw reply.unexpected();
        }
        List<AuditEntry> entries = new ArrayList<>();
        for (int i = BEFORE_ENTRIES; i < reply.items().size(); i += ITEMS_OF_AN_ENTRY) {
            Action action = ACTIONS.get(reply.text(i + 1));
            String subject = reply.text(i + 2);
            Scope scope = ScopeLetters.scope(subject.isEmpty() ? "" : subject.substring(0, 1));
            // otherwise a later version has written it
            if (action != null && scope != null) {
                entries.add(new AuditEntry(
                        Instant.ofEpochMilli(reply.count(i)),
                        action,
                        scope,
                        subject.substring(Math.min(2, subject.length())),
                        present(reply.text(i + 3)),
                        present(reply.text(i + 4)),
                        reply.text(i + 5),
                        present(reply.text(i + 6))));
            }
        }
        return new Page(entries, hasMore ? Optional.of(position(reply)) : Optional.empty());
    }

    private static AuditPosition position(Reply reply) {
        try {
            return AuditPosition.of(reply.text(1));
        } catch (IllegalArgumentException e) {
            throw reply.unexpected();
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    static AuditCounts counts(Reply reply) {
        long rejected = 0;
        long recorded = 0;
        for (int i = 0; i + 1 < reply.items().size(); i += 2) {
            switch (reply.text(i)) {
                case "rejected" -> rejected = number(reply, i + 1);
                case "recorded" -> recorded = number(reply, i + 1);
                default -> {
                    // a later version counts more
                }
            }
        }
        return new AuditCounts(rejected, recorded);
    }

    private static long number(Reply reply, int index) {
        try {
            return Long.parseLong(reply.text(index));
        } catch (NumberFormatException e) {
            throw reply.unexpected();
        }
    }
}
