package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Derives the name of an application that configures none: its context path, else the name of the module or of the
 * application. A version at the end is removed, so that the nodes of an application share their caches while a new
 * version is rolled out.
 */
final class ApplicationName {
    private static final Pattern VERSIONED = Pattern.compile("(.+?)[-_]v?\\d+(\\.\\d+)+([.+_-][A-Za-z0-9]+)*");

    /** A deployment's name with a version, separated as servers do. A context path has no version. */
    private static final Pattern TAGGED = Pattern.compile("(.+?)(:|##).*");

    private static final int MAX_READABLE = 50;
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private ApplicationName() {}

    /** Adds a default for the application's name to the properties. */
    static Function<String, Optional<String>> asDefault(
            Function<String, Optional<String>> properties, Instance<ServletContext> servletContext) {
        Optional<String> name =
                contextPath(servletContext).or(ApplicationName::deployment).map(ApplicationName::clean);
        name.filter(found -> properties.apply(ConfigKeys.APPLICATION_NAME).isEmpty())
                .ifPresent(found -> LOG.log(
                        Level.INFO,
                        "The name of this application is \"{0}\". Set {1} if its nodes would derive different names.",
                        found,
                        ConfigKeys.APPLICATION_NAME));
        return property -> property.equals(ConfigKeys.APPLICATION_NAME)
                ? properties.apply(property).filter(text -> !text.isBlank()).or(() -> name)
                : properties.apply(property);
    }

    /** The context path; empty for the root, where each server may have another application. */
    private static Optional<String> contextPath(Instance<ServletContext> servletContext) {
        try {
            return servletContext.isResolvable()
                    ? Optional.of(servletContext.get().getContextPath())
                            .filter(path -> path.length() > 1)
                            .map(path -> path.substring(1))
                    : Optional.empty();
        } catch (RuntimeException e) {
            // a module without a web application
            return Optional.empty();
        }
    }

    private static Optional<String> deployment() {
        return Stream.of("java:module/ModuleName", "java:app/AppName")
                .map(ApplicationName::lookUp)
                .flatMap(Optional::stream)
                .findFirst()
                .map(ApplicationName::untagged);
    }

    static String untagged(String name) {
        return first(TAGGED, name);
    }

    private static String first(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    @SuppressWarnings("BanJNDI") // constant names of the server itself
    private static Optional<String> lookUp(String name) {
        try {
            return InitialContext.doLookup(name) instanceof String text && !text.isEmpty()
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (NamingException | RuntimeException | LinkageError e) {
            // no such name on this server
            return Optional.empty();
        }
    }

    static String clean(String name) {
        String unversioned = first(VERSIONED, name);
        if (ApplicationSettings.isName(unversioned)) {
            return unversioned;
        }
        String readable = unversioned.replaceAll("[^A-Za-z0-9._-]", "-");
        return readable.substring(0, Math.min(readable.length(), MAX_READABLE)) + "-"
                + Digest.of(unversioned).substring(0, 8);
    }
}
