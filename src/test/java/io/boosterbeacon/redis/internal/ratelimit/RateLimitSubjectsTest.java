package io.boosterbeacon.redis.internal.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.PolicyKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.testing.LogLines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;

/** Whose calls share a count. */
class RateLimitSubjectsTest extends RateLimitFixture {
    @Test
    void keys_ofEachKind_separateAndJoinCallers() {
        Caller adaElsewhere = caller("192.0.2.9", "ada");
        Caller nobodyThere = caller("192.0.2.1", "");
        assertThat(shareACount(policy("p", 1), ADA, adaElsewhere)).isFalse();
        assertThat(shareACount(policy("p", 1), ADA, nobodyThere)).isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER), ADA, adaElsewhere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER), ADA, nobodyThere))
                .isFalse();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER_OR_IP), ADA, adaElsewhere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.USER_OR_IP), caller("192.0.2.1", ""), nobodyThere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.GLOBAL), ADA, BOB))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.HEADER, "X-Tenant"), ADA, nobodyThere))
                .isTrue();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.HEADER, "X-Tenant"), ADA, BOB))
                .isFalse();
        assertThat(shareACount(policy("p", 1).key(RateLimitKey.CLAIM, "tenant"), ADA, adaElsewhere))
                .isTrue();
    }

    @Test
    void userName_thatIsAnAddress_doesNotCountForThatAddress() {
        Endpoint endpoint = endpoint(policy("p", 1).key(RateLimitKey.USER_OR_IP));
        assertThat(admitted(endpoint, caller("192.0.2.7", "192.0.2.1"), 1)).isEqualTo(1);
        assertThat(admitted(endpoint, caller("192.0.2.1", ""), 1)).isEqualTo(1);
    }

    @Test
    void callsWithoutACaller_shareOneCount() {
        Endpoint endpoint = endpoint(policy("default", 2));
        assertThat(admitted(endpoint, Caller.NOBODY, 5)).isEqualTo(2);
    }

    @Test
    void endpoints_haveCountsOfTheirOwn() {
        assertThat(admitted(endpoint("admit", policy("default", 1)), ADA, 2)).isEqualTo(1);
        assertThat(admitted(endpoint("other", policy("default", 1)), ADA, 2)).isEqualTo(1);
    }

    @Test
    void resolver_namesTheSubject() {
        Endpoint endpoint = endpoint(policy("default", 1).resolver());
        assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
        assertThat(admitted(endpoint, BOB, 1)).isZero();
        resolver = called -> "another";
        assertThat(admitted(endpoint, BOB, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void resolver_namingNoSubject_countsAllSuchCallsTogetherAndWarnsOnce(@Nullable String nobody) {
        resolver = called -> nobody;
        Endpoint endpoint = endpoint(policy("default", 2).resolver());
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
            assertThat(admitted(endpoint, BOB, 3)).isEqualTo(1);

            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains(RateLimitKeyResolver.class.getName(), endpoint.name(), "share one count");
        }
        resolver = called -> "somebody";
        assertThat(admitted(endpoint, ADA, 1)).isEqualTo(1);
    }

    private static final List<RateLimitKey> COMBINABLE = Stream.of(RateLimitKey.values())
            .filter(kind -> kind != RateLimitKey.GLOBAL)
            .toList();

    private static final Set<RateLimitKey> ADDRESS_OR_USER =
            Set.of(RateLimitKey.CLIENT_IP, RateLimitKey.USER, RateLimitKey.USER_OR_IP);
    private static final Set<String> ARGUMENTS = Set.of("a", "user", "without user", "unreadable user");

    /** A request in which each part that a key can have is one of few texts, or missing. */
    private record Parts(Map<RateLimitKey, String> values) implements Caller {
        private Optional<String> value(RateLimitKey kind) {
            return Optional.ofNullable(values.get(kind));
        }

        @Override
        public Optional<String> address() {
            return value(RateLimitKey.CLIENT_IP);
        }

        @Override
        public Optional<String> user() {
            return value(RateLimitKey.USER);
        }

        @Override
        public Optional<String> header(String name) {
            return value(RateLimitKey.HEADER);
        }

        @Override
        public Optional<String> claim(String name) {
            return value(RateLimitKey.CLAIM);
        }

        @Override
        public Optional<String> pathParameter(String name) {
            return value(RateLimitKey.PATH_PARAM);
        }

        @Override
        public Optional<String> queryParameter(String name) {
            return value(RateLimitKey.QUERY_PARAM);
        }

        /** What the request has of a key's parts, with the kind that is read. */
        List<Object> read(PolicyKey key) {
            return key.parts().stream()
                    .<Object>map(part -> {
                        RateLimitKey kind = part.kind() != RateLimitKey.USER_OR_IP
                                ? part.kind()
                                : user().isPresent() ? RateLimitKey.USER : RateLimitKey.CLIENT_IP;
                        return List.of(kind, part.argument(), value(kind));
                    })
                    .toList();
        }
    }

    @Provide
    Arbitrary<PolicyKey> keys() {
        return Arbitraries.of(COMBINABLE)
                .flatMap(kind -> Arbitraries.of(ADDRESS_OR_USER.contains(kind) ? Set.of("") : ARGUMENTS)
                        .map(argument -> PolicyKey.of(kind, argument).parts().get(0)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> new PolicyKey(parts, Optional.empty()));
    }

    @Provide
    Arbitrary<Parts> callers() {
        return Arbitraries.maps(
                        Arbitraries.of(COMBINABLE),
                        Arbitraries.of("a", "b", "ab", "user", "without user", "unreadable user", " "))
                .map(Parts::new);
    }

    @Property
    void subjects_ofTwoCombinations_areEqualOnlyIfTheCombinationsAre(
            @ForAll("keys") PolicyKey one,
            @ForAll("keys") PolicyKey other,
            @ForAll("callers") Parts ada,
            @ForAll("callers") Parts bob) {
        assertThat(subject(one, ada).equals(subject(other, bob)))
                .isEqualTo(ada.read(one).equals(bob.read(other)));
        assertThat(subject(one, ada).equals(subject(one, bob)))
                .isEqualTo(ada.read(one).equals(bob.read(one)));
    }

    @Test
    void subject_ofHugeTexts_hasTheSizeOfAnyOther() {
        Parts huge = new Parts(Map.of(RateLimitKey.USER, "u".repeat(1 << 20), RateLimitKey.QUERY_PARAM, "\ud800"));
        assertThat(subject(PolicyKey.of(RateLimitKey.USER, ""), huge)).hasSize(43);
        assertThat(subject(PolicyKey.of(RateLimitKey.QUERY_PARAM, "q"), huge)).hasSize(43);
    }

    private static String subject(RateLimitKey kind, String text) {
        RateLimitKey read = kind == RateLimitKey.USER_OR_IP ? RateLimitKey.USER : kind;
        return subject(PolicyKey.of(kind, ADDRESS_OR_USER.contains(kind) ? "" : "a"), new Parts(Map.of(read, text)));
    }

    @ParameterizedTest
    @EnumSource(value = RateLimitKey.class, mode = EnumSource.Mode.EXCLUDE, names = "GLOBAL")
    void texts_thatNobodySendsInGoodFaith_shareOneSubject(RateLimitKey kind) {
        Set<String> hostile = Stream.of(
                        "a".repeat(8_193),
                        "b".repeat(10_240),
                        "c".repeat(1 << 20),
                        "\ud83d\ude00".repeat(5_000),
                        "ada\u0000",
                        "ada\r\nSet-Cookie: a=b",
                        "\u001b[31mada",
                        "\u007f",
                        "\u0085")
                .map(text -> subject(kind, text))
                .collect(Collectors.toSet());
        assertThat(hostile).hasSize(1);

        Set<String> others = Stream.of(
                        "ada",
                        "unreadable",
                        "unreadable " + kind,
                        " ",
                        "a\tb",
                        "\u00e4",
                        "\u0130\u202e",
                        "\ud83d\ude00",
                        "\ud800",
                        "\ud801",
                        "?",
                        "' OR 1=1 --",
                        "{a}:b*",
                        "a".repeat(8_192),
                        "b".repeat(8_192))
                .map(text -> subject(kind, text))
                .collect(Collectors.toSet());
        assertThat(others).hasSize(15).doesNotContainAnyElementsOf(hostile);
        assertThat(hostile).doesNotContain(subject(PolicyKey.of(kind, "a"), new Parts(Map.of())));
    }

    @Test
    void combination_ofUserAndParameter_countsEachPairApartAndThoseWithoutAPartTogether() {
        PolicyKey key = new PolicyKey(
                List.of(new PolicyKey.Part(RateLimitKey.USER, ""), new PolicyKey.Part(RateLimitKey.PATH_PARAM, "id")),
                Optional.empty());
        Endpoint endpoint = endpoint(policy("p", 1).key(key));

        assertThat(admitted(endpoint, new Parts(Map.of(RateLimitKey.USER, "ada", RateLimitKey.PATH_PARAM, "1")), 2))
                .isEqualTo(1);
        assertThat(admitted(endpoint, new Parts(Map.of(RateLimitKey.USER, "ada", RateLimitKey.PATH_PARAM, "2")), 2))
                .isEqualTo(1);
        assertThat(admitted(endpoint, new Parts(Map.of(RateLimitKey.USER, "bob", RateLimitKey.PATH_PARAM, "1")), 2))
                .isEqualTo(1);
        assertThat(admitted(endpoint, new Parts(Map.of(RateLimitKey.USER, "ada")), 2))
                .isEqualTo(1);
        assertThat(admitted(endpoint, new Parts(Map.of(RateLimitKey.PATH_PARAM, "1")), 2))
                .isEqualTo(1);
    }

    private static String subject(PolicyKey key, Caller caller) {
        Endpoint endpoint = endpoint(policy("p", 1).key(key));
        Subjects subjects = new Subjects(NoResolvers.RESOLVERS);
        return subjects.of(endpoint, endpoint.limits().get(0), caller);
    }

    private boolean shareACount(Policy policy, Caller one, Caller other) {
        Endpoint endpoint = endpoint(policy);
        now = now.plus(WINDOW);
        assertThat(admitted(endpoint, one, 1)).isEqualTo(1);
        return admitted(endpoint, other, 1) == 0;
    }
}
