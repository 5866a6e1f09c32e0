package io.boosterbeacon.it.server;

import io.boosterbeacon.redis.testing.Ports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** One running copy of a server, with a folder and ports of its own, so that several can run at the same time. */
record Node(String name, Path folder, int httpPort, int adminPort) {
    static Node create(String name) {
        String server = ServerUnderTest.name() + "-" + ServerUnderTest.version() + "-" + ServerUnderTest.fork();
        Path folder =
                ServerUnderTest.output().resolve("servers").resolve("nodes").resolve(server + "-" + name);
        return new Node(name, folder, Ports.free(), Ports.free());
    }

    Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    /** Deletes what an earlier run has left. */
    void clear() throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, java.io.IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        Files.createDirectories(folder);
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /** Replaces what matches a pattern in a text file; fails if nothing matches. */
    static void edit(Path file, String pattern, String replacement) throws IOException {
        String before = Files.readString(file);
        String after = before.replaceAll(pattern, replacement);
        if (after.equals(before)) {
            throw new IllegalStateException(file + " has nothing like " + pattern);
        }
        Files.writeString(file, after);
    }
}
