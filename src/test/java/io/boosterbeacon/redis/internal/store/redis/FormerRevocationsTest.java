package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.RevocationStore.Entry;
import io.boosterbeacon.redis.internal.store.RevocationStore.Kept;
import io.boosterbeacon.redis.internal.store.RevocationStore.State;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A rolling deployment: nodes of the version before sessions, clients, issuers and claims revoke with their own scripts,
 * which are in {@code src/test/resources}, beside nodes of this version.
 */
class FormerRevocationsTest {
    private static final RedisProcess SERVER = RedisProcess.start();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RevocationNote NOTE = new RevocationNote("a new reason", "actor", false);

    private final RedisKeys keys = new RedisKeys("beacon");
    private final Store store = RedisStore.connect(Faults.options(SERVER.url()), Telemetry.NONE);
    private final RevocationStore revocations = store.revocations();
    private final Operator operator = new Operator(SERVER.url());
    private final Instant end = Instant.now().plus(HOUR);

    @BeforeEach
    void flush() {
        operator.redis().flushall();
    }

    @AfterEach
    void close() {
        operator.close();
        store.close();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static String text(String file) {
        try (InputStream in = FormerRevocationsTest.class.getResourceAsStream("/io/boosterbeacon/redis/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script of the former version. */
    private List<Object> former(String script, List<String> entries, Object... args) {
        List<String> all = new ArrayList<>(List.of("tokens", "users", "times", "unverified"));
        all.replaceAll(name -> "beacon:{rev}:index:" + name);
        all.add(keys.revocationEpoch());
        all.addAll(entries);
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        return operator.redis()
                .eval(
                        text("command.lua") + "\n" + text("former/revocation-index.lua") + "\n"
                                + text("former/" + script),
                        ScriptOutputType.MULTI,
                        all.toArray(String[]::new),
                        texts);
    }

    private List<Object> formerToken(long room, String... ids) {
        List<String> entries = List.of(ids).stream().map(keys::revokedToken).toList();
        return former("revoke-token.lua", entries, end.toEpochMilli(), 0, "t:" + ids[0], "a former reason", room);
    }

    private List<Object> formerUser(String user, String moment) {
        return former(
                "revoke-user.lua",
                List.of(keys.cutoff(user)),
                HOUR.toMillis(),
                "u:" + user,
                "a former reason",
                moment,
                0,
                "");
    }

    private State find(String... marks) {
        return done(revocations.find(TokenQuery.of(List.of(marks), List.of())));
    }

    private Cutoff cutoffOf(String user) {
        return Objects.requireNonNull(done(revocations.find(TokenQuery.of(List.of(), List.of(user))))
                .cutoffs()
                .get(user));
    }

    private Entry revoke(OptionalLong room, String... ids) {
        return done(revocations.revokeToken(
                new TokenRevocation(Scope.TOKEN, List.of(ids), end, Duration.ZERO, room, Optional.empty(), NOTE)));
    }

    private RevocationStore.CutoffEntry cutOff(String user, Instant moment, Set<String> except) {
        return done(revocations.revokeGroup(
                new GroupRevocation(Scope.USER, user, Optional.of(moment), Instant.EPOCH, except, HOUR, NOTE)));
    }

    @Test
    void tokenOfAFormerNode_isRefusedAndRestoredUnderAllItsIds() {
        formerToken(0, "text", "jti");
        assertThat(find("text").tokenRevoked()).isTrue();
        assertThat(find("jti").tokenRevoked()).isTrue();

        assertThat(done(revocations.restore(Marks.restored(Scope.TOKEN, "jti"))).restored())
                .isTrue();

        assertThat(find("text", "jti").tokenRevoked()).isFalse();
        assertThat(formerToken(0, "text", "jti")).first().as("fresh").isEqualTo(1L);
        assertThat(find("text", "jti").tokenRevoked()).isTrue();
        assertThat(find("text", "jti").restored()).isEmpty();
    }

    @Test
    void tokenOfThisVersion_revokedAgainByAFormerNode_keepsAllThatIsKnownOfIt() {
        Entry first = revoke(OptionalLong.empty(), "text", "jti");

        List<Object> again = formerToken(0, "text");

        assertThat(again.subList(0, 3)).containsExactly(0L, first.revokedAt().toEpochMilli(), "STORED");
        assertThat(operator.redis().get(keys.revokedToken("text"))).endsWith(" t:text@actor;jti a new reason");
        assertThat(revoke(OptionalLong.empty(), "jti").fresh()).isFalse();
        assertThat(done(revocations.stats()).counts())
                .isEqualTo(Map.of(new RevocationStore.Kind(Scope.TOKEN, "a new reason"), 1L));
        done(revocations.restore(Marks.restored(Scope.TOKEN, "text")));
        assertThat(find("text", "jti").tokenRevoked()).isFalse();
        assertThat(done(revocations.stats()).counts()).isEmpty();
    }

    /** Nodes of the former version audit nothing. */
    @Test
    void audit_besideAFormerNode_hasWhatThisVersionDoes() {
        formerToken(0, "text");
        AuditTrail trail = new AuditTrail("node", List.of(), 100, HOUR);
        done(revocations.revokeToken(new TokenRevocation(
                Scope.TOKEN,
                List.of("text"),
                end,
                Duration.ZERO,
                OptionalLong.empty(),
                Optional.empty(),
                NOTE.with(trail))));
        formerToken(0, "text");
        done(revocations.restore(new RevocationReversal(Scope.TOKEN, List.of("text"), HOUR, NOTE.with(trail))));

        assertThat(done(store.revocationAudit().find(AuditFilter.ALL, Optional.empty(), 10, HOUR))
                        .entries())
                .extracting(AuditEntry::action)
                .containsExactly(AuditEntry.Action.RESTORED, AuditEntry.Action.REVOKED_AGAIN);
    }

    /** Each version moves the cutoffs of the other forward, and none moves them back. */
    @Test
    void cutoffs_ofBothVersions_areOne() {
        Instant base = Instant.now().minusSeconds(1_000);
        cutOff("ada", base.plusSeconds(10), Set.of("sid"));
        formerUser("ada", Long.toString(base.toEpochMilli()));
        assertThat(cutoffOf("ada"))
                .isEqualTo(new Cutoff(base.plusSeconds(10).toEpochMilli(), Set.of("sid"), base.toEpochMilli()));

        formerUser("ada", Long.toString(base.plusSeconds(20).toEpochMilli()));
        assertThat(cutoffOf("ada")).isEqualTo(Cutoff.of(base.plusSeconds(20).toEpochMilli()));

        assertThat(cutOff("ada", base.plusSeconds(5), Set.of()).fresh()).isFalse();
        assertThat(cutoffOf("ada")).isEqualTo(Cutoff.of(base.plusSeconds(20).toEpochMilli()));
        cutOff("ada", base.plusSeconds(30), Set.of());
        assertThat(formerUser("ada", Long.toString(base.toEpochMilli())).get(2).toString())
                .startsWith(base.plusSeconds(30).toEpochMilli() + " u:ada ");
    }

    /** The versions before this one write no time of a restoration, and read entries that have one. */
    @Test
    void cutoffs_afterARestoration_areReadByAllVersions() {
        Instant base = Instant.now().minusSeconds(1_000).truncatedTo(ChronoUnit.MILLIS);
        long millis = base.toEpochMilli();
        operator.redis().set(keys.cutoff("plain"), millis + " u:plain a reason; with @ signs");
        operator.redis().set(keys.cutoff("actor"), millis + " u:actor@by a reason");
        operator.redis().set(keys.cutoff("session"), millis + " u:session@by;5;sid,jti a reason");
        assertThat(cutoffOf("plain")).isEqualTo(Cutoff.of(millis));
        assertThat(cutoffOf("actor")).isEqualTo(Cutoff.of(millis));
        assertThat(cutoffOf("session")).isEqualTo(new Cutoff(millis, Set.of("sid", "jti"), 5));
        assertThat(cutOff("session", base.plusMillis(5), Set.of("sid")).cutoff())
                .isEqualTo(new Cutoff(millis + 5, Set.of("sid"), 5));

        done(revocations.restore(Marks.restored(Scope.CLAIM, "session")));
        Cutoff narrow = cutOff("session", base, Set.of("sid")).cutoff();
        assertThat(narrow.restoredMillis()).isPositive();
        String entry = operator.redis().get(keys.cutoff("session"));
        // as the version before this one reads it
        Matcher before =
                Pattern.compile("(\\d{1,18}) (?:[^; ]+;(\\d{1,18});([^; ]+) )?").matcher(entry);
        assertThat(before.lookingAt()).isTrue();
        assertThat(List.of(before.group(1), before.group(2), before.group(3)))
                .containsExactly(Long.toString(millis), "0", "sid");
        assertThat(formerUser("session", Long.toString(millis + 1)).get(2).toString())
                .startsWith(millis + 1 + " ");
        assertThat(cutoffOf("session")).isEqualTo(Cutoff.of(millis + 1));
    }

    /** Otherwise each version would have a room of its own for what anybody can invent. */
    @Test
    void unverifiedTokens_ofBothVersions_shareTheirRoom() {
        formerToken(2, "one");
        assertThat(revoke(OptionalLong.of(1), "two").kept()).isEqualTo(Kept.NO_ROOM);
        assertThat(revoke(OptionalLong.of(2), "two").kept()).isEqualTo(Kept.STORED);
        assertThat(formerToken(2, "three").get(2)).isEqualTo("NO_ROOM");
        assertThat(formerToken(2, "two").get(2)).isEqualTo("STORED");
    }

    /** A former node takes the mark of a restoration for an entry: it refuses for longer, and never for too short. */
    @Test
    void restorations_ofThisVersion_areNotTakenForAcceptanceByFormerNodes() {
        revoke(OptionalLong.empty(), "text");
        done(revocations.restore(Marks.restored(Scope.TOKEN, "text")));

        assertThat(operator.redis().get(keys.revokedToken("text"))).startsWith("restored ");
        assertThat(find("text").restored()).containsOnlyKeys("text");
        assertThat(operator.redis().pttl(keys.revokedToken("text"))).isGreaterThan(HOUR.toMillis());
    }
}
