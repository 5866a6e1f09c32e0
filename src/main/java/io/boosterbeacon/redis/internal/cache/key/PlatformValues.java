package io.boosterbeacon.redis.internal.cache.key;

import static java.util.Map.entry;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.xml.namespace.QName;

/**
 * Encodes values of the JDK that are no containers. The encodings distinguish values in the same way as {@code equals}
 * does.
 */
@SuppressWarnings("JavaUtilDate") // applications may pass them
final class PlatformValues {
    private static final Map<Class<?>, BiConsumer<Object, KeyBytes>> EXACT = Map.ofEntries(
            of(Boolean.class, (value, to) -> to.number(value ? 1 : 0)),
            of(Byte.class, (value, to) -> to.number(value.intValue())),
            of(Short.class, (value, to) -> to.number(value.intValue())),
            of(Integer.class, (value, to) -> to.number(value.intValue())),
            of(Long.class, (value, to) -> to.number(value.longValue())),
            of(Float.class, (value, to) -> to.number(Float.floatToIntBits(value))),
            of(Double.class, (value, to) -> to.number(Double.doubleToLongBits(value))),
            of(Character.class, (value, to) -> to.number((int) value.charValue())),
            of(String.class, (value, to) -> to.text(value)),
            of(BigInteger.class, (value, to) -> to.block(value.toByteArray())),
            of(BigDecimal.class, (value, to) -> to.number(value.scale())
                    .block(value.unscaledValue().toByteArray())),
            of(UUID.class, (value, to) -> to.number(value.getMostSignificantBits())
                    .number(value.getLeastSignificantBits())),
            of(URI.class, UriIdentity::write),
            of(Locale.class, PlatformValues::locale),
            of(Class.class, PlatformValues::type),
            of(Currency.class, (value, to) -> to.text(value.getCurrencyCode())),
            of(BitSet.class, (value, to) -> to.block(value.toByteArray())),
            of(Date.class, (value, to) -> to.number(value.getTime())),
            of(java.sql.Date.class, (value, to) -> to.number(value.getTime())),
            of(java.sql.Time.class, (value, to) -> to.number(value.getTime())),
            of(java.sql.Timestamp.class, (value, to) -> to.number(value.getTime())
                    .number(value.getNanos())),
            of(File.class, (value, to) -> to.text(value.getPath())),
            of(Inet4Address.class, (value, to) -> to.block(value.getAddress())),
            of(Inet6Address.class, (value, to) -> to.block(value.getAddress())),
            of(Duration.class, (value, to) -> to.number(value.getSeconds()).number(value.getNano())),
            of(Instant.class, (value, to) -> to.number(value.getEpochSecond()).number(value.getNano())),
            ofText(LocalDate.class),
            ofText(LocalTime.class),
            ofText(LocalDateTime.class),
            ofText(OffsetDateTime.class),
            ofText(OffsetTime.class),
            ofText(ZonedDateTime.class),
            ofText(Period.class),
            ofText(Year.class),
            ofText(YearMonth.class),
            ofText(MonthDay.class),
            ofText(HijrahDate.class),
            ofText(JapaneseDate.class),
            ofText(MinguoDate.class),
            ofText(ThaiBuddhistDate.class),
            ofText(MathContext.class),
            of(QName.class, (value, to) -> to.text(value.getNamespaceURI()).text(value.getLocalPart())),
            of(OptionalInt.class, (value, to) -> to.number(value.isPresent() ? 1 : 0)
                    .number(value.orElse(0))),
            of(OptionalLong.class, (value, to) -> to.number(value.isPresent() ? 1 : 0)
                    .number(value.orElse(0))),
            of(OptionalDouble.class, (value, to) -> to.number(value.isPresent() ? 1 : 0)
                    .number(Double.doubleToLongBits(value.orElse(0)))));

    /** Abstract types with hidden implementations. Their values are identified by a text. */
    private static final Map<Class<?>, BiConsumer<Object, KeyBytes>> ABSTRACT = Map.ofEntries(
            of(ZoneId.class, (value, to) -> to.text(value.getId())),
            of(TimeZone.class, (value, to) -> to.text(name(value, TimeZone::getID, TimeZone::getTimeZone))),
            of(Path.class, (value, to) -> to.text(name(value, Path::toString, Path::of))),
            of(Charset.class, (value, to) -> to.text(value.name())));

    private PlatformValues() {}

    private static <T> Map.Entry<Class<?>, BiConsumer<Object, KeyBytes>> of(
            Class<T> type, BiConsumer<T, KeyBytes> write) {
        return entry(type, (value, to) -> write.accept(type.cast(value), to));
    }

    /** A type whose {@code toString} is different for each value. */
    private static <T> Map.Entry<Class<?>, BiConsumer<Object, KeyBytes>> ofText(Class<T> type) {
        return of(type, (value, to) -> to.text(value.toString()));
    }

    /** Whether values of a declared type can be encoded here. */
    static boolean include(Class<?> type) {
        return type.isPrimitive()
                || EXACT.containsKey(type)
                || type == InetAddress.class
                || ABSTRACT.keySet().stream().anyMatch(each -> each.isAssignableFrom(type));
    }

    /** Writes a value; false if it is of another type. */
    static boolean write(Object value, KeyBytes to) {
        Class<?> type = value.getClass();
        BiConsumer<Object, KeyBytes> exact = EXACT.get(type);
        if (exact != null) {
            to.tag('V').text(type.getName());
            exact.accept(value, to);
            return true;
        }
        for (Map.Entry<Class<?>, BiConsumer<Object, KeyBytes>> known : ABSTRACT.entrySet()) {
            if (known.getKey().isInstance(value)) {
                to.tag('V').text(known.getKey().getName());
                known.getValue().accept(value, to);
                return true;
            }
        }
        return false;
    }

    /**
     * The name of a value, if the name alone identifies it. Throws for a time zone with custom rules and a path of
     * another file system.
     */
    private static <T> String name(T value, Function<T, String> name, Function<String, T> lookup) {
        String text = name.apply(value);
        if (!isIdentifiedBy(value, text, lookup)) {
            throw new UnidentifiableException(value.getClass().getTypeName(), "its name does not tell all of it");
        }
        return text;
    }

    private static <T> boolean isIdentifiedBy(T value, String name, Function<String, T> lookup) {
        try {
            return lookup.apply(name).equals(value);
        } catch (RuntimeException e) {
            // the name may not be valid in the default file system
            return false;
        }
    }

    private static void type(Class<?> type, KeyBytes to) {
        if (ObjectFields.isGenerated(type)) {
            throw new UnidentifiableException("the class " + type.getTypeName(), ObjectFields.GENERATED);
        }
        to.text(type.getName());
    }

    private static void locale(Locale locale, KeyBytes to) {
        to.text(locale.getLanguage())
                .text(locale.getScript())
                .text(locale.getCountry())
                .text(locale.getVariant());
        to.number(locale.getExtensionKeys().size());
        locale.getExtensionKeys().stream().sorted().forEach(key -> to.number((int) key.charValue())
                .text(locale.getExtension(key)));
    }
}
