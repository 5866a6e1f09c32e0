package io.boosterbeacon.redis.internal.ratelimit;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Hashes the keys of a rate limiter to subjects. The subjects of recent keys are kept, because a hash takes longer than
 * all else in the repeated denial of a key. Each key has one slot, in which the last key replaces others. Thread-safe.
 */
final class KeySubjects {
    private static final int SLOTS = 1 << 13;
    /** Longer keys are hashed each time, which bounds the memory to about 2 MiB. */
    private static final int LONGEST_KEPT = 64;

    private final ApplicationSettings application;
    private final AtomicReferenceArray<KeySubject> recent = new AtomicReferenceArray<>(SLOTS);

    KeySubjects(ApplicationSettings application) {
        this.application = application;
    }

    String of(String key) {
        if (key.length() > LONGEST_KEPT) {
            return hash(key);
        }
        int hash = key.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        KeySubject known = recent.getAcquire(slot);
        if (known != null && known.key().equals(key)) {
            return known.subject();
        }
        KeySubject hashed = new KeySubject(key, hash(key));
        recent.setRelease(slot, hashed);
        return hashed.subject();
    }

    private String hash(String key) {
        return application.sharedLimits() ? Digest.of("key", key) : Digest.of("key", application.name(), key);
    }

    private record KeySubject(String key, String subject) {}
}
