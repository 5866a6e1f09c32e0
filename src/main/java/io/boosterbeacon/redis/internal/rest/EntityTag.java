package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Digest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weak entity tag of a representation (RFC 9110 §8.8.3).
 *
 * @param opaque what is between the quotes
 */
record EntityTag(String opaque) {
    /** 22 characters of base64url are 132 bits. */
    private static final int LENGTH = 22;

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    /** The tag of a value in a media type and a language, or whatever else distinguishes representations. */
    static EntityTag of(String digest, String... representation) {
        return new EntityTag(Digest.of(digest, Digest.of(representation)).substring(0, LENGTH));
    }

    /**
     * Whether {@code If-None-Match} names the tag, by weak comparison, or any (RFC 9110 §13.1.2).
     *
     * @param ifNoneMatch the field, its lines separated by commas; null: the request has none
     */
    boolean isIn(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        if (ifNoneMatch.trim().equals("*")) {
            return true;
        }
        Matcher quoted = QUOTED.matcher(ifNoneMatch);
        while (quoted.find()) {
            if (quoted.group(1).equals(opaque)) {
                return true;
            }
        }
        return false;
    }

    /** The value of the field {@code ETag}. */
    @Override
    public String toString() {
        return "W/\"" + opaque + "\"";
    }
}
