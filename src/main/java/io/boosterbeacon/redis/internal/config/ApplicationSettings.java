package io.boosterbeacon.redis.internal.config;

import java.util.regex.Pattern;

/**
 * Which application this is.
 *
 * @param name keeps its caches and limits apart from those of other applications on the same store
 */
public record ApplicationSettings(String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String UNNAMED = "application";

    static ApplicationSettings read(Values values) {
        String name = values.text(ConfigKeys.APPLICATION_NAME).orElse(UNNAMED);
        if (!isName(name)) {
            throw ConfigProblem.of(
                    ConfigKeys.APPLICATION_NAME, name, "1 to 64 letters, digits, dots, dashes and underscores");
        }
        return new ApplicationSettings(name);
    }

    /** Whether a text can be the name of an application. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
