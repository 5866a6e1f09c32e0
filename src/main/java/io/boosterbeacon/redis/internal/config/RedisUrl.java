package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.RedisCredentials.Login;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The value of {@code redis.url}. This is the only place that knows its grammar. Its text form has no password.
 *
 * @param secure whether the connections use TLS
 * @param hosts the servers, or the sentinels
 * @param database 0 if the URL names none
 * @param master the name of the master that the sentinels watch; empty without sentinels
 * @param login empty if the URL has no password
 */
public record RedisUrl(boolean secure, List<Host> hosts, int database, Optional<String> master, Optional<Login> login) {
    static final String FORMS =
            "redis://[user:password@]host[:port][/database], several hosts with commas between them for"
                    + " a cluster, redis-sentinel://[user:password@]host[:port][,host[:port]…][/database]#master for"
                    + " sentinels; rediss:// or rediss-sentinel:// for TLS";

    private static final Set<String> DIRECT = Set.of("redis", "rediss");
    private static final Set<String> SENTINELS = Set.of("redis-sentinel", "rediss-sentinel");
    private static final int PORT = 6_379;
    private static final int SENTINEL_PORT = 26_379;
    private static final String HOST = "([\\w.-]*|\\[[0-9a-fA-F:.]*])(:\\d*)?";
    private static final Pattern ADDRESS = Pattern.compile(HOST + "(," + HOST + ")*(/\\w*)?");
    private static final Pattern DATABASE = Pattern.compile("(/\\d{0,5})?");
    private static final Pattern MASTER = Pattern.compile("[\\w.-]{1,200}");

    /**
     * A server or a sentinel.
     *
     * @param name a host name or an IP address; an IPv6 address stands in brackets
     */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    /** Reads a URL; throws {@link ConfigProblem}, without the password, if it has none of the accepted forms. */
    public static RedisUrl parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean sentinel = SENTINELS.contains(scheme);
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            int at = authority.lastIndexOf('@');
            List<String> addresses = List.of(authority.substring(at + 1).split(",", -1));
            List<Host> hosts = addresses.stream()
                    .flatMap(address -> host(address, sentinel ? SENTINEL_PORT : PORT).stream())
                    .toList();
            boolean valid = (sentinel || DIRECT.contains(scheme))
                    && hosts.size() == addresses.size()
                    && DATABASE.matcher(uri.getPath()).matches()
                    && uri.getQuery() == null
                    && (sentinel
                            ? uri.getFragment() != null
                                    && MASTER.matcher(uri.getFragment()).matches()
                            : uri.getFragment() == null);
            if (valid) {
                String database = uri.getPath().replace("/", "");
                return new RedisUrl(
                        scheme.startsWith("rediss"),
                        hosts,
                        database.isEmpty() ? 0 : Integer.parseInt(database),
                        Optional.ofNullable(uri.getFragment()),
                        login(at < 0 ? "" : authority.substring(0, at)));
            }
            if (addresses.stream()
                    .anyMatch(address -> host(address, PORT).isEmpty()
                            && host(address.replace('_', '-'), PORT).isPresent())) {
                throw ConfigProblem.of(
                        ConfigKeys.REDIS_URL, withoutPassword(url), "a host name without underscores (RFC 1123)");
            }
        } catch (URISyntaxException e) {
            // reported below, without the message of the exception: it quotes the password
        }
        throw ConfigProblem.of(ConfigKeys.REDIS_URL, withoutPassword(url), FORMS);
    }

    private static Optional<Host> host(String address, int defaultPort) {
        try {
            URI uri = new URI("redis://" + address);
            boolean valid = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return valid
                    ? Optional.of(new Host(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort()))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Splits {@code user:password} before it decodes: each part may contain an encoded colon. A text without a colon is
     * a password.
     */
    private static Optional<Login> login(String userInfo) {
        int colon = userInfo.indexOf(':');
        String password = decoded(userInfo.substring(colon + 1));
        return password.isEmpty()
                ? Optional.empty()
                : Optional.of(new Login(decoded(userInfo.substring(0, Math.max(0, colon))), password));
    }

    /** Decodes what is percent-encoded. In a URL, unlike in a form, a plus sign is no space. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String withoutPassword(String url) {
        int slashes = url.indexOf("//");
        String scheme = slashes < 0 ? "" : url.substring(0, slashes + 2);
        // a password that is not percent-encoded may contain any character: everything before the last @ is left out
        int at = url.lastIndexOf('@');
        if (at >= 0) {
            return (slashes < at ? scheme : "") + "***@" + address(url.substring(at + 1));
        }
        return scheme + address(url.substring(scheme.length()));
    }

    /** Text that does not look like an address may be a password in the wrong place. */
    private static String address(String text) {
        return ADDRESS.matcher(text).matches() ? text : "***";
    }

    /** The URL without its password. */
    @Override
    public String toString() {
        return Stream.of(
                        secure ? "rediss" : "redis",
                        master.isPresent() ? "-sentinel" : "",
                        "://",
                        login.isPresent() ? "***@" : "",
                        hosts.stream().map(Host::toString).collect(Collectors.joining(",")),
                        database == 0 ? "" : "/" + database,
                        master.map(name -> "#" + name).orElse(""))
                .collect(Collectors.joining());
    }
}
