package io.boosterbeacon.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.Duration;

/** What came back, and how long it took. */
public record Answer(int status, HttpHeaders headers, String body, JsonNode json, Duration took) {
    /** A header that must be there, or an empty text. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String text(String field) {
        return json.path(field).asText();
    }
}
