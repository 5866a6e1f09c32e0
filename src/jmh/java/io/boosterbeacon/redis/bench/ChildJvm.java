package io.boosterbeacon.redis.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class in a JVM of its own, as a fork of JMH does, so that contenders do not share a JVM. */
final class ChildJvm {
    private static final String ANSWER = "answer: ";

    private ChildJvm() {}

    /** Returns the result that the class has printed. */
    static String[] run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(command.size() - 1, Options.jvmArguments());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return output.lines()
                .filter(line -> line.startsWith(ANSWER))
                .findFirst()
                .filter(line -> code == 0)
                .map(line -> line.substring(ANSWER.length()).split(";"))
                .orElseThrow(() -> new IllegalStateException(command + " ended with " + code + "\n" + output));
    }

    /** Called by the class itself: prints its result and ends, although clients may have left threads. */
    static void answer(Object... values) {
        StringBuilder line = new StringBuilder(ANSWER);
        for (Object value : values) {
            line.append(value).append(';');
        }
        System.out.println(line);
        System.exit(0);
    }
}
