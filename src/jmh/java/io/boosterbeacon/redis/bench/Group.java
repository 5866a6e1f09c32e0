package io.boosterbeacon.redis.bench;

/** The kinds of work in which contenders are compared. */
enum Group {
    DECISION("Rate-limit decision, allowed"),
    DENIAL("Rate-limit decision, denied again within a second"),
    ONE_KEY("Rate-limit decision, allowed, all calls about one key"),
    TOKEN_BUCKET("Token bucket, allowed"),
    SLIDING_WINDOW("Sliding window, allowed"),
    CONCURRENCY("A permit of running calls, taken and given back"),
    HIT("Cache hit, 400 bytes of JSON"),
    NEAR_HIT("Near hit, 400 bytes of JSON"),
    CHECK("Revocation check of a good token, all scopes"),
    REPLICA_CHECK("Revocation check of a good token, all scopes, by a million revocations in this JVM"),
    DEMO_LIMITED("Requests to the demo's limited endpoint", true),
    DEMO_CACHED("Requests to the demo's cached endpoint", true),
    DEMO_PROTECTED("Requests to the demo's protected endpoint", true);

    final String title;
    /** Whether each contender has a server of its own, which takes a while to start. */
    final boolean onServer;

    Group(String title) {
        this(title, false);
    }

    Group(String title, boolean onServer) {
        this.title = title;
        this.onServer = onServer;
    }
}
