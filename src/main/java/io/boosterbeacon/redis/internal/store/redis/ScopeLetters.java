package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The letters by which the revocation scripts tell scopes apart. */
final class ScopeLetters {
    private static final Map<String, Scope> SCOPES = new HashMap<>();

    static {
        for (Scope scope : Scope.values()) {
            SCOPES.put(letter(scope), scope);
        }
    }

    private ScopeLetters() {}

    static String letter(Scope scope) {
        return switch (scope) {
            case TOKEN -> "t";
            case USER -> "u";
            case SESSION -> "s";
            case CLIENT -> "c";
            case ISSUER -> "i";
            case CLAIM -> "k";
            case FAMILY -> "f";
        };
    }

    /** What was revoked, as entries and indexes name it. */
    static String subject(Scope scope, String hash) {
        return letter(scope) + ":" + hash;
    }

    /** A single token, as the audit names it. */
    static String ofToken(String hash) {
        return subject(Scope.TOKEN, hash);
    }

    /** The scope with a letter; null if there is none, because a later version has written it. */
    static @Nullable Scope scope(String letter) {
        return SCOPES.get(letter);
    }
}
