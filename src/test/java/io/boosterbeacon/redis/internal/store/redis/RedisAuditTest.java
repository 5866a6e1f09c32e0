package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RefreshStore.Ending;
import io.boosterbeacon.redis.internal.store.RefreshStore.NewFamily;
import io.boosterbeacon.redis.internal.store.RefreshStore.Rotation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.RefreshRevocation;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit on a Redis that refuses it, was emptied, or holds something else. */
class RedisAuditTest {
    private static final AuditTrail TRAIL = new AuditTrail("node", List.of("name"), 1_000, Duration.ofDays(1));

    /** All keys of revocations but those of the audit. */
    private static final String OTHER_KEYS = "~beacon:{rev}:t:* ~beacon:{rev}:u:* ~beacon:{rev}:f:* ~beacon:{rev}:g:*"
            + " ~beacon:{rev}:index:* ~beacon:{rev}:*epoch ~beacon:{rev}:*horizon ~beacon:{rev}:*log";

    private static final RejectedRequest REQUEST = new RejectedRequest("token", List.of("name"), "GET /");

    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private final RedisKeys keys = new RedisKeys("beacon");

    @AfterEach
    void close() {
        operator.close();
        server.close();
    }

    private Store connect(String rights) {
        return connect("~beacon:*", rights);
    }

    private Store connect(String keyPatterns, String rights) {
        operator.acl(("SETUSER ada reset on >lovelace " + keyPatterns + " &* +@all " + rights)
                .trim()
                .split(" "));
        return RedisStore.connect(Faults.options(server.url().replace("//", "//ada:lovelace@")), Telemetry.NONE);
    }

    private static void revoke(Store store, String user) {
        done(store.revocations()
                .revokeGroup(new GroupRevocation(
                        Scope.USER,
                        user,
                        Optional.empty(),
                        Instant.EPOCH,
                        Set.of(),
                        MINUTE,
                        new RevocationNote("why", "", false, TRAIL))));
    }

    private static TokenRevocation token(String id, AuditStream stream) {
        return new TokenRevocation(
                Scope.TOKEN,
                List.of(id),
                Instant.now().plus(MINUTE),
                Duration.ZERO,
                stream == AuditStream.TEXTS ? OptionalLong.of(100) : OptionalLong.empty(),
                Optional.empty(),
                new RevocationNote("why", "", false, TRAIL.in(stream)));
    }

    private static boolean isRevoked(Store store, String user) {
        return done(store.revocations().find(TokenQuery.of(List.of(), List.of(user))))
                .cutoffs()
                .containsKey(user);
    }

    private static List<String> audited(Store store) {
        return done(store.revocationAudit().find(AuditFilter.ALL, Optional.empty(), 100, Duration.ofDays(1)))
                .entries()
                .stream()
                .map(AuditEntry::id)
                .toList();
    }

    private static boolean reject(Store store, int number, int count) {
        return done(store.revocationAudit()
                .reject(new RejectedRequests("i", number, count, Collections.nCopies(2, REQUEST)), TRAIL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xadd", "xrange", "xdel"})
    void userWithoutACommandOfTheAudit_revokesAndIsToldOnce(String command) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect("-" + command)) {
            revoke(store, "one");
            revoke(store, "two");

            assertThat(isRevoked(store, "one")).isTrue();
            assertThat(isRevoked(store, "two")).isTrue();
            assertThat(lines.all().stream().filter(line -> line.contains("not audited")))
                    .singleElement()
                    .asString()
                    .containsIgnoringCase(command);
            assertThat(done(store.refusals()))
                    .containsOnlyKeys(StoreFeature.AUDIT)
                    .hasEntrySatisfying(
                            StoreFeature.AUDIT, why -> assertThat(why).containsIgnoringCase(command));
            assertThat(operator.redis().pttl(keys.audit(AuditStream.CHANGES))).isNotEqualTo(-1);

            operator.acl("SETUSER", "ada", "+" + command);
            revoke(store, "three");
            assertThat(audited(store)).contains("three");
            assertThat(lines.all()).anyMatch(line -> line.contains("written again"));
        }
    }

    /** Redis checks the keys of a script before it runs. */
    @ParameterizedTest
    @EnumSource(value = AuditStream.class, names = "REJECTIONS", mode = EnumSource.Mode.EXCLUDE)
    void userWithoutTheKeysOfTheAudit_revokesAndRestoresAndIsToldOnce(AuditStream stream) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect(OTHER_KEYS, "")) {
            assertThat(done(store.revocations().revokeToken(token("one", stream)))
                            .fresh())
                    .isTrue();
            assertThat(done(store.revocations().revokeToken(token("one", stream)))
                            .fresh())
                    .isFalse();
            revoke(store, "user");
            assertThat(isRevoked(store, "user")).isTrue();
            assertThat(done(store.revocations().find(TokenQuery.of(List.of("one"), List.of())))
                            .tokenRevoked())
                    .isTrue();
            RevocationReversal undo = new RevocationReversal(
                    Scope.TOKEN, List.of("one"), MINUTE, new RevocationNote("", "", false, TRAIL));
            assertThat(done(store.revocations().restore(undo)).restored()).isTrue();

            assertThat(notAudited(lines, stream)).singleElement().asString().contains("NOPERM", "such keys");
            assertThat(done(store.refusals()))
                    .containsKey(StoreFeature.AUDIT)
                    .doesNotContainKey(StoreFeature.REVOCATION);

            operator.acl("SETUSER", "ada", "~beacon:*");
            done(store.revocations().revokeToken(token("two", stream)));
            assertThat(audited(store)).containsExactly("two");
        }
    }

    @Test
    void userWithoutTheKeysOfTheAudit_endsFamiliesOfRefreshTokensAndIsToldOnce() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect(OTHER_KEYS, "")) {
            RefreshStore refreshes = store.refreshTokens();
            Ending ending = new Ending(
                    "family", true, MINUTE, new RevocationNote("reused", "", false, TRAIL.in(AuditStream.LOGOUTS)));
            Rotation rotation = new Rotation("t0", "t1", "salt", Duration.ZERO, ending);
            done(refreshes.register(new NewFamily(
                    "family", "t0", Optional.of("session"), List.of("group"), MINUTE, MINUTE, Instant.EPOCH)));

            assertThat(done(refreshes.rotate(rotation)).outcome()).isEqualTo(RefreshStore.Outcome.ROTATED);
            assertThat(done(refreshes.rotate(rotation)).outcome()).isEqualTo(RefreshStore.Outcome.REUSED);
            assertThat(done(store.revocations().find(TokenQuery.of(List.of("session"), List.of())))
                            .tokenRevoked())
                    .isTrue();
            assertThat(done(refreshes.revoke(ending)).outcome()).isEqualTo(RefreshRevocation.Outcome.ALREADY_REVOKED);
            assertThat(notAudited(lines, AuditStream.LOGOUTS))
                    .singleElement()
                    .asString()
                    .contains("NOPERM", "such keys");

            operator.acl("SETUSER", "ada", "~beacon:*");
            done(refreshes.revoke(ending));
            assertThat(audited(store)).containsExactly("session");
        }
    }

    private static List<String> notAudited(LogLines lines, AuditStream stream) {
        return lines.all().stream()
                .filter(line -> line.contains("not audited") && line.contains("(" + stream.text() + ")"))
                .toList();
    }

    /** The keys of the revocations are refused as well: nothing is in force, and nobody may say so. */
    @Test
    void userWithoutTheKeysOfRevocations_isToldNothingOfTheAudit() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect("~beacon:kv:*", "")) {
            assertThat(Faults.failure(store.revocations().revokeToken(token("one", AuditStream.LOGOUTS))))
                    .hasMessageContaining("NOPERM");

            assertThat(notAudited(lines, AuditStream.LOGOUTS)).isEmpty();
        }
    }

    /** A dry run and what changes nothing write no entry: they do not prove that the audit works again. */
    @Test
    void callsWithoutAnEntry_doNotEndAFailure() {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect("-xadd")) {
            for (int i = 1; i <= 3; i++) {
                reject(store, i * 2 - 1, 10);
                done(store.revocationAudit().reject(new RejectedRequests("i", i * 2L, 10, List.of()), TRAIL));
                reject(store, i * 2, 10);
                done(store.revocations().revokeToken(token("text", AuditStream.TEXTS)));
                done(store.revocations()
                        .restore(new RevocationReversal(
                                Scope.CLIENT, List.of("nobody"), MINUTE, new RevocationNote("", "", false, TRAIL))));
            }

            assertThat(notAudited(lines, AuditStream.REJECTIONS)).hasSize(1);
            assertThat(notAudited(lines, AuditStream.TEXTS)).hasSize(1);
            assertThat(lines.all()).noneMatch(line -> line.contains("written again"));
        }
    }

    /** A server may permit one stream and refuse another: that is no recovery. */
    @Test
    void streams_thatAreRefusedAndPermitted_areToldApart() {
        AuditFailures failures = new AuditFailures(() -> {});
        try (LogLines lines = new LogLines("io.boosterbeacon.redis")) {
            for (int i = 0; i < 5; i++) {
                failures.accept(AuditStream.CHANGES, "refused");
                failures.accept(AuditStream.REJECTIONS, "");
            }
            failures.accept(AuditStream.CHANGES, "");

            assertThat(lines.all()).hasSize(2);
            assertThat(lines.all().get(1)).contains("written again", "changes");
        }
    }

    /** Of a refused batch nothing is counted and nothing written, so that it can be sent again as a whole. */
    @ParameterizedTest
    @ValueSource(strings = {"get", "set", "pexpire", "hincrby"})
    void batch_thatIsRefused_changesNothing(String command) {
        try (LogLines lines = new LogLines("io.boosterbeacon.redis");
                Store store = connect("-" + command)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Faults.failure(store.revocationAudit()
                                        .reject(new RejectedRequests("i", 1, 500, List.of(REQUEST)), TRAIL))
                                .type())
                        .isEqualTo(RedisErrorType.COMMAND_ERROR);
            }
            assertThat(operator.redis().hgetall(keys.auditCounts())).doesNotContainEntry("rejected", "500");
            assertThat(operator.redis().exists(keys.audit(AuditStream.REJECTIONS)))
                    .isZero();
            for (String key : operator.redis().keys("*")) {
                assertThat(operator.redis().pttl(key)).as(key).isPositive();
            }
            assertThat(notAudited(lines, AuditStream.REJECTIONS)).hasSize(1);

            operator.acl("SETUSER", "ada", "+" + command);
            assertThat(reject(store, 1, 500)).isTrue();
            assertThat(done(store.revocationAudit().counts())).isEqualTo(new AuditCounts(500, 2));
        }
    }

    /** A stream must not be left without an expiry. */
    @Test
    void userWithoutPexpire_revokesAndLeavesNoEntryForEver() {
        try (Store store = connect("-pexpire")) {
            revoke(store, "one");

            assertThat(isRevoked(store, "one")).isTrue();
            assertThat(operator.redis().exists(keys.audit(AuditStream.CHANGES))).isZero();
        }
    }

    @Test
    void batch_thatIsCounted_isRememberedForADay() {
        try (Store store = connect("")) {
            RejectedRequests batch = new RejectedRequests("i", 1, 1, List.of());
            done(store.revocationAudit().reject(batch, new AuditTrail("node", List.of(), 10, MINUTE)));

            assertThat(operator.redis().pttl(keys.auditBatch("i")))
                    .isGreaterThan(Duration.ofHours(23).toMillis());
        }
    }

    @Test
    void userWithoutXadd_countsRejectionsNevertheless() {
        try (Store store = connect("-xadd")) {
            assertThat(reject(store, 1, 500)).isTrue();
            assertThat(reject(store, 1, 500)).isFalse();

            assertThat(done(store.revocationAudit().counts())).isEqualTo(new AuditCounts(500, 0));
        }
    }

    @Test
    void redis_thatWasEmptied_beginsAnew() {
        try (Store store = connect("")) {
            revoke(store, "one");
            assertThat(reject(store, 1, 500)).isTrue();
            assertThat(audited(store)).hasSize(3);

            operator.redis().flushall();
            assertThat(audited(store)).isEmpty();
            assertThat(done(store.revocationAudit().counts())).isEqualTo(new AuditCounts(0, 0));

            revoke(store, "two");
            assertThat(reject(store, 2, 7)).isTrue();
            assertThat(audited(store)).hasSize(3).contains("two");
            assertThat(done(store.revocationAudit().counts())).isEqualTo(new AuditCounts(7, 2));
        }
    }

    /** Somebody else has written the key. */
    @Test
    void streamThatIsNone_doesNotStopRevocations() {
        try (Store store = connect("")) {
            operator.redis().set(keys.audit(AuditStream.CHANGES), "a text");

            revoke(store, "one");

            assertThat(isRevoked(store, "one")).isTrue();
        }
    }

    @Test
    void streamThatIsNone_doesNotKeepExpiredEntriesOfOthers() {
        try (Store store = connect("")) {
            operator.redis().set(keys.audit(AuditStream.CHANGES), "a text");
            done(store.revocations().revokeToken(token("one", AuditStream.LOGOUTS)));
            assertThat(operator.redis().xlen(keys.audit(AuditStream.LOGOUTS))).isOne();

            await().untilAsserted(() -> {
                assertThat(Faults.failure(store.revocationAudit().prune(Duration.ZERO)))
                        .hasMessageContaining("WRONGTYPE");
                assertThat(operator.redis().xlen(keys.audit(AuditStream.LOGOUTS)))
                        .isZero();
            });
        }
    }

    @Test
    void entriesOfOthers_areLeftOut() {
        try (Store store = connect("")) {
            operator.redis().xadd(keys.audit(AuditStream.CHANGES), Map.of("hello", "world"));
            revoke(store, "one");
            operator.redis()
                    .xadd(
                            keys.audit(AuditStream.CHANGES),
                            Map.of("a", "later", "s", "z:new", "f", "", "r", "", "w", "", "n", "", "p", ""));

            assertThat(audited(store)).containsExactly("one");
        }
    }

    private long bytesOfEntries(Store store, String reason, List<String> foundBy) {
        String hash = "0123456789012345678901234567890123456789012";
        for (int i = 0; i < 5_000; i++) {
            AuditTrail trail = new AuditTrail("node-1", foundBy, 5_000, MINUTE);
            done(store.revocations()
                    .revokeGroup(new GroupRevocation(
                            Scope.USER,
                            hash,
                            Optional.empty(),
                            Instant.EPOCH,
                            Set.of(),
                            MINUTE,
                            new RevocationNote(reason, hash, false, trail))));
        }
        long bytes = operator.redis().memoryUsage(keys.audit(AuditStream.CHANGES)) / 5_000;
        System.getLogger(RedisAuditTest.class.getName())
                .log(System.Logger.Level.INFO, "{0} bytes for each entry of the audit", bytes);
        return bytes;
    }

    /** The log of a day with few events takes little room. */
    @Test
    void entries_areSmall() {
        String hash = "0123456789012345678901234567890123456789012";
        try (Store store = connect("")) {
            assertThat(bytesOfEntries(store, "password changed", List.of(hash))).isLessThan(400);
        }
    }

    /** A token with a session and three names of its user, and the longest reason. */
    @Test
    void entries_ofTheLargestKind_areBounded() {
        String hash = "0123456789012345678901234567890123456789012";
        try (Store store = connect("")) {
            assertThat(bytesOfEntries(store, "r".repeat(256), Collections.nCopies(5, hash)))
                    .isLessThan(800);
        }
    }
}
