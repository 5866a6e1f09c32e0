package io.boosterbeacon.redis.internal.codec;

import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Compares objects of the JDK's classes that are no containers. */
final class Scalars {
    /** Define no {@code equals}, and show all that they are. */
    private static final Set<Class<?>> BY_TEXT =
            Set.of(AtomicBoolean.class, AtomicInteger.class, AtomicLong.class, StringBuilder.class, StringBuffer.class);

    private Scalars() {}

    static boolean areAlike(Object a, Object b) {
        if (a instanceof URL url && b instanceof URL other) {
            // its equals resolves host names
            return url.toExternalForm().equals(other.toExternalForm());
        }
        if (a instanceof ByteBuffer bytes && b instanceof ByteBuffer other && bytes.order() != other.order()) {
            // numbers would be read from the same bytes as other ones
            return false;
        }
        // a java.util.Date may equal an SQL timestamp, which does not equal the date
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
