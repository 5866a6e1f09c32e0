package io.boosterbeacon.redis.internal.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The header fields of a response. The header maps of some servers are case-sensitive; field names are not. */
final class Fields {
    /** Describe the content of a response. */
    private static final Set<String> OF_CONTENT =
            Set.of("content-type", "content-length", "content-encoding", "content-language");

    private Fields() {}

    static boolean isOfContent(String name) {
        return OF_CONTENT.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean has(Map<String, ?> headers, String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Adds names to a field that is a list of names, whatever their case. The names that are there come first. */
    static void append(MultivaluedMap<String, Object> headers, String field, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        List<String> spellings =
                headers.keySet().stream().filter(field::equalsIgnoreCase).toList();
        Stream<String> before = spellings.stream()
                .flatMap(spelling -> headers.getOrDefault(spelling, List.of()).stream())
                .flatMap(value -> Stream.of(value.toString().split(",", -1)));
        String all = Stream.concat(before, names.stream())
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toMap(
                        name -> name.toLowerCase(Locale.ROOT), name -> name, (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .collect(Collectors.joining(", "));
        spellings.forEach(headers::remove);
        headers.putSingle(field, all);
    }
}
