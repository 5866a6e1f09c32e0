package io.boosterbeacon.redis.internal.jose;

import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;

/** The key set of an issuer. Thread-safe. */
interface KeySet {
    /**
     * The keys, which may be some minutes old.
     *
     * @throws KeysUnavailableException if they are not known now
     */
    Keys current() throws KeysUnavailableException;

    /**
     * The keys after a key was missed.
     *
     * @param known where it was missed
     * @return other keys, of which another caller may have asked earlier; empty if they cannot be fetched now, or were
     *     fetched a moment ago
     */
    Optional<Keys> newerThan(Keys known) throws KeysUnavailableException;

    /**
     * Keys of an issuer.
     *
     * @param list the keys
     * @param areNew whether the issuer was asked for them after the call, so that it has no others
     */
    record Keys(List<JsonWebKey> list, boolean areNew) {}

    /** A key set that never changes. */
    static KeySet fixed(List<JsonWebKey> list) {
        Keys keys = new Keys(List.copyOf(list), true);
        return new KeySet() {
            @Override
            public Keys current() {
                return keys;
            }

            @Override
            public Optional<Keys> newerThan(Keys known) {
                return Optional.empty();
            }
        };
    }
}
