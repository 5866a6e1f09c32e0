package io.boosterbeacon.redis.internal.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.key.Arguments.Box;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Colour;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Query;
import io.boosterbeacon.redis.internal.cache.key.Arguments.Size;
import io.boosterbeacon.redis.internal.codec.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An invalidation reaches what another node has cached: both JVMs make the same key, whatever order their sets have.
 */
class KeysOfAnotherJvmTest {
    /** The orders of immutable sets, of classes and of enums differ from JVM to JVM. */
    private static String keys() {
        KeyEncoder encoder = new KeyEncoder();
        return List.of(
                        Set.of("a", "b", "c", "d", "e", "f", "g", "h"),
                        new HashSet<Object>(List.of(Size.SMALL, Size.LARGE, Colour.SMALL, String.class, Locale.class)),
                        Map.of(Size.SMALL, Set.of(1, 2, 3), Size.LARGE, Set.of(4, 5, 6)),
                        new Box(Set.of(Query.of("a", true, 1), Query.of("b", true, 1)), Optional.of(Size.LARGE)),
                        Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai-x-lvariant-a"))
                .stream()
                .map(value -> Digest.of(List.of(encoder.encode(value))))
                .collect(Collectors.joining(","));
    }

    /** The other JVM. */
    public static void main(String[] arguments) {
        System.out.print(keys());
    }

    @Test
    void keys_ofTwoJvms_areTheSame() throws Exception {
        for (int i = 0; i < 2; i++) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KeysOfAnotherJvmTest.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String keys = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(other.waitFor()).isZero();
            assertThat(Arrays.asList(keys.split(",", -1))).containsExactly(keys().split(",", -1));
        }
    }
}
