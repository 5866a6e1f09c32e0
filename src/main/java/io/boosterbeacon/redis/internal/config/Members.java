package io.boosterbeacon.redis.internal.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Checks of the members of annotations, and the texts that messages about them share. */
public final class Members {
    /** The largest count: Lua in Redis represents integers exactly up to this number plus one. */
    public static final long MAX_COUNT = (1L << 53) - 1;

    /** The longest window, time to live and wait. */
    public static final Duration MAX_DURATION = Duration.ofDays(3_660);

    private static final Pattern POLICY_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern CACHE_NAME = Pattern.compile("[A-Za-z0-9._/$(),\\[\\]-]{1,200}");

    private static final String IDENTIFIERS = "[\\p{javaJavaIdentifierPart}.]+";

    /** The form of {@link BeanMethod#signature()}. */
    private static final Pattern SIGNATURE =
            Pattern.compile(IDENTIFIERS + "/" + IDENTIFIERS + "\\((" + IDENTIFIERS + "(\\[])*(,(?!\\))|(?=\\))))*\\)");

    private Members() {}

    /** How messages name an annotation and its element. */
    public static String place(String annotation, AnnotatedElement element) {
        return "@" + annotation + " on " + describe(element);
    }

    /** How messages name an annotation and its element. */
    public static String place(Class<? extends Annotation> annotation, AnnotatedElement element) {
        return "@" + name(annotation) + " on " + describe(element);
    }

    /** How messages name an annotation; one within another is {@code Outer.Inner}. */
    public static String name(Class<? extends Annotation> annotation) {
        String name = annotation.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    /** How messages name a method or a class. */
    public static String describe(AnnotatedElement element) {
        return element instanceof Method method
                ? method.getDeclaringClass().getName() + "." + method.getName() + "()"
                : ((Class<?>) element).getName();
    }

    /** Checks a length of time in the unit that an annotation gives. */
    public static Duration duration(String what, long amount, ChronoUnit unit, boolean zeroAllowed) {
        Values.requireUnit(what + " unit", unit);
        long max = MAX_DURATION.toMillis() / unit.getDuration().toMillis();
        long min = zeroAllowed ? 0 : 1;
        if (amount < min || amount > max) {
            throw ConfigProblem.of(what, amount, "a whole number of " + unit.name() + " from " + min + " to " + max);
        }
        return Duration.of(amount, unit);
    }

    /**
     * Whether the name of a cache is the signature of a method: that is the name of a cache without an explicit one.
     */
    public static boolean isSignature(String cache) {
        return SIGNATURE.matcher(cache).matches();
    }

    static String policyName(String what, String name) {
        if (!POLICY_NAME.matcher(name).matches()) {
            throw ConfigProblem.of(what, name, "1 to 64 letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    static String cacheName(String what, String name) {
        if (!CACHE_NAME.matcher(name).matches() && !isSignature(name)) {
            throw ConfigProblem.of(what, name, "1 to 200 letters, digits and . _ - / $ ( ) , [ ]");
        }
        return name;
    }
}
