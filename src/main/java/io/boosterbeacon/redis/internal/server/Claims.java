package io.boosterbeacon.redis.internal.server;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads the caller and the claims of a verified token, whatever form the server gives them. */
public final class Claims {
    /** Principals of requests that nobody has authenticated: Elytron's and Liberty's. */
    private static final Set<String> NOBODY = Set.of("anonymous", "unauthenticated");

    /** So many a long has at least. */
    private static final int DIGITS = 18;

    private static final boolean JWT = OptionalApi.MP_JWT.isPresent();

    private Claims() {}

    /** The caller's name; empty for nobody, under whatever name the server has for that. */
    public static Optional<String> name(@Nullable Principal caller) {
        return Optional.ofNullable(caller)
                .map(Principal::getName)
                .filter(name -> !name.isEmpty() && !NOBODY.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** A claim as text; empty if there is none, or the caller has no verified token. */
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

    /**
     * A moment's claim; 0 if there is none or it is no number. SmallRye's principals (WildFly, Open Liberty) say 0, too, for a
     * claim that the token does not have.
     */
    public static long moment(JsonWebToken token, String claim) {
        Object value = token.getClaim(claim);
        return value instanceof JsonNumber json
                ? whole(json.bigDecimalValue())
                : value instanceof Number number ? whole(number) : 0;
    }

    /** A number without its fraction; what is too large for a long is the largest, and not its last bits. */
    public static long whole(Number number) {
        if (number instanceof BigInteger integer) {
            return integer.bitLength() < Long.SIZE ? integer.longValue() : bound(integer.signum());
        }
        if (number instanceof BigDecimal decimal) {
            // compared by its digits: written out, it might have a billion of them
            return (long) decimal.precision() - decimal.scale() <= DIGITS
                    ? decimal.longValue()
                    : bound(decimal.signum());
        }
        return number.longValue();
    }

    private static long bound(int signum) {
        return signum < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
