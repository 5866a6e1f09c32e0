package io.boosterbeacon.it.application.library;

import io.boosterbeacon.it.application.library.Items.Item;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes items, and counts them. */
@Provider
@Produces(MediaType.TEXT_PLAIN)
public class ItemWriter implements MessageBodyWriter<Item> {
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    /** How many items have been written. */
    static int written() {
        return WRITTEN.get();
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
        return type == Item.class;
    }

    @Override
    public void writeTo(
            Item item,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream to)
            throws IOException {
        WRITTEN.incrementAndGet();
        to.write((item.id() + " costs " + item.price()).getBytes(StandardCharsets.UTF_8));
    }
}
