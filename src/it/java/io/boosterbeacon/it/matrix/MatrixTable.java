package io.boosterbeacon.it.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints what the integration tests have recorded as a table, and ends with 1 if anything failed. From the project's folder,
 * with a JDK alone: {@code java src/it/java/io/boosterbeacon/it/matrix/MatrixTable.java [--update README.md]}.
 */
public final class MatrixTable {
    private static final String BEGIN = "<!-- matrix -->\n";
    private static final String END = "<!-- /matrix -->\n";

    private MatrixTable() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, int[]> rows = rows(Path.of("target", "matrix"));
        if (rows.isEmpty()) {
            System.err.println("target/matrix is empty: run the integration tests first (mvn verify)");
            System.exit(1);
        }
        String table = table(rows);
        System.out.print(table);
        if (arguments.length == 2 && arguments[0].equals("--update")) {
            update(Path.of(arguments[1]), table);
        }
        System.exit(rows.values().stream().anyMatch(counts -> counts[1] > 0) ? 1 : 0);
    }

    private static Map<String, int[]> rows(Path folder) throws IOException {
        Map<String, int[]> rows = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.list(folder)) {
                found.sorted().forEach(files::add);
            }
        }
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                String row = "| " + Stream.of(fields).limit(5).collect(Collectors.joining(" | ")) + " |";
                int[] counts = rows.computeIfAbsent(row, key -> new int[3]);
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += Integer.parseInt(fields[5 + i]);
                }
            }
        }
        return rows;
    }

    private static String table(Map<String, int[]> rows) throws InterruptedException {
        String lines = rows.entrySet().stream()
                .map(row -> row.getKey() + " " + verdict(row.getValue()) + " |\n")
                .collect(Collectors.joining());
        return "Measured at commit " + commit() + ":\n\n| server | version | JDK | application | store | tests |\n"
                + "|---|---|---|---|---|---|\n" + lines;
    }

    private static String verdict(int[] counts) {
        if (counts[1] > 0) {
            return "**" + counts[1] + " failed**, " + counts[0] + " green";
        }
        return counts[0] + " green" + (counts[2] > 0 ? ", " + counts[2] + " not for this server" : "");
    }

    private static String commit() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=10")
                    .redirectErrorStream(true)
                    .start();
            String name = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return git.waitFor() == 0 ? "`" + name + "`" : "unknown";
        } catch (IOException e) {
            // sources without their history, or a machine without git
            return "unknown";
        }
    }

    private static void update(Path file, String table) throws IOException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no place for the table: " + BEGIN.trim() + " … " + END.trim());
        }
        Files.writeString(file, text.substring(0, begin) + BEGIN + table + text.substring(end));
    }
}
