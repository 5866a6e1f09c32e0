package io.boosterbeacon.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JWT that only {@link io.boosterbeacon.it.application.library.StubLogin} believes. */
public final class UnsignedToken {
    private UnsignedToken() {}

    /** One of Ada's. */
    public static Map<String, String> header() {
        return header("ada");
    }

    /** One of a user's, valid for a quarter of an hour from now, where the stub looks for it. */
    public static Map<String, String> header(String user) {
        long now = Instant.now().getEpochSecond();
        String token = Stream.of(
                        "{\"alg\":\"RS256\"}",
                        "{\"iss\":\"urn:test\",\"sub\":\"" + user + "\",\"iat\":" + now + ",\"exp\":" + (now + 900)
                                + "}",
                        "signature")
                .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8)))
                .collect(Collectors.joining("."));
        return Map.of("X-Stub-Token", token);
    }
}
