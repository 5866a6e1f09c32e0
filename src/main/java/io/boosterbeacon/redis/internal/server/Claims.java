package io.boosterbeacon.redis.internal.server;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Reads the name of the caller and the claims of a verified token, in whichever Java types the server represents them.
 */
public final class Claims {
    /** The names that Elytron and Open Liberty give to the principal of an unauthenticated request. */
    private static final Set<String> ANONYMOUS = Set.of("anonymous", "unauthenticated");

    /** Every number with so many decimal digits fits into a long. */
    private static final int LONG_DIGITS = 18;

    private static final boolean JWT = OptionalApi.MP_JWT.isPresent();

    private Claims() {}

    /** The name of the caller; empty if the request is not authenticated. */
    public static Optional<String> name(@Nullable Principal caller) {
        return Optional.ofNullable(caller)
                .map(Principal::getName)
                .filter(name -> !name.isEmpty() && !ANONYMOUS.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether a principal is that of a server for requests that are not authenticated. */
    public static boolean isAnonymous(Principal caller) {
        String name = caller.getName();
        return name != null && ANONYMOUS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** A claim as text; empty if the token does not have it, or if the caller has no verified token. */
    public static Optional<String> text(@Nullable Principal caller, String claim) {
        if (!JWT || !(caller instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        Object value = token.getClaim(claim);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        String text = value instanceof JsonString json ? json.getString() : value.toString();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The texts of a claim: one, or those of the list that it is; empty if the token does not have it, or no value. */
    public static List<String> texts(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        if (value instanceof Collection<?> list) {
            return list.stream()
                    .filter(item -> item != null && item != JsonValue.NULL)
                    .map(Claims::text)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
        return text(token, claim).map(List::of).orElse(List.of());
    }

    /** Whether a claim has a value, or is a list that contains it. */
    public static boolean has(@Nullable Principal caller, String claim, String value) {
        if (!JWT || !(caller instanceof JsonWebToken token)) {
            return false;
        }
        Object found = token.getClaim(claim);
        return found instanceof Collection<?> list
                ? list.stream().anyMatch(each -> text(each).equals(value))
                : found != null && text(found).equals(value);
    }

    private static String text(@Nullable Object value) {
        return value instanceof JsonString json ? json.getString() : String.valueOf(value);
    }

    /**
     * The value of a numeric claim without its fraction; 0 if the token does not have it or if it is not a number. The
     * principals of SmallRye (WildFly, Open Liberty) also return 0 for a missing claim.
     */
    public static long number(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        return value instanceof JsonNumber json
                ? toLong(json.bigDecimalValue())
                : value instanceof Number number ? toLong(number) : 0;
    }

    /** A number without its fraction. A number outside the range of a long becomes the nearest long. */
    public static long toLong(Number number) {
        if (number instanceof BigInteger integer) {
            return integer.bitLength() < Long.SIZE ? integer.longValue() : bound(integer.signum());
        }
        if (number instanceof BigDecimal decimal) {
            // compares the number of digits: a conversion to BigInteger could produce a billion of them
            return (long) decimal.precision() - decimal.scale() <= LONG_DIGITS
                    ? decimal.longValue()
                    : bound(decimal.signum());
        }
        return number.longValue();
    }

    private static long bound(int signum) {
        return signum < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
