package io.boosterbeacon.redis.internal.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a form. Its text contains none of them, because they are secrets. */
public final class Form {
    private final Map<String, List<String>> parameters;

    private Form(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads a form.
     *
     * @param body of {@code application/x-www-form-urlencoded}, in UTF-8
     * @throws InvalidRequestException if it is no form
     */
    public static Form of(String body) throws InvalidRequestException {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
        }
        return new Form(parameters);
    }

    /** The parameters that a server has read. */
    public static Form of(Map<String, String[]> parameters) {
        Map<String, List<String>> lists = new HashMap<>();
        parameters.forEach((name, values) -> lists.put(name, List.of(values)));
        return new Form(lists);
    }

    static String decode(String text) throws InvalidRequestException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("the body is no form");
        }
    }

    /**
     * A parameter; one without a value counts as missing (RFC 6749 §3.2).
     *
     * @throws InvalidRequestException if it is there more than once
     */
    Optional<String> optional(String name) throws InvalidRequestException {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new InvalidRequestException("the parameter " + name + " is there more than once");
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /**
     * A parameter that must be there.
     *
     * @throws InvalidRequestException if it is not there exactly once
     */
    String required(String name) throws InvalidRequestException {
        return optional(name).orElseThrow(() -> new InvalidRequestException("the parameter " + name + " is missing"));
    }

    @Override
    public String toString() {
        return "a form with " + parameters.size() + " parameters";
    }
}
