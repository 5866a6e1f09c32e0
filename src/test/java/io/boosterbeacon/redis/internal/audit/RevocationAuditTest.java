package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.AuditPage;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.RefreshRotation;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.ThrowingLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application finds in the audit. */
class RevocationAuditTest {
    private static final String ISSUER = "https://issuer.test";
    private static final AuditQuery ALL = AuditQuery.all();

    private final String ada = "ada-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String root = "root-" + UUID.randomUUID();
    private final RevokeOptions byRoot = RevokeOptions.all().actor(root);

    private static Application application(String store, String... more) {
        Map<String, String> properties =
                store.equals("redis") ? Application.on(RedisProcess.shared().url()) : new HashMap<>();
        properties.put("beacon.revocation.audit.node", "node-1");
        properties.put("beacon.revocation.claims", "device_id");
        for (int i = 0; i < more.length; i += 2) {
            if (!more[i + 1].isEmpty()) {
                properties.put(more[i], more[i + 1]);
            }
        }
        return new Application(properties);
    }

    private static JsonWebToken token(String claim, String user, String session) {
        return Tokens.verified(signed(claim, user, session));
    }

    private static String signed(String claim, String user, String session) {
        long now = Instant.now().getEpochSecond();
        return Tokens.sign(Map.of(
                "iss",
                ISSUER,
                claim,
                user,
                "sid",
                session,
                "jti",
                UUID.randomUUID().toString(),
                "iat",
                now,
                "exp",
                now + 900));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void user_isFoundHoweverItsTokensWereRevoked(String store) {
        try (Application application = application(store)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            String session = UUID.randomUUID().toString();
            JsonWebToken token = token("sub", ada, session);

            blacklist.revoke(RevocationTarget.token(token), "one", byRoot);
            blacklist.revoke(RevocationTarget.sessionOf(token), "two", byRoot);
            blacklist.revoke(RevocationTarget.userOf(token), "three", byRoot);
            blacklist.revoke(RevocationTarget.user("sub", ada), "four", byRoot);
            blacklist.revoke(RevocationTarget.userNamed(ada), "five", byRoot);
            blacklist.restore(RevocationTarget.token(token), "six", byRoot);
            blacklist.revoke(RevocationTarget.userOf(token("sub", bob, session)), "another user", byRoot);
            blacklist.revoke(RevocationTarget.user("upn", ada), "another claim", byRoot);

            assertThat(reasons(audit.find(ALL.user(ada))))
                    .containsExactly("another claim", "six", "five", "four", "three", "two", "one");
            assertThat(reasons(audit.find(ALL.about(RevocationTarget.user("sub", ada)))))
                    .containsExactly("six", "five", "four", "three", "two", "one");
            assertThat(reasons(audit.find(ALL.about(RevocationTarget.token(token)))))
                    .containsExactly("six", "one");
            assertThat(reasons(
                            audit.find(ALL.about(RevocationTarget.tokenId(ISSUER, token.getTokenID(), Instant.MAX)))))
                    .containsExactly("six", "one");
            assertThat(reasons(audit.find(ALL.about(RevocationTarget.session(ISSUER, session)))))
                    .containsExactly("six", "two", "one");
            assertThat(reasons(audit.find(ALL.user(ada).scope(Scope.SESSION)))).containsExactly("two");
            assertThat(reasons(audit.find(ALL.user(ada).action(Action.RESTORED))))
                    .containsExactly("six");
            assertThat(audit.find(ALL.actor(root)).entries()).hasSize(8);
            assertThat(audit.find(ALL.actor(bob)).entries()).isEmpty();
            assertThat(audit.find(ALL.user(ada)).entries())
                    .allSatisfy(entry -> assertThat(entry.node()).isEqualTo("node-1"))
                    .allSatisfy(entry -> assertThat(entry.toString()).doesNotContain(ada, root, session));
        }
    }

    private static List<String> reasons(AuditPage page) {
        assertThat(page.next()).isEmpty();
        return page.entries().stream().map(entry -> entry.reason().orElse("")).toList();
    }

    /** Otherwise anybody could put entries on somebody's record. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void unverifiedToken_isFoundByItsTextAlone(String store) {
        try (Application application = application(store)) {
            RevocationAudit audit = application.bean(RevocationAudit.class);
            String text = signed("sub", ada, "s");
            application.bean(TokenBlacklistService.class).revokeToken(text, "why");

            assertThat(audit.find(ALL.user(ada)).entries()).isEmpty();
            assertThat(reasons(audit.find(ALL.about(RevocationTarget.token(text)))))
                    .containsExactly("why");
        }
    }

    /** Anybody can send any text to a page that logs out. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void unverifiedTokens_inGreatNumber_areRecordedAndLoggedSometimes(String store) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.audit");
                Application application = application(store, "beacon.revocation.audit.rejections-per-second", "3")) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            String reason = "flood " + UUID.randomUUID();
            String known = signed("sub", ada, "s");
            blacklist.revokeToken(known, reason);
            for (int i = 0; i < 200; i++) {
                blacklist.revokeToken(known, reason);
            }
            assertThat(blacklist.isTokenRevoked(known)).isTrue();
            assertThat(lines.all().stream().filter(line -> line.contains(reason)))
                    .as("a repeated revocation")
                    .hasSize(1);

            Instant began = Instant.now();
            for (int i = 0; i < 300; i++) {
                blacklist.revokeToken(signed("sub", ada, "s"), reason);
            }
            long most = 4 + 3 * (1 + Duration.between(began, Instant.now()).toSeconds());

            assertThat(lines.all().stream().filter(line -> line.contains(reason)))
                    .hasSizeBetween(2, (int) most);
            assertThat(audit.find(ALL.from(began.minusSeconds(60)).limit(1_000)).entries().stream()
                            .filter(entry ->
                                    entry.reason().filter(reason::equals).isPresent()))
                    .hasSizeBetween(2, (int) most)
                    .allMatch(entry -> entry.action() == Action.REVOKED);
            long recorded =
                    lines.all().stream().filter(line -> line.contains(reason)).count();
            await().untilAsserted(() -> {
                assertThat(unrecorded(lines, "REVOKED_AGAIN")).isEqualTo(200);
                assertThat(unrecorded(lines, "REVOKED")).isEqualTo(1 + 300 - recorded);
            });
        }
    }

    private static long unrecorded(LogLines lines, String action) {
        String start = "{\"action\":\"" + action + "\",\"unrecorded\":";
        return lines.all().stream()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> Long.parseLong(line.substring(start.length(), line.indexOf(',', start.length()))))
                .sum();
    }

    /** What is not revoked at all must not use up what may be recorded. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void textsThatAreNoTokens_hideNoRevocation(String store) {
        try (Application application = application(store, "beacon.revocation.audit.rejections-per-second", "3")) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            for (int i = 0; i < 100; i++) {
                assertThatIllegalArgumentException().isThrownBy(() -> blacklist.revokeToken("x", "why"));
            }
            String text = signed("sub", ada, "s");

            blacklist.revokeToken(text, "real");

            assertThat(reasons(application.bean(RevocationAudit.class).find(ALL.about(RevocationTarget.token(text)))))
                    .containsExactly("real");
        }
    }

    /** A log that the application has configured must not make a revocation fail that is in force. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logThatThrows_failsNoRevocation(String store) {
        try (ThrowingLog failing = new ThrowingLog("io.boosterbeacon.redis.audit", line -> true);
                Application application = application(store)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationTarget target = RevocationTarget.token(token("sub", ada, "s"));

            assertThat(blacklist.revokeAll(List.of(target), "why", RevokeOptions.all()))
                    .allMatch(attempt -> attempt.receipt().isPresent());
            assertThat(blacklist.restore(target, "mistake", RevokeOptions.all()).restored())
                    .isTrue();
            assertThat(failing.thrown()).isEqualTo(2);
        }
    }

    /** Whoever can log in can log out any number of times. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void logouts_inGreatNumber_pushNoOperatorsEntryOut(String store) {
        try (RedisProcess server = RedisProcess.start();
                Application application = application(
                        store, "beacon.revocation.audit.max-entries", "10", "redis.url", urlOf(store, server))) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            JsonWebToken first = token("sub", ada, "s");
            blacklist.revokeAllUserTokens("sub", bob, "suspended");
            RevocationTarget stolen = RevocationTarget.session(ISSUER, bob);
            blacklist.revoke(stolen, "stolen", RevokeOptions.all());
            RevocationTarget leaked =
                    RevocationTarget.tokenId(ISSUER, bob, Instant.now().plusSeconds(900));
            blacklist.revoke(leaked, "leaked", RevokeOptions.all());
            blacklist.revokeToken(first, "first");
            for (int i = 0; i < 200; i++) {
                JsonWebToken token = token("sub", ada, "s" + i);
                blacklist.revokeToken(token, "logout");
                blacklist.revoke(RevocationTarget.sessionOf(token), "logout", RevokeOptions.all());
                blacklist.revokeAllUserTokens(token, "logout");
            }

            assertThat(reasons(audit.find(ALL.about(RevocationTarget.user("sub", bob)))))
                    .containsExactly("suspended");
            assertThat(reasons(audit.find(ALL.about(stolen)))).containsExactly("stolen");
            assertThat(reasons(audit.find(ALL.about(leaked)))).containsExactly("leaked");
            assertThat(reasons(audit.find(ALL.about(RevocationTarget.token(first)))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void session_thatEndsWithItsRefreshTokens_isFoundByItsUserAndLogged(String store) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.audit");
                Application application = application(store, "beacon.revocation.refresh-grace", "0s")) {
            RefreshTokens tokens = application.bean(RefreshTokens.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            String session = UUID.randomUUID().toString();
            String stolen = tokens.register(ISSUER, ada, RefreshOptions.none().session(session))
                    .text();
            assertThat(tokens.rotate(stolen).outcome()).isEqualTo(RefreshRotation.Outcome.ROTATED);
            assertThat(audit.find(ALL.user(ada)).entries()).isEmpty();

            assertThat(tokens.rotate(stolen).outcome()).isEqualTo(RefreshRotation.Outcome.REUSED);
            assertThat(tokens.rotate(stolen).outcome()).isEqualTo(RefreshRotation.Outcome.REVOKED);
            assertThat(tokens.revoke(stolen, "logout").outcome()).isEqualTo(RefreshRevocation.Outcome.ALREADY_REVOKED);

            List<AuditEntry> found = audit.find(ALL.user(ada)).entries();
            assertThat(found)
                    .extracting(AuditEntry::action, each -> each.reason().orElse(""))
                    .containsExactly(
                            tuple(Action.REVOKED_AGAIN, "logout"), tuple(Action.REVOKED, "refresh token reused"));
            assertThat(found).allMatch(each -> each.scope() == Scope.SESSION);
            assertThat(audit.find(ALL.about(RevocationTarget.session(ISSUER, session)))
                            .entries())
                    .isEqualTo(found);
            assertThat(audit.find(ALL.about(RevocationTarget.user("sub", ada))).entries())
                    .isEqualTo(found);
            assertThat(lines.all().stream().filter(line -> line.contains("refresh token reused")))
                    .hasSize(1);
        }
    }

    /** Whoever can log in can present spent tokens any number of times. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void spentTokens_inGreatNumber_pushNoOperatorsEntryOut(String store) {
        try (RedisProcess server = RedisProcess.start();
                Application application = application(
                        store, "beacon.revocation.audit.max-entries", "10", "redis.url", urlOf(store, server))) {
            RefreshTokens tokens = application.bean(RefreshTokens.class);
            application.bean(TokenBlacklistService.class).revokeAllUserTokens("sub", bob, "suspended");
            RevocationAudit audit = application.bean(RevocationAudit.class);
            RefreshToken ofBob =
                    tokens.register(ISSUER, bob, RefreshOptions.none().session("of bob"));
            assertThat(tokens.revokeFamily(ofBob.family(), "stolen phone").session())
                    .isPresent();
            String first = reused(tokens, "first");
            for (int i = 0; i < 300; i++) {
                reused(tokens, "s" + i);
                tokens.revoke(first, "logout");
            }

            assertThat(reasons(audit.find(ALL.about(RevocationTarget.user("sub", bob)))))
                    .containsExactly("stolen phone", "suspended");
            assertThat(audit.find(ALL.user(ada).limit(1_000)).entries())
                    .as("those that are kept")
                    .hasSizeBetween(10, 400);
        }
    }

    private String reused(RefreshTokens tokens, String session) {
        RefreshToken token = tokens.register(ISSUER, ada, RefreshOptions.none().session(session));
        String invented = token.text().substring(0, token.text().indexOf('.') + 1) + "x".repeat(43);
        assertThat(tokens.rotate(invented).outcome()).isEqualTo(RefreshRotation.Outcome.REUSED);
        return token.text();
    }

    private static String urlOf(String store, RedisProcess server) {
        return store.equals("redis") ? server.url() : "";
    }

    /** No cutoff refuses such a token; it is revoked besides, and found by its id, too. */
    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void token_ofAClockThatRunsAhead_isFoundByItsId(String store) {
        try (Application application = application(store)) {
            long later = Instant.now().plus(Duration.ofHours(3)).getEpochSecond();
            JsonWebToken token = Tokens.verified(Tokens.sign(
                    Map.of("iss", ISSUER, "sub", ada, "jti", "jti-" + ada, "iat", later, "exp", later + 900)));
            application.bean(TokenBlacklistService.class).revokeAllUserTokens(token, "everywhere");

            RevocationTarget id = RevocationTarget.tokenId(ISSUER, "jti-" + ada, Instant.MAX);
            assertThat(application
                            .bean(RevocationAudit.class)
                            .find(ALL.about(id))
                            .entries())
                    .extracting(AuditEntry::scope)
                    .containsExactly(Scope.TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void pages_haveEachEntryOnceWhileOthersAreAdded(String store) {
        try (Application application = application(store)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                blacklist.revokeAllUserTokens("sub", ada, "reason " + i);
                expected.add(0, "reason " + i);
            }

            List<String> found = new ArrayList<>();
            AuditQuery query = ALL.user(ada).limit(3);
            AuditPage page = audit.find(query);
            while (true) {
                assertThat(page.entries()).hasSizeLessThanOrEqualTo(3);
                page.entries().forEach(entry -> found.add(entry.reason().orElseThrow()));
                blacklist.revokeAllUserTokens("sub", ada, "later");
                if (page.next().isEmpty()) {
                    break;
                }
                page = audit.find(query.after(page.next().get()));
            }

            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void export_writesJsonLines(String store) throws IOException {
        try (Application application = application(store)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            blacklist.revokeAllUserTokens("sub", ada, "two\nlines \"quoted\"", byRoot);
            blacklist.revokeAllUserTokens("sub", ada, "");

            StringBuilder out = new StringBuilder();
            assertThat(audit.export(ALL.user(ada).limit(1), out)).isEqualTo(2);

            assertThat(out.toString()).endsWith("}\n").doesNotContain(ada, root);
            List<String> lines = out.toString().lines().toList();
            assertThat(lines).hasSize(2);
            List<AuditEntry> entries = audit.find(ALL.user(ada)).entries();
            JsonNode first = new ObjectMapper().readTree(lines.get(1));
            assertThat(first.get("reason").textValue()).isEqualTo("two\nlines \"quoted\"");
            assertThat(first.get("actor").textValue())
                    .isEqualTo(entries.get(1).actor().orElseThrow());
            assertThat(first.get("id").textValue()).isEqualTo(entries.get(1).id());
            assertThat(first.get("at").textValue())
                    .isEqualTo(entries.get(1).at().toString());
            JsonNode second = new ObjectMapper().readTree(lines.get(0));
            assertThat(second.fieldNames()).toIterable().containsExactly("at", "action", "scope", "id", "node");
            assertThat(second.get("action").textValue()).isEqualTo("REVOKED_AGAIN");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void disabled_recordsAndLogsNothing(String store) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.audit");
                Application application = application(store, "beacon.revocation.audit.enabled", "false")) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            RevocationAudit audit = application.bean(RevocationAudit.class);
            blacklist.revokeAllUserTokens("sub", ada, "why");
            blacklist.revokeClientTokens(ada, "why");
            assertThat(blacklist.restoreClientTokens(ada, "mistake").restored()).isTrue();

            assertThat(audit.find(ALL.user(ada)).entries()).isEmpty();
            assertThat(audit.find(ALL.about(RevocationTarget.client(ada))).entries())
                    .isEmpty();
            assertThat(lines.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void log_hasOneJsonObjectForEachChange(String store) throws IOException {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis.audit");
                Application application = application(store)) {
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            JsonWebToken token = token("sub", ada, "s");
            blacklist.revoke(RevocationTarget.token(token), "a {0} reason\nwith a line feed", byRoot);
            blacklist.revoke(RevocationTarget.token(token), null, RevokeOptions.all());
            blacklist.restore(RevocationTarget.token(token), "mistake", byRoot);
            blacklist.revoke(RevocationTarget.token(token), "", byRoot.dryRun());

            List<JsonNode> logged = new ArrayList<>();
            for (String line : lines.all()) {
                assertThat(line).doesNotContain("\n", ada, root, token.getTokenID(), token.getRawToken());
                logged.add(new ObjectMapper().readTree(line));
            }
            assertThat(logged)
                    .extracting(each -> each.get("action").textValue())
                    .containsExactly("REVOKED", "REVOKED_AGAIN", "RESTORED");
            assertThat(logged.get(0).get("reason").textValue()).isEqualTo("a {0} reason\nwith a line feed");
            assertThat(logged.get(0).get("node").textValue()).isEqualTo("node-1");
            assertThat(logged.get(1).has("reason")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "redis"})
    void queries_thatAreWrong_sayWhatIsAccepted(String store) {
        try (Application application = application(store)) {
            RevocationAudit audit = application.bean(RevocationAudit.class);
            for (String cursor :
                    List.of("", "x", "1-2", "1-2-0", "1-2-5", "1-2-1 ", "-1-2-1", "9".repeat(30) + "-1-1")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> audit.find(ALL.after(cursor)))
                        .withMessage("the cursor is not one of an earlier page of this audit");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ALL.limit(0))
                    .withMessage("limit is 0; accepted: 1 to 1000");
            assertThatIllegalArgumentException().isThrownBy(() -> ALL.limit(1_001));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> audit.find(ALL.user("")))
                    .withMessage("userId has 0 characters; accepted: 1 to 1024");
            assertThatIllegalArgumentException().isThrownBy(() -> audit.find(ALL.actor("x".repeat(1_025))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> audit.find(ALL.about(RevocationTarget.user("nickname", "x"))))
                    .withMessageContaining("beacon.revocation.user-claims");
        }
    }
}
