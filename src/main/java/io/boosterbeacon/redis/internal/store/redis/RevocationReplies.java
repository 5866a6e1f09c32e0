package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the revocation scripts have written. */
final class RevocationReplies {
    private static final Pattern CUTOFF = Pattern.compile("(\\d{1,18}) (?:[^; ]+;(\\d{1,18});([^; ]+) )?");
    private static final Pattern EPOCH = Pattern.compile("(\\S+) (\\d{1,18}) (\\d{1,18})");

    private RevocationReplies() {}

    /**
     * An entry begins with its time; a blank ends it. One that somebody else has written refuses all tokens of the user, as an
     * entry of a token does whatever it holds.
     */
    static Cutoff cutoff(byte[] entry) {
        Matcher text = CUTOFF.matcher(new String(entry, StandardCharsets.UTF_8));
        if (!text.lookingAt()) {
            return Cutoff.of(Long.MAX_VALUE);
        }
        long millis = Long.parseLong(text.group(1));
        return text.group(3) == null
                ? Cutoff.of(millis)
                : new Cutoff(millis, Set.of(text.group(3).split(",", -1)), Long.parseLong(text.group(2)));
    }

    /** None if there is nothing, or somebody else has written it: then the next beat makes one. */
    static Optional<Epoch> epoch(byte[] entry) {
        Matcher text = EPOCH.matcher(new String(entry, StandardCharsets.UTF_8));
        return text.matches()
                ? Optional.of(new Epoch(text.group(1), Long.parseLong(text.group(2)), Long.parseLong(text.group(3))))
                : Optional.empty();
    }
}
