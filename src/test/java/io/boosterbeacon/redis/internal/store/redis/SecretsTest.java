package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.answers;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and values: how they are written, and that they stand in no log. */
class SecretsTest {
    private static final String PASSWORD = "correct-horse";
    private static final String VALUE = "battery-staple";

    private static String url(RedisProcess server, String encoded) {
        return server.url().replace("//", "//:" + encoded + "@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p@ss/1",
                "a:b@c",
                "a#b?c",
                "100%",
                "a+b",
                "[x]",
                "{x}",
                "a,b;c",
                "ümläut-€",
                "\"quoted\"",
                "a&b=c"
            })
    void password_percentEncoded_isAccepted(String password) {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            operator.acl("SETUSER", "default", "resetpass", ">" + password);
            String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
            try (Store store = RedisStore.connect(Faults.options(url(server, encoded)), Telemetry.NONE)) {
                assertThat(answers(store)).isTrue();
            }
        }
    }

    @Test
    void passwordOfTheReadme_isEncodedAsItSays() {
        try (RedisProcess server = RedisProcess.start("--requirepass", "p@ss/1");
                Store store = RedisStore.connect(Faults.options(url(server, "p%40ss%2F1")), Telemetry.NONE)) {
            assertThat(answers(store)).isTrue();
        }
    }

    private static List<String> logged(Level level) {
        Logger lettuce = Logger.getLogger("io.lettuce.core");
        Level before = lettuce.getLevel();
        lettuce.setLevel(level);
        try (RedisProcess server = RedisProcess.start("--requirepass", PASSWORD);
                LogLines lines = new LogLines("io.lettuce.core");
                Store store = RedisStore.connect(Faults.options(url(server, PASSWORD)), Telemetry.NONE)) {
            done(store.keyValues().set("key", VALUE.getBytes(StandardCharsets.UTF_8), MINUTE));
            done(store.keyValues().get("key"));
            done(store.keyValues().getAll(List.of("key", "other")));
            return lines.all();
        } finally {
            lettuce.setLevel(before);
        }
    }

    @Test
    void clientsLog_upToFine_hasNoPasswordAndNoValues() {
        assertThat(logged(Level.FINE)).isNotEmpty().allSatisfy(line -> assertThat(line)
                .doesNotContain(PASSWORD, VALUE));
    }

    /** If this fails, the client has become more careful, and the README need not warn any longer. */
    @Test
    void clientsLog_atItsFinest_isWhatTheReadmeWarnsOf() {
        assertThat(logged(Level.FINEST))
                .anySatisfy(line -> assertThat(line).contains(PASSWORD))
                .anySatisfy(line -> assertThat(line).contains(VALUE));
    }
}
