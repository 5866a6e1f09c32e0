package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.StoreFeature;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit on a Redis that refuses it, was emptied, or holds something else. */
class RedisAuditTest {
    private static final AuditTrail TRAIL = new AuditTrail("node", List.of("name"), 1_000, Duration.ofDays(1));

    private final RedisProcess server = RedisProcess.start();
    private final Operator operator = new Operator(server.url());
    private final RedisKeys keys = new RedisKeys("beacon");

    @AfterEach
    void close() {
        operator.close();
        server.close();
    }

    private Store connect(String rights) {
        operator.acl(
                ("SETUSER ada on >lovelace ~beacon:* &* +@all " + rights).trim().split(" "));
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
        RejectedRequest request = new RejectedRequest("token", List.of("name"), "GET /");
        return done(store.revocationAudit()
                .reject(new RejectedRequests("i", number, count, Collections.nCopies(2, request)), TRAIL));
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
            assertThat(operator.redis().pttl(keys.auditOfChanges())).isNotEqualTo(-1);

            operator.acl("SETUSER", "ada", "+" + command);
            revoke(store, "three");
            assertThat(audited(store)).contains("three");
            assertThat(lines.all()).anyMatch(line -> line.contains("written again"));
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
            operator.redis().set(keys.auditOfChanges(), "a text");

            revoke(store, "one");

            assertThat(isRevoked(store, "one")).isTrue();
        }
    }

    @Test
    void entriesOfOthers_areLeftOut() {
        try (Store store = connect("")) {
            operator.redis().xadd(keys.auditOfChanges(), Map.of("hello", "world"));
            revoke(store, "one");
            operator.redis()
                    .xadd(
                            keys.auditOfChanges(),
                            Map.of("a", "later", "s", "z:new", "f", "", "r", "", "w", "", "n", "", "p", ""));

            assertThat(audited(store)).containsExactly("one");
        }
    }

    /** The log of a day with few events takes little room. */
    @Test
    void entries_areSmall() {
        try (Store store = connect("")) {
            String hash = "0123456789012345678901234567890123456789012";
            for (int i = 0; i < 5_000; i++) {
                done(store.revocations()
                        .revokeGroup(new GroupRevocation(
                                Scope.USER,
                                hash,
                                Optional.empty(),
                                Instant.EPOCH,
                                Set.of(),
                                MINUTE,
                                new RevocationNote(
                                        "password changed",
                                        hash,
                                        false,
                                        new AuditTrail("node-1", List.of(hash), 5_000, MINUTE)))));
            }
            long bytes = operator.redis().memoryUsage(keys.auditOfChanges()) / 5_000;
            System.getLogger(RedisAuditTest.class.getName())
                    .log(System.Logger.Level.INFO, "{0} bytes for each entry of the audit", bytes);

            assertThat(bytes).isLessThan(400);
        }
    }
}
