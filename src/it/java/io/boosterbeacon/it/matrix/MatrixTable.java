package io.boosterbeacon.it.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Prints what the integration tests have recorded as a grid, and ends with 1 if anything failed. From the project's folder,
 * with a JDK alone: {@code java src/it/java/io/boosterbeacon/it/matrix/MatrixTable.java [--update README.md]}.
 */
public final class MatrixTable {
    private static final Path FOLDER = Path.of("target", "matrix");
    private static final String BEGIN = "<!-- matrix -->\n";
    private static final String END = "<!-- /matrix -->\n";

    private MatrixTable() {}

    /** Where tests ran. */
    private record Place(String server, String version, String jdk) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::server)
                .thenComparing(Place::version)
                .thenComparing(Place::jdk);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        String heading() {
            return server + " " + version + ", JDK " + jdk;
        }
    }

    /** How tests of one subject went in one place. */
    private record Counts(int green, int failed, int skipped) {
        Counts plus(Counts more) {
            return new Counts(green + more.green, failed + more.failed, skipped + more.skipped);
        }

        boolean isEmpty() {
            return green == 0 && failed == 0;
        }

        String text() {
            return failed > 0
                    ? "**" + failed + " failed**, " + green + " green"
                    : green + (skipped > 0 ? " (" + skipped + " n/a)" : "");
        }
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, Map<Place, Counts>> rows = rows(FOLDER);
        if (rows.isEmpty()) {
            System.err.println("target/matrix is empty: run the integration tests first (mvn verify)");
            System.exit(1);
        }
        String grid = "Measured at commit " + commit() + ":\n\n" + grid(rows);
        System.out.print(grid);
        if (arguments.length == 2 && arguments[0].equals("--update")) {
            update(Path.of(arguments[1]), grid);
        }
        boolean failed =
                rows.values().stream().flatMap(row -> row.values().stream()).anyMatch(counts -> counts.failed() > 0);
        System.exit(failed ? 1 : 0);
    }

    /** By what was tested, and where. */
    private static Map<String, Map<Place, Counts>> rows(Path folder) throws IOException {
        Map<String, Map<Place, Counts>> rows = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.list(folder)) {
                found.sorted().forEach(files::add);
            }
        }
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                Counts counts = new Counts(
                        Integer.parseInt(fields[5]), Integer.parseInt(fields[6]), Integer.parseInt(fields[7]));
                rows.computeIfAbsent(fields[3] + " | " + fields[4], tested -> new TreeMap<>())
                        .merge(new Place(fields[0], fields[1], fields[2]), counts, Counts::plus);
            }
        }
        // what could run nowhere says nothing of any place
        rows.values().removeIf(row -> row.values().stream().allMatch(Counts::isEmpty));
        return rows;
    }

    private static String grid(Map<String, Map<Place, Counts>> rows) {
        List<Place> places = rows.values().stream()
                .flatMap(row -> row.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        StringBuilder grid = new StringBuilder("| application | store |");
        places.forEach(place -> grid.append(' ').append(place.heading()).append(" |"));
        grid.append("\n|---|---|").append("---|".repeat(places.size())).append('\n');
        rows.forEach((tested, row) -> {
            grid.append("| ").append(tested).append(" |");
            places.forEach(place -> grid.append(' ')
                    .append(Optional.ofNullable(row.get(place))
                            .map(Counts::text)
                            .orElse("–"))
                    .append(" |"));
            grid.append('\n');
        });
        return grid.append("\nGreen tests; n/a: the server lacks what the test is about; –: not run there.\n")
                .toString();
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
