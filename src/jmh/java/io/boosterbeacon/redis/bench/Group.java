package io.boosterbeacon.redis.bench;

/** What contenders are compared in. */
enum Group {
    DECISION("Rate-limit decision, allowed"),
    HIT("Cache hit, 400 bytes of JSON"),
    CHECK("Revocation check of a good token, all scopes");

    final String title;

    Group(String title) {
        this.title = title;
    }
}
