package io.boosterbeacon.redis.internal.codec;

import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Compares objects of the JDK's classes that are not containers. */
final class Scalars {
    /** Classes without {@code equals}, whose text form contains their whole state. */
    private static final Set<Class<?>> BY_TEXT =
            Set.of(AtomicBoolean.class, AtomicInteger.class, AtomicLong.class, StringBuilder.class, StringBuffer.class);

    private Scalars() {}

    static boolean areEqual(Object a, Object b) {
        if (a instanceof URL url && b instanceof URL other) {
            // URL.equals would resolve host names
            return url.toExternalForm().equals(other.toExternalForm());
        }
        if (a instanceof ByteBuffer bytes && b instanceof ByteBuffer other && bytes.order() != other.order()) {
            // the same bytes would be read as other numbers
            return false;
        }
        // equals need not be symmetric: a java.util.Date may equal a Timestamp that does not equal the date
        if (a.equals(b) && b.equals(a)) {
            return true;
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a instanceof Pattern pattern) {
            return pattern.toString().equals(b.toString()) && pattern.flags() == ((Pattern) b).flags();
        }
        return a.getClass() == Object.class
                || (BY_TEXT.contains(a.getClass()) && a.toString().equals(b.toString()));
    }
}
