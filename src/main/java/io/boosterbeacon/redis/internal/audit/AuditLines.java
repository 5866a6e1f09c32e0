package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.revocation.AuditEntry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what is audited as JSON objects of one line. Line feeds in a reason are escaped. Thread-safe. */
public final class AuditLines {
    private final Json json;

    public AuditLines(Json json) {
        this.json = json;
    }

    /** The JSON of an entry. What is absent is left out. */
    String of(AuditEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", entry.at().toString());
        fields.put("action", entry.action().name());
        fields.put("scope", entry.scope().name());
        fields.put("id", entry.id());
        entry.reason().ifPresent(reason -> fields.put("reason", reason));
        entry.actor().ifPresent(actor -> fields.put("actor", actor));
        fields.put("node", entry.node());
        entry.request().ifPresent(request -> fields.put("request", request));
        return json.text(fields);
    }

    /** The JSON that says how often something has happened without being recorded. */
    String ofUnrecorded(AuditEntry.Action action, long count, String node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("action", action.name());
        fields.put("unrecorded", count);
        fields.put("node", node);
        return json.text(fields);
    }
}
