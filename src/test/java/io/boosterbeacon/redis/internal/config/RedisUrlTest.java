package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.RedisCredentials.Login;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Redis is: what is understood, and that no password is ever told. */
class RedisUrlTest {
    private final List<ConfigProblem> problems = new ArrayList<>();

    private Settings read(Map<String, String> properties) {
        return Settings.read(name -> Optional.ofNullable(properties.get(name)), problems::add);
    }

    private String mistake(String url) {
        read(Map.of("redis.url", url));
        assertThat(problems).hasSize(1);
        return String.valueOf(problems.get(0).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // TLS, hosts, database, master, user, password; ~ for none
                "redis://localhost                          | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://localhost/                         | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://localhost:                         | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://cache.example.org:6380             | false | cache.example.org:6380    | 0  | ~ | ~ | ~",
                "rediss://cache.example.org:6380/15         | true  | cache.example.org:6380    | 15 | ~ | ~ | ~",
                "redis://[::1]                              | false | [::1]:6379                | 0  | ~ | ~ | ~",
                "rediss://app:s@[2001:db8::7]:6390/2        | true  | [2001:db8::7]:6390        | 2  | ~ | app | s",
                // users and passwords
                "redis://s3cret@localhost                   | false | localhost:6379            | 0  | ~ | ~ | s3cret",
                "redis://:s3cret@localhost                  | false | localhost:6379            | 0  | ~ | ~ | s3cret",
                "redis://app:@localhost                     | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://:@localhost                        | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://@localhost                         | false | localhost:6379            | 0  | ~ | ~ | ~",
                "redis://app:s%40cret@10.0.0.7:6379/0       | false | 10.0.0.7:6379             | 0  | ~ | app | s@cret",
                "redis://app:%40%3A%2F%3F%23%25@h           | false | h:6379                    | 0  | ~ | app | @:/?#%",
                "redis://app:a:b@h:1                        | false | h:1                       | 0  | ~ | app | a:b",
                "redis://a%3Ab:c@h:1                        | false | h:1                       | 0  | ~ | a:b | c",
                "redis://app:p@ss@h:1/2                     | false | h:1                       | 2  | ~ | app | p@ss",
                "redis://app:a,b+c@h:1                      | false | h:1                       | 0  | ~ | app | a,b+c",
                "redis://app:%C3%BC%E2%82%AC@h              | false | h:6379                    | 0  | ~ | app | ü€",
                // clusters
                "redis://one,two:6380                       | false | one:6379,two:6380         | 0  | ~ | ~ | ~",
                "rediss://app:s%2Cx@one:1,10.0.0.7:2,three  | true  | one:1,10.0.0.7:2,three:6379 | 0  | ~ | app | s,x",
                // sentinels
                "redis-sentinel://one#main                  | false | one:26379                 | 0  | main | ~ | ~",
                "redis-sentinel://one,two:26380/3#my-master | false | one:26379,two:26380       | 3  | my-master | ~ | ~",
                "redis-sentinel://[::1]:26380#main          | false | [::1]:26380               | 0  | main | ~ | ~",
                "rediss-sentinel://:s%23@one:1,two#a.b_c    | true  | one:1,two:26379           | 0  | a.b_c | ~ | s#",
            })
    void url_ofAnAcceptedForm_isReadIntoItsParts(
            String url, boolean secure, String hosts, int database, String master, String user, String password) {
        RedisUrl read = read(Map.of("redis.url", " " + url + " ")).redis().url().orElseThrow();

        assertThat(problems).isEmpty();
        assertThat(read.secure()).isEqualTo(secure);
        assertThat(read.hosts()).extracting(RedisUrl.Host::toString).containsExactly(hosts.split(",", -1));
        assertThat(read.database()).isEqualTo(database);
        assertThat(read.master().orElse("~")).isEqualTo(master);
        assertThat(read.login().map(Login::password).orElse("~")).isEqualTo(password);
        assertThat(read.login().map(Login::user).filter(name -> !name.isEmpty()).orElse("~"))
                .isEqualTo(user);
        if (read.login().isPresent()) {
            assertThat(read.toString()).contains("://***@" + hosts).doesNotContain(user + ":", password + "@");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:6379",
                "http://localhost:6379",
                "REDIS",
                "redis:localhost",
                "redis://",
                "redis:///0",
                "redis://localhost:0",
                "redis://localhost:65536",
                "redis://localhost:port",
                "redis://localhost/first",
                "redis://localhost/1/2",
                "redis://localhost#1",
                "redis://local host",
                "redis-sentinel://one,two/master",
                "redis-sentinel://one,two",
                "redis-sentinel://one#",
                "redis-sentinel://one,#main",
                "redis://one,two:0",
                "redis://one,,two",
                "redis://[::1],two",
                "redis://::1",
            })
    void url_ofAnyOtherForm_isRefused(String url) {
        assertThat(mistake(url))
                .startsWith("redis.url is \"")
                .endsWith(
                        "accepted: redis://[user:password@]host[:port][/database], several hosts with commas between them for"
                                + " a cluster, redis-sentinel://[user:password@]host[:port][,host[:port]…][/database]#master for"
                                + " sentinels; rediss:// or rediss-sentinel:// for TLS");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:6379,http://localhost:6379",
        "redis://localhost:65536,redis://localhost:65536",
        "localhost:6379,localhost:6379",
        "redis://app:secret@localhost:0,redis://***@localhost:0",
    })
    void url_refused_isToldAsFarAsItIsNoSecret(String url, String told) {
        assertThat(mistake(url)).startsWith("redis.url is \"" + told + "\"; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://app:secret@localhost:0",
                "http://app:secret@localhost",
                "redis://:se#secret@localhost",
                "redis://:se/secret@localhost",
                "redis://:s@secret@localhost/first",
                "redis://:se cret secret@localhost",
                "redis://:%secret@localhost",
                "app:secret@localhost",
                "secret@//localhost",
                "redis://app:secret",
                "redis://:secret%40localhost:6379",
                "redis://localhost:6379/0?password=secret",
                "redis://app@localhost:6379/0?password=secret",
                "redis://localhost#secret",
            })
    void url_refusedWithAPassword_doesNotTellIt(String url) {
        assertThat(mistake(url)).doesNotContain("secret");
        assertThat(problems.get(0)).hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://one|auto|STANDALONE|one:6379",
                "redis://one:6379/2|standalone|STANDALONE|one:6379",
                "redis://one,two:6380|auto|CLUSTER|one:6379,two:6380",
                "rediss://app:secret@one:1,10.0.0.7:2|cluster|CLUSTER|one:1,10.0.0.7:2",
                "redis://one|cluster|CLUSTER|one:6379",
                "redis-sentinel://one:26379,two:26379/3#my-master|auto|SENTINEL|one:26379,two:26379",
                "rediss-sentinel://:secret@one#main|sentinel|SENTINEL|one:26379",
            })
    void shape_isTakenFromModeAndUrl(String url, String mode, String shape, String hosts) {
        RedisSettings settings =
                read(Map.of("redis.url", url, "redis.mode", mode)).redis();

        assertThat(problems).isEmpty();
        assertThat(settings.shape()).isEqualTo(RedisSettings.Shape.valueOf(shape));
        assertThat(settings.url().orElseThrow().hosts())
                .extracting(RedisUrl.Host::toString)
                .containsExactly(hosts.split(",", -1));
        assertThat(settings.toString()).doesNotContain("secret").contains(hosts);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://app:secret@one,sentinel,redis.mode is \"sentinel\"",
        "'redis://:secret@one,two',standalone,redis.mode is \"standalone\"",
        "redis-sentinel://:secret@one#main,cluster,redis.mode is \"cluster\"",
        "redis-sentinel://:secret@one#main,standalone,redis.mode is \"standalone\"",
        "redis://:secret@one/1,cluster,accepted for a cluster: no database",
        "'redis://:secret@one,two/1',auto,accepted for a cluster: no database",
    })
    void mode_thatDoesNotGoWithTheUrl_isRefused(String url, String mode, String told) {
        read(Map.of("redis.url", url, "redis.mode", mode));

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).hasMessageContaining(told);
        assertThat(problems.get(0).getMessage()).doesNotContain("secret").contains("redis.url");
    }

    @Test
    void settings_asText_hideThePassword() {
        Settings settings = read(Map.of("redis.url", "rediss://app:secret@localhost:6380/2"));

        assertThat(settings.toString())
                .doesNotContain("secret")
                .doesNotContain("app:")
                .contains("rediss://***@localhost:6380/2", "keyPrefix=beacon");
    }

    @Test
    void mode_embedded_ignoresTheUrl() {
        assertThat(read(Map.of("redis.mode", "Embedded", "redis.url", "redis://localhost"))
                        .redis()
                        .url())
                .isEmpty();
        assertThat(problems).isEmpty();
    }

    @Test
    void mode_standalone_needsTheUrl() {
        Map<String, String> properties = new HashMap<>(Map.of("redis.mode", "standalone"));

        read(properties);
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .hasMessage("redis.mode is \"standalone\", which needs redis.url: " + RedisUrl.FORMS));

        problems.clear();
        properties.put("redis.url", "redis://localhost");
        assertThat(read(properties).redis().url()).isPresent();
        assertThat(problems).isEmpty();
    }
}
