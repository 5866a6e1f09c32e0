package io.boosterbeacon.it.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The first project of a user: it has its own POM, and the library as one file in {@code WEB-INF/lib}. */
public final class HelloWorldProject {
    private static final String JAR = "beacon-redis-all.jar";
    private static final Map<String, String> FILES = Map.of(
            "pom.xml",
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>hello</artifactId>
              <version>1</version>
              <packaging>war</packaging>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
                <dependency>
                  <groupId>jakarta.platform</groupId>
                  <artifactId>jakarta.jakartaee-api</artifactId>
                  <version>10.0.0</version>
                  <scope>provided</scope>
                </dependency>
                <dependency>
                  <groupId>local</groupId>
                  <artifactId>beacon-redis-all</artifactId>
                  <version>1</version>
                  <scope>system</scope>
                  <systemPath>${project.basedir}/src/main/webapp/WEB-INF/lib/beacon-redis-all.jar</systemPath>
                </dependency>
              </dependencies>
              <build>
                <finalName>hello</finalName>
                <plugins>
                  <plugin>
                    <artifactId>maven-resources-plugin</artifactId>
                    <version>3.3.1</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.14.0</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-surefire-plugin</artifactId>
                    <version>3.5.4</version>
                  </plugin>
                  <plugin>
                    <artifactId>maven-war-plugin</artifactId>
                    <version>3.4.0</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """,
            "src/main/java/com/example/HelloApplication.java",
            """
            package com.example;

            import jakarta.ws.rs.ApplicationPath;
            import jakarta.ws.rs.core.Application;

            @ApplicationPath("/")
            public class HelloApplication extends Application {}
            """,
            "src/main/java/com/example/HelloResource.java",
            """
            package com.example;

            import io.boosterbeacon.redis.ratelimit.RateLimit;
            import jakarta.enterprise.context.ApplicationScoped;
            import jakarta.inject.Inject;
            import jakarta.ws.rs.GET;
            import jakarta.ws.rs.Path;
            import java.time.temporal.ChronoUnit;

            @Path("/hello")
            @ApplicationScoped
            public class HelloResource {
                @Inject
                Greetings greetings;

                @GET
                @RateLimit(value = 3, window = 1, windowUnit = ChronoUnit.HOURS)
                public String hello() {
                    return greetings.find("world").text();
                }
            }
            """,
            "src/main/java/com/example/Greetings.java",
            """
            package com.example;

            import io.boosterbeacon.redis.cache.CacheKey;
            import io.boosterbeacon.redis.cache.Cached;
            import jakarta.enterprise.context.ApplicationScoped;
            import java.util.concurrent.atomic.AtomicInteger;

            @ApplicationScoped
            public class Greetings {
                public record Greeting(String text) {}

                private final AtomicInteger loads = new AtomicInteger();

                @Cached(cacheName = "greeting")
                public Greeting find(@CacheKey String name) {
                    return new Greeting("Hello, " + name + ", load " + loads.incrementAndGet());
                }
            }
            """,
            "src/main/webapp/WEB-INF/beans.xml",
            """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="3.0" bean-discovery-mode="annotated"/>
            """);

    private HelloWorldProject() {}

    /**
     * Builds the project as a user would. It is built once for each one-file JAR, and the WAR is used on all servers.
     *
     * @return the WAR
     */
    public static Path build() throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("it.all.jar"));
        Path folder = Files.createDirectories(Path.of(System.getProperty("it.output"), "hello-world")
                .resolve(FILES.hashCode() + "-" + Files.getLastModifiedTime(jar).toMillis()));
        Path war = folder.resolve("hello.war");
        try (FileChannel turn =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock mine = turn.lock()) {
            if (mine.isValid() && !Files.exists(war)) {
                build(folder, jar);
                Files.move(folder.resolve("target").resolve("hello.war"), war);
            }
        }
        return war;
    }

    private static void build(Path folder, Path jar) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path libraries = Files.createDirectories(folder.resolve("src/main/webapp/WEB-INF/lib"));
        Files.copy(jar, libraries.resolve(JAR), StandardCopyOption.REPLACE_EXISTING);
        run(folder);
    }

    private static void run(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("maven.log");
        Process maven = new ProcessBuilder(List.of(
                        System.getProperty("it.maven"),
                        "-B",
                        "-q",
                        "-Dmaven.repo.local=" + System.getProperty("it.maven.repository"),
                        "package"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(5, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            maven.destroyForcibly();
            throw new IOException(
                    "The user's project does not build:\n" + Files.readString(log, StandardCharsets.UTF_8));
        }
    }
}
