package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library in a world where an API cannot be loaded, as on a server that lacks it. */
class MissingApisTest {
    private static final Logger LOG = Logger.getLogger("io.boosterbeacon.redis");

    @ParameterizedTest
    @CsvSource({
        "org.eclipse.microprofile.jwt, MicroProfile JWT, revocation is off",
        "org.eclipse.microprofile.health, MicroProfile Health, no readiness check",
        "jakarta.transaction, Jakarta Transactions, do not follow transactions"
    })
    void application_withoutAnApi_worksAndIsToldOnce(String hidden, String title, String consequence) throws Exception {
        assertThat(messagesOfARunWithout(hidden))
                .singleElement()
                .asString()
                .contains(title + " is not available", consequence);
    }

    @Test
    void application_withoutMicroProfileConfig_worksAndIsToldOnce() throws Exception {
        assertThat(messagesOfARunWithout("org.eclipse.microprofile.config", "io.smallrye"))
                .singleElement()
                .asString()
                .contains("MicroProfile Config is not available", "system properties");
    }

    /** Connections are closed by actions of the application, which know its API. */
    @Test
    void application_withoutWebSocketsAndEvents_works() throws Exception {
        assertThat(messagesOfARunWithout("jakarta.websocket", "jakarta.ws.rs.sse"))
                .isEmpty();
    }

    @Test
    void application_withoutAnyOfThem_worksAndIsToldOfEach() throws Exception {
        assertThat(messagesOfARunWithout("org.eclipse.microprofile", "io.smallrye", "jakarta.transaction"))
                .hasSize(4);
    }

    @Test
    void application_withTheApiOfConfigButNoImplementation_readsPlainProperties() throws Exception {
        assertThat(messagesOfARunWithout("io.smallrye")).isEmpty();
    }

    @Test
    void application_withoutJose4j_worksAsLongAsNoEndpointNeedsIt() throws Exception {
        assertThat(messagesOfARunWithout("org.jose4j")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "org.jose4j, the library org.bitbucket.b_c:jose4j",
        "org.slf4j, the library org.slf4j:slf4j-api",
        "org.eclipse.microprofile.jwt, MicroProfile JWT is not available"
    })
    void endpoints_withoutWhatTheyNeed_failTheDeployment(String hidden, String needed) throws Exception {
        assertThat(inAWorldWithout("failureOfEndpoints", hidden))
                .asString()
                .contains("beacon.revocation.endpoints.revoke.path is \"/oauth/revoke\"; accepted: ", needed);
    }

    private static List<String> messagesOfARunWithout(String... hidden) throws Exception {
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (Level.INFO.equals(entry.getLevel())) {
                    messages.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(handler);
        try {
            Object unused = inAWorldWithout("run", hidden);
        } finally {
            LOG.removeHandler(handler);
        }
        return messages;
    }

    /** Calls a method of the probe. */
    private static @Nullable Object inAWorldWithout(String method, String... hidden) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (Without world = new Without(hidden)) {
            thread.setContextClassLoader(world);
            return world.loadClass(MissingApisProbe.class.getName())
                    .getMethod(method)
                    .invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** All classes of this JVM once more, but for those that are hidden. */
    private static final class Without extends URLClassLoader {
        private final List<String> hidden;

        Without(String... hidden) throws Exception {
            super(classPath(hidden), ClassLoader.getPlatformClassLoader());
            this.hidden = List.of(hidden);
        }

        /** Without the JARs of what is hidden, too: they name services. */
        private static URL[] classPath(String... hidden) throws Exception {
            String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            List<URL> urls = new ArrayList<>();
            for (String entry : all.split(File.pathSeparator, -1)) {
                if (Stream.of(hidden).noneMatch(name -> entry.contains(name.replace('.', File.separatorChar)))) {
                    urls.add(new File(entry).toURI().toURL());
                }
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (hidden.stream().anyMatch(prefix -> name.startsWith(prefix + "."))) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
