package io.boosterbeacon.redis.internal.endpoint;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.KeyValueStore;
import java.time.Duration;

/**
 * The logout tokens that were used, on any node, by the hash of {@code iss} and {@code jti}, until they have expired by
 * any clock. Thread-safe.
 */
final class UsedTokens {
    private static final String KEY = "beacon.logout-token:";
    /** Clocks of nodes and of the store may differ in both directions. */
    private static final int SKEWS = 2;

    private final KeyValueStore store;
    private final TokenTimes times;

    UsedTokens(KeyValueStore store, TokenTimes times) {
        this.store = store;
        this.times = times;
    }

    boolean contains(LogoutToken token) {
        return Answers.await(store.exists(key(token)));
    }

    /** Marks a token as used; returns false if it was used already. Of simultaneous calls, one returns true. */
    boolean add(LogoutToken token) {
        Duration left = Duration.between(times.clock().instant(), token.expiresAt())
                .plus(times.skew().multipliedBy(SKEWS))
                .plusSeconds(1);
        return Answers.await(store.increment(key(token), 1, left)) == 1;
    }

    private static String key(LogoutToken token) {
        return KEY + Digest.of("logout", token.token().getIssuer(), token.id());
    }
}
