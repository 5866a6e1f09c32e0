package io.boosterbeacon.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.time.Duration;

/** The answer to a request, and how long it took. */
public record Answer(int status, HttpHeaders headers, String body, JsonNode json, Duration took) {
    /** The value of a header, or an empty text if there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String text(String field) {
        return json.path(field).asText();
    }
}
