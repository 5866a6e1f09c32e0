package io.boosterbeacon.it.server;

import java.nio.file.Path;
import java.util.Optional;

/** The product and version that this run of the suite is for. */
public final class ServerUnderTest {
    private static final Optional<Jdk> JDK = Jdk.atLeast(Integer.parseInt(property("it.java.min")));

    private ServerUnderTest() {}

    /** The product, by the name of its folder in {@code server-config}. */
    public static String name() {
        return nameAndVersion()[0];
    }

    public static String version() {
        return nameAndVersion()[1];
    }

    private static String[] nameAndVersion() {
        return property("it.server").split(" ", 2);
    }

    /** The unpacked distribution, or the JAR. */
    static Path home() {
        return Path.of(property("it.server.home"));
    }

    /** The folder with what a user of the product must set. */
    static Path config() {
        return Path.of("server-config", name()).toAbsolutePath();
    }

    /** The version of the JDK that runs the server; empty if this machine has none that is new enough. */
    public static Optional<Integer> jdk() {
        return JDK.map(Jdk::version);
    }

    static Path javaHome() {
        return JDK.map(Jdk::home)
                .orElseThrow(() -> new IllegalStateException("no JDK " + property("it.java.min") + " on this machine"));
    }

    static Path java() {
        return javaHome().resolve("bin").resolve("java");
    }

    /** Options that shorten the start, which takes most of the time of these servers. */
    static String javaOptions() {
        return property("it.java.options");
    }

    /** The number of this JVM among those that run tests at the same time. */
    static String fork() {
        return property("test.fork");
    }

    static Path output() {
        return Path.of(property("it.output"));
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("the build has not set the system property " + name);
        }
        return value;
    }
}
