package io.boosterbeacon.it.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Prints what the integration tests have recorded: a grid of the servers, and a table of all that was tested, which it
 * also writes to {@code target/matrix/matrix.md}. Ends with 1 if anything failed. Run it from the project's folder,
 * with nothing but a JDK: {@code java src/it/java/io/boosterbeacon/it/matrix/MatrixTable.java [--update]}. With the
 * option, the grid goes into the README, and the table into {@code server-config/matrix.md}.
 */
public final class MatrixTable {
    private static final Path FOLDER = Path.of("target", "matrix");
    private static final Path README = Path.of("README.md");
    private static final Path TABLE = Path.of("server-config", "matrix.md");
    private static final String BEGIN = "<!-- matrix -->\n";
    private static final String END = "<!-- /matrix -->\n";

    private MatrixTable() {}

    /** Where tests have run. */
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

    /** What was tested: a form of application, and a store. */
    private record Subject(String form, String store) implements Comparable<Subject> {
        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::form).thenComparing(Subject::store);

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    /** A column of the grid. */
    private record Column(String heading, Predicate<Subject> has) {
        static Column form(String heading, String part) {
            return new Column(heading, subject -> subject.form().contains(part));
        }

        static Column store(String heading, String name) {
            return new Column(heading, subject -> subject.store().equals(name));
        }
    }

    private static final List<Column> COLUMNS = List.of(
            Column.form("no `Application`", "no application"),
            Column.form("an empty one", "empty application"),
            Column.form("one that lists its classes", "listed classes"),
            Column.form("the one-file JAR", "one-file"),
            Column.form("groups", "groups"),
            Column.form("tiers", "tiers"),
            Column.form("proxies", "proxies"),
            Column.form("concurrency", "concurrency"),
            Column.store("embedded store", "embedded"),
            Column.store("Redis 7", "redis"),
            Column.store("Valkey 8", "valkey 8"),
            new Column("a Redis that fails", subject -> subject.store().startsWith("redis,")));

    /** The results of the tests of one subject in one place. */
    private record Counts(int green, int failed, int skipped) {
        Counts plus(Counts more) {
            return new Counts(green + more.green, failed + more.failed, skipped + more.skipped);
        }

        boolean isEmpty() {
            return green == 0 && failed == 0;
        }

        String text() {
            return withoutSkipped() + (failed == 0 && skipped > 0 ? " (" + skipped + " n/a)" : "");
        }

        String withoutSkipped() {
            return failed > 0 ? "**" + failed + " failed**, " + green + " green" : String.valueOf(green);
        }
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<Subject, Map<Place, Counts>> results = results();
        if (results.isEmpty()) {
            System.err.println("target/matrix is empty: run the integration tests first (mvn verify)");
            System.exit(1);
        }
        List<Place> places = results.values().stream()
                .flatMap(row -> row.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        String measured = "Measured at commit " + commit() + ":\n\n";
        String grid = measured + grid(results, places);
        String table = measured + table(results, places);
        System.out.println(grid);
        System.out.print(table);
        Files.writeString(FOLDER.resolve("matrix.md"), table);
        if (List.of(arguments).contains("--update")) {
            replaceGrid(grid);
            Files.writeString(TABLE, "# What was tested where\n\n" + table);
        }
        boolean failed =
                results.values().stream().flatMap(row -> row.values().stream()).anyMatch(counts -> counts.failed() > 0);
        System.exit(failed ? 1 : 0);
    }

    private static Map<Subject, Map<Place, Counts>> results() throws IOException {
        Map<Subject, Map<Place, Counts>> results = new TreeMap<>();
        for (Path file : recorded()) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", -1);
                Counts counts = new Counts(
                        Integer.parseInt(fields[5]), Integer.parseInt(fields[6]), Integer.parseInt(fields[7]));
                results.computeIfAbsent(new Subject(fields[3], fields[4]), subject -> new TreeMap<>())
                        .merge(new Place(fields[0], fields[1], fields[2]), counts, Counts::plus);
            }
        }
        // a subject that no place can run is left out
        results.values().removeIf(row -> row.values().stream().allMatch(Counts::isEmpty));
        return results;
    }

    private static List<Path> recorded() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(FOLDER)) {
            return found.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
    }

    /** A line for each server, version and JDK. */
    private static String grid(Map<Subject, Map<Place, Counts>> results, List<Place> places) {
        StringBuilder grid = new StringBuilder("| server | JDK |");
        COLUMNS.forEach(column -> grid.append(' ').append(column.heading()).append(" |"));
        grid.append("\n|---|---|").append("---|".repeat(COLUMNS.size())).append('\n');
        for (Place place : places) {
            grid.append("| ").append(place.server()).append(' ').append(place.version());
            grid.append(" | ").append(place.jdk()).append(" |");
            COLUMNS.forEach(column -> grid.append(' ')
                    .append(results.entrySet().stream()
                            .filter(row -> column.has().test(row.getKey()))
                            .flatMap(row -> Stream.ofNullable(row.getValue().get(place)))
                            .reduce(Counts::plus)
                            .filter(counts -> !counts.isEmpty())
                            .map(Counts::withoutSkipped)
                            .orElse("–"))
                    .append(" |"));
            grid.append('\n');
        }
        return grid.append(
                        "\nGreen tests with each form of application, of each kind of limit, and with each store; –: not run there.\n")
                .toString();
    }

    /** A line for each subject. */
    private static String table(Map<Subject, Map<Place, Counts>> results, List<Place> places) {
        StringBuilder table = new StringBuilder("| application | store |");
        places.forEach(place -> table.append(' ').append(place.heading()).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(places.size())).append('\n');
        results.forEach((subject, row) -> {
            table.append("| ")
                    .append(subject.form())
                    .append(" | ")
                    .append(subject.store())
                    .append(" |");
            places.forEach(place -> table.append(' ')
                    .append(Optional.ofNullable(row.get(place))
                            .map(Counts::text)
                            .orElse("–"))
                    .append(" |"));
            table.append('\n');
        });
        return table.append("\nGreen tests; n/a: the server lacks what the test is about; –: not run there.\n")
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
            // no repository, or no git
            return "unknown";
        }
    }

    private static void replaceGrid(String grid) throws IOException {
        String text = Files.readString(README);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(README + " has no place for the grid: " + BEGIN.trim() + " … " + END.trim());
        }
        Files.writeString(README, text.substring(0, begin) + BEGIN + grid + text.substring(end));
    }
}
