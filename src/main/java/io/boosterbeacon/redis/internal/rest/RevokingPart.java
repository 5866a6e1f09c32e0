package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.RevocationSettings;
import io.boosterbeacon.redis.internal.revocation.TokenCheck;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.List;

/** The filter that rejects requests with revoked tokens. */
public final class RevokingPart implements RestPart {
    private final TokenCheck check;
    private final RevocationSettings settings;
    private final Json json;
    private final Telemetry telemetry;

    public RevokingPart(TokenCheck check, RevocationSettings settings, Json json, Telemetry telemetry) {
        this.check = check;
        this.settings = settings;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public List<Object> components() {
        return settings.enabled()
                ? List.of(new RevocationFilter(check, settings.onStoreFailure(), json, telemetry))
                : List.of();
    }
}
