package io.boosterbeacon.it.matrix;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import io.boosterbeacon.it.redis.RedisUnderTest;
import io.boosterbeacon.it.server.ServerUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Records the results of a test class for {@link MatrixTable}. Skips the class if no JDK of this machine can run the
 * server.
 */
final class MatrixRecorder implements TestWatcher, AfterAllCallback, ExecutionCondition {
    private static final Pattern FORM = Pattern.compile("\\b(NO_APPLICATION|EMPTY_APPLICATION|LISTED_CLASSES)\\b");

    private final Map<String, int[]> counts = new TreeMap<>();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return ServerUnderTest.jdk().isPresent()
                ? ConditionEvaluationResult.enabled("a JDK is there")
                : ConditionEvaluationResult.disabled("no JDK on this machine is new enough for "
                        + ServerUnderTest.name() + " " + ServerUnderTest.version());
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        count(context, 0);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        count(context, 1);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        count(context, 2);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        count(context, 2);
    }

    private synchronized void count(ExtensionContext context, int outcome) {
        counts.computeIfAbsent(form(context), form -> new int[3])[outcome]++;
    }

    private static String form(ExtensionContext context) {
        Matcher form = FORM.matcher(context.getDisplayName());
        Stream<String> ofTest = findAnnotation(context.getElement(), Feature.class).map(Feature::value).stream();
        Stream<String> ofApplication =
                form.find() ? Stream.of(form.group().toLowerCase(Locale.ROOT).replace('_', ' ')) : Stream.empty();
        return Stream.of(Stream.of(row(context).form()), ofTest, ofApplication)
                .flatMap(each -> each)
                .collect(Collectors.joining(", "));
    }

    private static OnServer row(ExtensionContext context) {
        return findAnnotation(context.getRequiredTestClass(), OnServer.class).orElseThrow();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            counts.computeIfAbsent(row(context).form(), form -> new int[3])[1]++;
        }
        String lines = counts.entrySet().stream()
                .map(entry -> Stream.of(
                                ServerUnderTest.name(),
                                ServerUnderTest.version(),
                                ServerUnderTest.jdk().map(String::valueOf).orElse("none"),
                                entry.getKey(),
                                row(context).store().equals("redis")
                                        ? RedisUnderTest.name()
                                        : row(context).store(),
                                entry.getValue()[0],
                                entry.getValue()[1],
                                entry.getValue()[2])
                        .map(String::valueOf)
                        .collect(Collectors.joining("\t", "", "\n")))
                .collect(Collectors.joining());
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("it.output"), "matrix"));
            String name = String.join(
                    "-",
                    ServerUnderTest.name(),
                    ServerUnderTest.version(),
                    ServerUnderTest.jdk().map(String::valueOf).orElse("none"),
                    context.getRequiredTestClass().getSimpleName());
            Files.writeString(folder.resolve(name + ".tsv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
