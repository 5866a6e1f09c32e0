package io.boosterbeacon.redis.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code redis.url}, checked. Its text may hold a password and is told nowhere.
 *
 * @param text as it was given
 * @param hosts host and port of each server or sentinel
 * @param database 0 if none is named
 * @param master what the sentinels call the master; empty without sentinels
 */
public record RedisUrl(String text, List<String> hosts, int database, Optional<String> master) {
    static final String FORMS =
            "redis://[user:password@]host[:port][/database], several hosts with commas between them for"
                    + " a cluster, redis-sentinel://[user:password@]host[:port][,host[:port]…][/database]#master for"
                    + " sentinels; rediss:// or rediss-sentinel:// for TLS";

    private static final Set<String> DIRECT = Set.of("redis", "rediss");
    private static final Set<String> SENTINELS = Set.of("redis-sentinel", "rediss-sentinel");
    private static final String HOST = "([\\w.-]*|\\[[0-9a-fA-F:.]*])(:\\d*)?";
    private static final Pattern PLACE = Pattern.compile(HOST + "(," + HOST + ")*(/\\w*)?");
    private static final Pattern DATABASE = Pattern.compile("(/\\d{0,5})?");
    private static final Pattern MASTER = Pattern.compile("[\\w.-]{1,200}");

    /** Reads a URL; throws {@link ConfigProblem}, without the password, if it is none of the accepted forms. */
    public static RedisUrl parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean sentinel = SENTINELS.contains(scheme);
            List<String> hosts = hosts(uri);
            boolean valid = (sentinel || DIRECT.contains(scheme))
                    && !hosts.isEmpty()
                    && hosts.stream().allMatch(RedisUrl::isPlace)
                    && DATABASE.matcher(uri.getPath()).matches()
                    && uri.getQuery() == null
                    && (sentinel
                            ? uri.getFragment() != null
                                    && MASTER.matcher(uri.getFragment()).matches()
                            : uri.getFragment() == null);
            if (valid) {
                String database = uri.getPath().replace("/", "");
                return new RedisUrl(
                        url,
                        hosts,
                        database.isEmpty() ? 0 : Integer.parseInt(database),
                        Optional.ofNullable(uri.getFragment()));
            }
            if (hosts.stream().anyMatch(host -> !isPlace(host) && isPlace(host.replace('_', '-')))) {
                throw ConfigProblem.of(
                        ConfigKeys.REDIS_URL, withoutPassword(url), "a host name without underscores (RFC 1123)");
            }
        } catch (URISyntaxException e) {
            // told below, without the password that the exception's message repeats
        }
        throw ConfigProblem.of(ConfigKeys.REDIS_URL, withoutPassword(url), FORMS);
    }

    private static List<String> hosts(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            return List.of();
        }
        return Arrays.stream(authority.substring(authority.lastIndexOf('@') + 1).split(",", -1))
                .toList();
    }

    private static boolean isPlace(String host) {
        try {
            URI uri = new URI("redis://" + host);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String withoutPassword(String url) {
        int slashes = url.indexOf("//");
        String scheme = slashes < 0 ? "" : url.substring(0, slashes + 2);
        // a password that was not percent-encoded may hold any character: everything before the last @ goes
        int at = url.lastIndexOf('@');
        if (at >= 0) {
            return (slashes < at ? scheme : "") + "***@" + place(url.substring(at + 1));
        }
        return scheme + place(url.substring(scheme.length()));
    }

    /** What does not look like a place may be a password that its user wrote elsewhere. */
    private static String place(String text) {
        return PLACE.matcher(text).matches() ? text : "***";
    }

    /** Whether it asks for TLS. */
    boolean secure() {
        return text.startsWith("rediss");
    }

    /** Without the password. */
    @Override
    public String toString() {
        String scheme = text.substring(0, text.indexOf("//") + 2);
        return scheme
                + (text.contains("@") ? "***@" : "")
                + String.join(",", hosts)
                + (database == 0 ? "" : "/" + database)
                + master.map(name -> "#" + name).orElse("");
    }
}
