package io.boosterbeacon.redis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The cached value: about 400 bytes of JSON. All contenders use the same Jackson, so that they differ only in the rest.
 */
record Product(
        String id,
        String name,
        String description,
        long priceInCents,
        String currency,
        boolean available,
        double rating,
        List<String> tags,
        Maker maker) {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader READER = JSON.readerFor(Product.class);
    private static final ObjectWriter WRITER = JSON.writerFor(Product.class);

    record Maker(String name, String country) {}

    static Product of(String id) {
        return new Product(
                id,
                "A lamp for the desk",
                "It has an arm with two joints, a heavy foot, and a switch where the hand finds it in the dark. The bulb is"
                        + " not part of it; one with up to eight watts fits.",
                4_990,
                "EUR",
                true,
                4.5,
                List.of("lamp", "desk", "office", "new"),
                new Maker("Lamps and Daughters", "PT"));
    }

    byte[] toJson() {
        try {
            return WRITER.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Product ofJson(byte[] json) {
        try {
            return READER.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
