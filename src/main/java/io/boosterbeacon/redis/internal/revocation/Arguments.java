package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks what callers pass. No message contains a value that may identify somebody. */
final class Arguments {
    private static final int MAX_ID = 1_024;
    private static final int MAX_REASON = 256;
    /** The longest time for which an entry is kept. */
    private static final Duration LONGEST = Duration.ofDays(3_660);

    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{43}");

    private Arguments() {}

    static String id(String name, String value) {
        if (value.isEmpty() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters; accepted: 1 to " + MAX_ID);
        }
        return value;
    }

    /** Nothing but a hash may reach the store: a caller may have mixed it up with a secret. */
    static String hash(String name, String value) {
        if (!HASH.matcher(value).matches()) {
            throw new IllegalArgumentException(name + " has " + value.length()
                    + " characters; accepted: a hash, which has 43 letters, digits, - and _");
        }
        return value;
    }

    static RevocationNote note(@Nullable String reason, RevokeOptions options) {
        String actor = options.actor()
                .map(who -> TokenIdentity.ofActor(id("actor", who)))
                .orElse("");
        return new RevocationNote(reason(reason), actor, options.isDryRun());
    }

    private static String reason(@Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason has " + reason.length() + " characters; accepted: at most " + MAX_REASON);
        }
        return reason == null ? "" : reason;
    }

    /** The later one of a default end and the one that the options require. */
    static Instant end(Instant byDefault, RevokeOptions options, Instant now) {
        Instant until = options.until().orElse(byDefault);
        Instant latest = now.plus(LONGEST);
        if (until.isAfter(latest) && until.isAfter(byDefault)) {
            throw new IllegalArgumentException("until is " + until + "; accepted: until " + latest);
        }
        return until.isAfter(byDefault) ? until : byDefault;
    }

    /** Refuses options that select some tokens, for what has no cutoff. */
    static void requireWhole(String what, RevokeOptions options) {
        if (options.issuedBefore().isPresent() || options.except().isPresent()) {
            throw new IllegalArgumentException((options.except().isPresent() ? "except" : "issuedBefore")
                    + " is set for " + what + ", which is revoked as a whole; accepted: for users, clients, issuers and"
                    + " claims");
        }
    }
}
