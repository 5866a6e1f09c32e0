package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationLog.Changes;
import io.boosterbeacon.redis.internal.store.RevocationLog.Logged;
import io.boosterbeacon.redis.internal.store.RevocationLog.Node;
import io.boosterbeacon.redis.internal.store.RevocationLog.Nodes;
import io.boosterbeacon.redis.internal.store.redis.script.Reply;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the replies of the scripts of the log, and formats changes as they do. */
final class LogReplies {
    private static final Pattern CHANGE =
            Pattern.compile("(\\w):(\\S+) (\\d{1,18})(?: (\\d{1,18})(?:;(\\d{1,18});(\\S+))?)?");
    private static final Pattern NODE = Pattern.compile("(\\d{1,18}) (\\d{1,10}) (\\S+) (\\d{1,18})");
    private static final Pattern SUBJECT = Pattern.compile("(\\w):(\\S+)");

    /** The largest number that a script can count with. */
    private static final long LATEST = (1L << 53) - 1;

    private static final int FIRST_CHANGE = 3;

    private LogReplies() {}

    /** A later version may have written changes that this one does not understand: these, and all after them, are left out. */
    static Changes changes(Reply reply) {
        List<Logged> logged = new ArrayList<>(reply.items().size() / 2);
        Optional<Logged> next = Optional.empty();
        for (int i = FIRST_CHANGE; i < reply.items().size() && (i == FIRST_CHANGE || next.isPresent()); i += 2) {
            next = logged(reply.count(i), reply.text(i + 1));
            next.ifPresent(logged::add);
        }
        return new Changes(RevocationReplies.epoch(reply.bytes(0)), reply.count(1), reply.count(2), logged);
    }

    private static Optional<Logged> logged(long number, String text) {
        String[] parts = text.split("\\|", -1);
        List<Change> changes = new ArrayList<>(parts.length - 1);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                Matcher change = CHANGE.matcher(parts[i]);
                Scope scope = change.matches() ? ScopeLetters.scope(change.group(1)) : null;
                if (scope == null) {
                    return Optional.empty();
                }
                changes.add(new Change(scope, change.group(2), cutoff(change), Long.parseLong(change.group(3))));
            }
        }
        return Optional.of(new Logged(number, parts[0], changes));
    }

    private static Optional<Cutoff> cutoff(Matcher parts) {
        if (parts.group(4) == null) {
            return Optional.empty();
        }
        long millis = Long.parseLong(parts.group(4));
        return Optional.of(
                parts.group(6) == null
                        ? Cutoff.of(millis)
                        : new Cutoff(millis, Set.of(parts.group(6).split(",", -1)), Long.parseLong(parts.group(5))));
    }

    /** A change as the scripts write it. */
    static String text(Change change) {
        String text = ScopeLetters.subject(change.scope(), change.id()) + " " + change.expiresAtMillis();
        return change.cutoff()
                .map(cutoff -> text + " " + Math.min(cutoff.millis(), LATEST)
                        + (cutoff.exempt().isEmpty()
                                ? ""
                                : ";" + cutoff.exemptMillis() + ";" + String.join(",", cutoff.exempt())))
                .orElse(text);
    }

    /** A member of the index. */
    record Member(Scope scope, String id, long expiresAtMillis) {}

    /** @param total the number of all members */
    record Members(long total, List<Member> members) {}

    static Members members(Reply reply) {
        List<Member> members = new ArrayList<>(reply.items().size() / 2);
        for (int i = 1; i < reply.items().size(); i += 2) {
            Matcher subject = SUBJECT.matcher(reply.text(i));
            Scope scope = subject.matches() ? ScopeLetters.scope(subject.group(1)) : null;
            if (scope == null) {
                throw reply.unexpected();
            }
            // as Redis formats a score
            members.add(new Member(scope, subject.group(2), (long) Double.parseDouble(reply.text(i + 1))));
        }
        return new Members(reply.count(0), members);
    }

    /** What is revoked by the entries of these members. */
    static List<Change> entries(List<Member> members, Reply reply) {
        List<Change> revoked = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            if (!reply.isNull(i) && !RevocationReplies.isRestored(reply.bytes(i))) {
                add(members.get(i), reply.bytes(i), revoked);
            }
        }
        return revoked;
    }

    private static void add(Member member, byte[] entry, List<Change> revoked) {
        if (member.scope().hasCutoff()) {
            revoked.add(new Change(
                    member.scope(),
                    member.id(),
                    Optional.of(RevocationReplies.cutoff(entry)),
                    member.expiresAtMillis()));
        } else {
            revoked.add(new Change(member.scope(), member.id(), Optional.empty(), member.expiresAtMillis()));
            for (String id : RevocationReplies.otherIds(entry)) {
                revoked.add(new Change(member.scope(), id, Optional.empty(), member.expiresAtMillis()));
            }
        }
    }

    static Nodes nodes(Reply reply) {
        List<Node> nodes = new ArrayList<>(reply.items().size() / 2);
        for (int i = 1; i < reply.items().size(); i += 2) {
            Matcher text = NODE.matcher(reply.text(i + 1));
            if (!text.matches()) {
                throw reply.unexpected();
            }
            nodes.add(new Node(
                    reply.text(i),
                    Long.parseLong(text.group(1)),
                    Duration.ofMillis(Long.parseLong(text.group(2))),
                    text.group(3),
                    Long.parseLong(text.group(4))));
        }
        return new Nodes(reply.count(0), nodes);
    }
}
