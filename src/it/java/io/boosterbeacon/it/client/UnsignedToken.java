package io.boosterbeacon.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JWT that only {@link io.boosterbeacon.it.application.library.StubLogin} accepts. */
public final class UnsignedToken {
    private UnsignedToken() {}

    /** A token of Ada's. */
    public static Map<String, String> header() {
        return header("ada");
    }

    /** A header with a token of a user, valid for a quarter of an hour. */
    public static Map<String, String> header(String user) {
        return header(user, "user", "basic");
    }

    /** A header with a token of a user who has a role and a plan. */
    public static Map<String, String> header(String user, String role, String plan) {
        long now = Instant.now().getEpochSecond();
        String token = Stream.of(
                        "{\"alg\":\"RS256\"}",
                        """
                        {"iss":"urn:test","sub":"%s","groups":["%s"],"plan":"%s","iat":%d,"exp":%d}
                        """
                                .formatted(user, role, plan, now, now + 900),
                        "signature")
                .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8)))
                .collect(Collectors.joining("."));
        return Map.of("X-Stub-Token", token);
    }
}
