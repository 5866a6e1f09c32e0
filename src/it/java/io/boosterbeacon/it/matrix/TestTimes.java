package io.boosterbeacon.it.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints how the time of the tests is spent: the slowest classes, and each server's share. It reads the reports of
 * Surefire and Failsafe. Run it from the project's folder, with nothing but a JDK: {@code java
 * src/it/java/io/boosterbeacon/it/matrix/TestTimes.java}.
 */
public final class TestTimes {
    private static final Path REPORTS = Path.of("target");
    private static final String UNIT_TESTS = "surefire-reports";
    private static final int SLOWEST = 15;
    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*?name=\"([^\"]+)\" time=\"([0-9.,]+)\"");

    /** One test class, where it has run, and for how long. */
    private record Run(String place, String testClass, double seconds) {}

    private TestTimes() {}

    public static void main(String... arguments) throws IOException {
        List<Run> runs = runs();
        if (runs.isEmpty()) {
            System.err.println("target has no test reports: run the tests first (mvn verify)");
            System.exit(1);
        }
        Map<String, Double> places = runs.stream()
                .collect(Collectors.groupingBy(Run::place, TreeMap::new, Collectors.summingDouble(Run::seconds)));
        System.out.println("Seconds in test classes (unit tests: of all forks together):");
        places.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(place -> print(place.getValue(), place.getKey()));
        System.out.println("The slowest classes:");
        runs.stream()
                .sorted(Comparator.comparingDouble(Run::seconds).reversed())
                .limit(SLOWEST)
                .forEach(run -> print(run.seconds(), run.testClass() + " (" + run.place() + ")"));
    }

    private static void print(double seconds, String what) {
        System.out.printf(Locale.ROOT, "%7.1f  %s%n", seconds, what);
    }

    private static List<Run> runs() throws IOException {
        try (Stream<Path> files = Files.walk(REPORTS, 3)) {
            return files.filter(TestTimes::isReport).flatMap(TestTimes::run).toList();
        }
    }

    private static boolean isReport(Path file) {
        String name = file.getFileName().toString();
        return file.toString().contains("-reports") && name.startsWith("TEST-") && name.endsWith(".xml");
    }

    private static Stream<Run> run(Path file) {
        try {
            Matcher suite = SUITE.matcher(Files.readString(file));
            if (!suite.find()) {
                return Stream.empty();
            }
            String folder = file.getName(file.getNameCount() - 2).toString();
            String simpleName = suite.group(1).substring(suite.group(1).lastIndexOf('.') + 1);
            double seconds = Double.parseDouble(suite.group(2).replace(",", ""));
            return Stream.of(new Run(folder.startsWith(UNIT_TESTS) ? "unit tests" : folder, simpleName, seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
