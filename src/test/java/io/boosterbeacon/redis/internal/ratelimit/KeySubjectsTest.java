package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySubjectsTest {
    private final KeySubjects subjects = new KeySubjects(application("false"));

    private static ApplicationSettings application(String sharedLimits) {
        Map<String, String> values = Map.of("beacon.application.name", "shop", "beacon.ratelimit.shared", sharedLimits);
        return Settings.read(name -> Optional.ofNullable(values.get(name)), problem -> {})
                .application();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 512})
    void subject_ofAKeyOfAnyLength_isItsHashEachTime(int length) {
        String key = "k".repeat(length);
        assertThat(List.of(subjects.of(key), subjects.of(key))).containsOnly(Digest.of("key", "shop", key));
    }

    @Test
    void subjects_ofKeysWithTheSameHashCode_areTheirOwn() {
        assertThat("AaBB".hashCode()).isEqualTo("BBAa".hashCode());
        for (String key : List.of("AaBB", "BBAa", "AaBB", "BBAa")) {
            assertThat(subjects.of(key)).isEqualTo(Digest.of("key", "shop", key));
        }
    }

    @Test
    void subjects_ofManyKeysInManyThreads_areTheirOwn() {
        IntStream.range(0, 200_000).parallel().forEach(i -> {
            String key = "key" + i * 31 % 20_000;
            assertThat(subjects.of(key)).isEqualTo(Digest.of("key", "shop", key));
        });
    }

    @Test
    void subject_ofASharedLimit_isTheSameInAllApplications() {
        assertThat(new KeySubjects(application("true")).of("key")).isEqualTo(Digest.of("key", "key"));
    }
}
