package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import java.util.List;
import java.util.function.Consumer;

/** Refuses requests with revoked tokens. */
public final class RevokingPart implements RestPart {
    private final TokenCheck check;
    private final RevocationSettings settings;
    private final Json json;
    private final Consumer<Object> events;

    public RevokingPart(TokenCheck check, RevocationSettings settings, Json json, Consumer<Object> events) {
        this.check = check;
        this.settings = settings;
        this.json = json;
        this.events = events;
    }

    @Override
    public List<Object> components() {
        return settings.enabled()
                ? List.of(new RevocationFilter(check, settings.onStoreFailure(), json, events))
                : List.of();
    }
}
