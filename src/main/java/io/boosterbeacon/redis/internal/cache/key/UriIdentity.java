package io.boosterbeacon.redis.internal.cache.key;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Encodes a URI as {@link URI#equals} compares it: scheme, host and the hexadecimal digits of escapes ignore case. */
final class UriIdentity {
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

    private UriIdentity() {}

    static void write(URI uri, KeyBytes to) {
        boolean server = uri.getHost() != null;
        Stream.of(
                        lower(uri.getScheme()),
                        escapes(uri.isOpaque() ? uri.getRawSchemeSpecificPart() : null),
                        escapes(uri.getRawPath()),
                        escapes(uri.getRawQuery()),
                        escapes(uri.getRawFragment()),
                        lower(uri.getHost()),
                        escapes(uri.getRawUserInfo()),
                        server ? String.valueOf(uri.getPort()) : null,
                        server ? null : escapes(uri.getRawAuthority()))
                .forEach(part -> to.number(part == null ? 0 : 1).text(Objects.requireNonNullElse(part, "")));
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String escapes(@Nullable String text) {
        return text == null
                ? null
                : ESCAPE.matcher(text).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
    }
}
