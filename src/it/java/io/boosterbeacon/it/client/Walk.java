package io.boosterbeacon.it.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The commands that the README shows for the demo, and the statuses that it promises for them. */
public final class Walk {
    private static final Pattern COMMANDS = Pattern.compile("```bash\n(API=.*?)```", Pattern.DOTALL);
    private static final Pattern PROMISE = Pattern.compile("(?m)^curl -i .* # (\\d{3})\\b");
    // a body need not end with a line
    private static final Pattern STATUS = Pattern.compile("HTTP/\\S+ (\\d{3})\\b");

    private final String commands;

    private Walk(String commands) {
        this.commands = commands;
    }

    /** All of them, in their order. */
    public static List<Walk> ofReadme() {
        try {
            return COMMANDS.matcher(Files.readString(Path.of("README.md")))
                    .results()
                    .map(found -> new Walk(found.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Integer> promised() {
        return statuses(PROMISE, commands);
    }

    /** Runs the commands, and returns the statuses of the answers that they show. */
    public List<Integer> run(URI root) {
        String here = commands.replaceFirst("API=\\S+", "API=" + root.resolve("api"));
        try {
            Process shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", here)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return statuses(STATUS, new String(shell.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> statuses(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }
}
