package io.boosterbeacon.demo.web;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A request body that must be a JSON object with known fields; anything else is answered with 400. */
final class JsonInput {
    private static final int MOST_BYTES = 8192;

    private final JsonObject object;

    private JsonInput(JsonObject object) {
        this.object = object;
    }

    static JsonInput read(InputStream body, Set<String> fields) throws IOException {
        JsonObject object = parse(body.readNBytes(MOST_BYTES + 1));
        Set<String> unknown = new TreeSet<>(object.keySet());
        unknown.removeAll(fields);
        if (!unknown.isEmpty()) {
            throw Problem.badRequest("Unknown fields " + unknown + "; known are " + new TreeSet<>(fields));
        }
        return new JsonInput(object);
    }

    /** A text that is not blank. */
    String text(String field, int longest) {
        if (object.get(field) instanceof JsonString text
                && !text.getString().isBlank()
                && text.getString().length() <= longest) {
            return text.getString();
        }
        throw Problem.badRequest("\"" + field + "\" must be a text of 1 to " + longest + " characters, not blank");
    }

    /** A text that is not blank; the fallback if there is no such field. */
    String text(String field, int longest, String fallback) {
        return object.containsKey(field) ? text(field, longest) : fallback;
    }

    boolean flag(String field) {
        JsonValue value = object.get(field);
        JsonValue.ValueType type = value == null ? JsonValue.ValueType.NULL : value.getValueType();
        if (type == JsonValue.ValueType.TRUE || type == JsonValue.ValueType.FALSE) {
            return type == JsonValue.ValueType.TRUE;
        }
        throw Problem.badRequest("\"" + field + "\" must be true or false");
    }

    /** A list of some of the allowed texts; the fallback if there is no such field. */
    List<String> someOf(String field, Set<String> allowed, List<String> fallback) {
        JsonValue value = object.get(field);
        if (value == null) {
            return fallback;
        }
        if (value.getValueType() == JsonValue.ValueType.ARRAY) {
            List<JsonValue> items = value.asJsonArray();
            List<String> texts = items.stream()
                    .filter(JsonString.class::isInstance)
                    .map(item -> ((JsonString) item).getString())
                    .distinct()
                    .toList();
            if (texts.size() == items.size() && !texts.isEmpty() && allowed.containsAll(texts)) {
                return texts;
            }
        }
        throw Problem.badRequest("\"" + field + "\" must be a list of one or more of " + new TreeSet<>(allowed));
    }

    /** An amount of money above zero, with at most two decimals. */
    BigDecimal amount(String field, BigDecimal most) {
        if (object.get(field) instanceof JsonNumber number) {
            BigDecimal amount = number.bigDecimalValue();
            if (amount.signum() > 0 && amount.compareTo(most) <= 0 && amount.scale() <= 2) {
                return amount;
            }
        }
        throw Problem.badRequest(
                "\"" + field + "\" must be a number above 0, at most " + most + ", with at most two decimals");
    }

    private static JsonObject parse(byte[] body) {
        if (body.length > MOST_BYTES) {
            throw Problem.badRequest("The body must be at most " + MOST_BYTES + " bytes long");
        }
        try (JsonParser parser = Json.createParser(new ByteArrayInputStream(body))) {
            if (parser.hasNext() && parser.next() == JsonParser.Event.START_OBJECT) {
                JsonObject object = parser.getObject();
                if (!parser.hasNext()) {
                    return object;
                }
            }
        } catch (JsonException e) {
            throw notAnObject();
        }
        throw notAnObject();
    }

    private static WebApplicationException notAnObject() {
        return Problem.badRequest("The body must be a JSON object");
    }
}
