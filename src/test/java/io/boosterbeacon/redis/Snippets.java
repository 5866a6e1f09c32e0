package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The Java classes and the properties that documents show. */
final class Snippets {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTIES = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("public class (\\w+)");
    private static final String IMPORTS =
            """
            import io.boosterbeacon.redis.*;
            import io.boosterbeacon.redis.cache.*;
            import io.boosterbeacon.redis.ratelimit.*;
            import io.boosterbeacon.redis.revocation.*;
            import jakarta.annotation.security.RolesAllowed;
            import jakarta.enterprise.context.*;
            import jakarta.inject.Inject;
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.client.*;
            import jakarta.ws.rs.core.Application;
            import jakarta.ws.rs.core.Context;
            import jakarta.ws.rs.core.SecurityContext;
            import jakarta.ws.rs.core.StreamingOutput;
            import jakarta.ws.rs.sse.SseEventSink;
            import java.nio.charset.StandardCharsets;
            import java.time.Duration;
            import java.time.Instant;
            import java.time.ZoneId;
            import java.time.temporal.ChronoUnit;
            import java.util.*;
            import org.eclipse.microprofile.auth.LoginConfig;
            import org.eclipse.microprofile.jwt.JsonWebToken;
            """;

    private Snippets() {}

    static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The classes of a document, as source text. */
    static Stream<String> java(Path document) {
        return JAVA.matcher(text(document)).results().map(found -> found.group(1));
    }

    /** All properties of a document together. */
    static Properties properties(Path document) {
        Properties shown = new Properties();
        for (MatchResult found : PROPERTIES.matcher(text(document)).results().toList()) {
            try {
                shown.load(new StringReader(found.group(1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shown;
    }

    /** Compiles a class into a folder, and loads it. */
    static Class<?> compiled(String code, Path output) throws Exception {
        Matcher type = TYPE.matcher(code);
        assertThat(type.find()).isTrue();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-proc:none", "-parameters", "-d", output.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(
                        messages, null, null, options, null, List.of(source(type.group(1), IMPORTS + code)))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        // not closed: the class is used later, and the loader has only files
        return new URLClassLoader(new URL[] {output.toUri().toURL()}).loadClass(type.group(1));
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
