package io.boosterbeacon.redis.bench;

import java.util.Map;

/** Writes the results as Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    void title(Options options) {
        line(
                "Each cell is the median of %d rounds, with the least and the greatest in parentheses. In a round, the rows of a table"
                        .formatted(options.rounds()));
        line(
                "are measured one after the other: a ratio compares neighbours in time. Only ratios mean something: calls per second");
        line(
                "are those of this machine, as busy as it was. A wide spread says that something else ran; then run it again.");
    }

    void throughput(Group group, int threads, Map<Contenders, ThroughputRounds.Measured> measured) {
        Contenders reference = Contenders.of(group).get(0);
        ThroughputRounds.Measured ours = measured.get(reference);
        head(
                group.title + ", " + threads + (threads == 1 ? " thread" : " threads"),
                "`" + reference.title + "` ÷ this",
                "calls/s",
                group.onServer ? "B allocated a call, by the client" : "B allocated a call");
        measured.forEach((contender, its) -> row(
                contender.title,
                ours == null
                        ? ""
                        : ours.callsPerSecond().dividedBy(its.callsPerSecond()).text("%.2f"),
                its.callsPerSecond().text("%,.0f"),
                its.bytesPerCall().text("%,.0f")));
    }

    void costs(Group group, Map<Contenders, ServerCosts.Costs> costs) {
        head(group.title + ": in Redis", "CPU µs a call", "commands a call × `usec_per_call`", "bytes a subject");
        costs.forEach((contender, its) -> row(
                contender.title,
                "%.1f".formatted(its.cpuMicros()),
                its.commands().strip(),
                "%,.0f".formatted(its.bytes())));
    }

    void latencies(Group group, long rate, Map<Contenders, LatencyRounds.Measured> latencies) {
        Contenders reference = Contenders.of(group).get(0);
        LatencyRounds.Measured ours = latencies.get(reference);
        head(
                "%s: latency in µs at %,d calls/s".formatted(group.title, rate),
                "p99 of `" + reference.title + "` ÷ this",
                "p50",
                "p99",
                "p99.9",
                "calls/s answered");
        latencies.forEach((contender, its) -> row(
                contender.title,
                ours == null ? "" : ours.p99().dividedBy(its.p99()).text("%.2f"),
                its.p50().text("%,.0f"),
                its.p99().text("%,.0f"),
                its.p999().text("%,.0f"),
                its.rate().text("%,.0f")));
    }

    private void head(String first, String... others) {
        line("");
        row(first, others);
        line("|---" + "|---:".repeat(others.length) + "|");
    }

    private void row(String first, String... others) {
        line("| " + first + " | " + String.join(" | ", others) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
