package io.boosterbeacon.redis.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One number for each round. A disturbed round shows in the spread, not in the median. */
final class Series {
    private final List<Double> rounds = new ArrayList<>();

    void add(double value) {
        rounds.add(value);
    }

    double median() {
        List<Double> sorted = rounds.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The ratio of each round: both were measured within the same seconds, on an equally busy machine. */
    Series dividedBy(Series other) {
        Series ratios = new Series();
        for (int round = 0; round < rounds.size(); round++) {
            ratios.add(rounds.get(round) / other.rounds.get(round));
        }
        return ratios;
    }

    /** The median, the least and the greatest. */
    String text(String format) {
        double least = rounds.stream().mapToDouble(each -> each).min().orElseThrow();
        double greatest = rounds.stream().mapToDouble(each -> each).max().orElseThrow();
        String pattern = rounds.size() == 1 ? format : format + " (" + format + " … " + format + ")";
        return String.format(Locale.ROOT, pattern, median(), least, greatest);
    }
}
