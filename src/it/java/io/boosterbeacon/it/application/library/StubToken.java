package io.boosterbeacon.it.application.library;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The principal that a server would create from a verified token. */
record StubToken(String raw, JsonObject claims) implements JsonWebToken {
    static StubToken of(String raw) {
        String payload = new String(Base64.getUrlDecoder().decode(raw.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        return new StubToken(raw, Json.createReader(new StringReader(payload)).readObject());
    }

    @Override
    public String getName() {
        return claims.getString("sub");
    }

    @Override
    public Set<String> getClaimNames() {
        return claims.keySet();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is MicroProfile's
    public <T> @Nullable T getClaim(String name) {
        if ("groups".equals(name)) {
            return (T) groups();
        }
        JsonValue value = "raw_token".equals(name) ? Json.createValue(raw) : claims.get(name);
        return (T) (value instanceof JsonString text ? text.getString() : value);
    }

    private Set<String> groups() {
        return claims.getJsonArray("groups").getValuesAs(JsonString::getString).stream()
                .collect(Collectors.toUnmodifiableSet());
    }
}
