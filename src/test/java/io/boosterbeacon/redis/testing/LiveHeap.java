package io.boosterbeacon.redis.testing;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory of all live objects of this JVM. The used heap of the memory bean is no measure of it: a collector counts
 * whole regions, of several MiB each, whatever is left in them.
 */
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private LiveHeap() {}

    /** The sum of the class histogram, in bytes. Collects all garbage first. */
    public static long bytes() {
        try {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Matcher total = TOTAL.matcher(String.valueOf(histogram));
            if (!total.find()) {
                throw new IllegalStateException("a class histogram without a total");
            }
            return Long.parseLong(total.group(1));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
