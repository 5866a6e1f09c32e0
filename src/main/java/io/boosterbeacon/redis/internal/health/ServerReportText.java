package io.boosterbeacon.redis.internal.health;

import io.boosterbeacon.redis.internal.store.ServerReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Formats a {@link ServerReport} for readiness and for the log. */
final class ServerReportText {
    private ServerReportText() {}

    /** The fields of readiness, by name. */
    static Map<String, String> fields(ServerReport report) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("maxmemoryPolicy", report.evictionPolicy());
        warning(report).ifPresent(warning -> fields.put("warning", warning));
        fields.put(
                "scripts",
                report.scripts()
                        .map(scripts ->
                                scripts.loaded() + " of " + scripts.all() + " loaded, the others when first needed")
                        .orElse(ServerReport.UNKNOWN));
        return fields;
    }

    /** What the operator should change on the server; empty for nothing. */
    static Optional<String> warning(ServerReport report) {
        return report.evicts()
                ? Optional.of("maxmemory-policy is " + report.evictionPolicy()
                        + ": Redis may forget revocations and counts when its memory is full; set it to "
                        + ServerReport.NO_EVICTION)
                : Optional.empty();
    }
}
