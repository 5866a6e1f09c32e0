package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.event.TokenRestored;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.Restoration;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A restoration on one node, and what another node that remembers the revocation says. */
class RestorationTest {
    private static final String ISSUER = "https://issuer.test";
    private static final Map<String, String> CLAIMS = Map.of("beacon.revocation.claims", "device_id");
    private static final RevokeOptions ALL = RevokeOptions.all();

    private Instant now = Instant.parse("2026-03-01T12:00:00.500Z");
    private long nanos;
    private volatile boolean down;
    /** The next answer to a look-up is given when this is completed. */
    private final AtomicReference<CompletableFuture<Void>> held =
            new AtomicReference<>(CompletableFuture.completedFuture(null));

    private EmbeddedStore memory = new EmbeddedStore(() -> now);
    /** How often the store has been asked for a token, or to restore something. */
    private final AtomicInteger answers = new AtomicInteger();

    private final Scheduler scheduler = new Scheduler();
    private final RevocationNode node = node();
    private final RevocationNode other = node();
    private final JsonWebToken token = token("j1");

    @AfterEach
    void close() {
        memory.close();
        scheduler.close();
    }

    private RevocationNode node() {
        return node(100_000);
    }

    private RevocationNode node(int room) {
        RevocationStore store = (RevocationStore) Proxy.newProxyInstance(
                RevocationStore.class.getClassLoader(),
                new Class<?>[] {RevocationStore.class},
                (proxy, method, args) -> {
                    if (down) {
                        return CompletableFuture.failedFuture(
                                new StoreException(RedisErrorType.CONNECTION_ERROR, "down", null));
                    }
                    try {
                        CompletionStage<?> answer = (CompletionStage<?>) method.invoke(memory.revocations(), args);
                        if (!method.getName().equals("find")
                                && !method.getName().equals("restore")) {
                            return answer;
                        }
                        CompletableFuture<Void> until = held.getAndSet(CompletableFuture.completedFuture(null));
                        answers.incrementAndGet();
                        return answer.thenCombine(until, (found, now) -> found);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new RevocationNode(store, scheduler, () -> now, () -> nanos, CLAIMS, room);
    }

    private JsonWebToken token(String id) {
        return issued(id, now);
    }

    private static JsonWebToken issued(String id, Instant at) {
        Map<String, Object> claims =
                new HashMap<>(Tokens.claims("sub", "ada", at.getEpochSecond(), at.getEpochSecond() + 900));
        claims.putAll(Map.of("jti", id, "sid", "s1", "azp", "app", "device_id", "d1"));
        return Tokens.verified(Tokens.sign(claims));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    static Stream<RevocationTarget> targets() {
        return Stream.of(
                RevocationTarget.tokenId(ISSUER, "j1", Instant.parse("2026-03-01T12:10:00Z")),
                RevocationTarget.session(ISSUER, "s1"),
                RevocationTarget.client("app"),
                RevocationTarget.issuer(ISSUER),
                RevocationTarget.where("device_id", "d1"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void restore_takesEffectHereAtOnceAndElsewhereWithinASecond(RevocationTarget target) {
        node.service.revoke(target, "mistake", ALL);
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");

        Restoration done = node.service.restore(target, "wrong one", ALL.actor("root"));

        assertThat(done.restored()).isTrue();
        assertThat(done.actor()).hasValue(TokenIdentity.ofActor("root"));
        assertThat(node.events).last().isEqualTo(new TokenRestored(done));
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        pass(Duration.ofSeconds(1));
        assertThat(other.saysOf(token)).isEqualTo("accepted");
        assertThat(other.saysOf(token)).isEqualTo("accepted");
        assertThat(node.service.getBlacklistStats().byReason()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void restore_followedByARevocation_refusesAgain(RevocationTarget target) {
        node.service.revoke(target, "", ALL);
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        node.service.restore(target, "", ALL);
        pass(Duration.ofSeconds(1));
        assertThat(other.saysOf(token)).isEqualTo("accepted");
        JsonWebToken young = token("j1");

        other.service.revoke(target, "", ALL);

        assertThat(other.saysOf(young)).isEqualTo("revoked");
        assertThat(node.saysOf(young)).isEqualTo("revoked");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void revocation_thatTheStoreHasLostOrCannotTell_refusesAllTheSame(RevocationTarget target) {
        node.service.revoke(target, "", ALL);
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        pass(Duration.ofSeconds(5));
        down = true;
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        down = false;
        memory.close();
        memory = new EmbeddedStore(() -> now);

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
    }

    static Stream<RevocationTarget> groups() {
        return targets().skip(2);
    }

    static Stream<RevocationTarget> marks() {
        return targets().limit(2);
    }

    /** Otherwise other nodes would take the narrower answer of the store for a loss, and lock out who was let in again. */
    @ParameterizedTest
    @MethodSource("groups")
    void restore_followedByANarrowerRevocation_isNoLossForOtherNodes(RevocationTarget group) {
        JsonWebToken second = token("j2");
        JsonWebToken old = issued("j3", now.minusSeconds(120));
        node.service.revoke(group, "", ALL);
        for (JsonWebToken each : List.of(token, second, old)) {
            assertThat(node.saysOf(each)).isEqualTo("revoked");
            assertThat(other.saysOf(each)).isEqualTo("revoked");
        }

        node.service.restore(group, "", ALL);
        node.service.revoke(group, "", ALL.issuedBefore(now.minusSeconds(60)));
        pass(Duration.ofSeconds(1));

        for (RevocationNode each : List.of(node, other)) {
            assertThat(each.saysOf(token)).isEqualTo("accepted");
            assertThat(each.saysOf(second)).isEqualTo("accepted");
            assertThat(each.saysOf(old)).isEqualTo("revoked");
        }
        down = true;
        for (RevocationNode each : List.of(node, other)) {
            assertThat(each.saysOf(token)).isEqualTo("accepted");
            assertThat(each.saysOf(old)).isEqualTo("revoked");
        }
    }

    /** The check of one token makes the node forget the cutoff; the others were remembered because of it. */
    @ParameterizedTest
    @MethodSource("groups")
    void restore_learntWithOneToken_letsInTheOthersAfterANarrowerRevocation(RevocationTarget group) {
        JsonWebToken second = token("j2");
        node.service.revoke(group, "", ALL);
        // remembered by itself; for the next one, the cutoff is known
        assertThat(other.saysOf(second)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        node.service.restore(group, "", ALL);
        pass(Duration.ofSeconds(1));
        assertThat(other.saysOf(token)).isEqualTo("accepted");

        node.service.revoke(group, "", ALL.issuedBefore(now.minusSeconds(60)));
        pass(Duration.ofSeconds(1));

        assertThat(other.saysOf(second)).isEqualTo("accepted");
        assertThat(other.saysOf(token)).isEqualTo("accepted");
    }

    @ParameterizedTest
    @MethodSource("groups")
    void answerFromBeforeARestoration_thatArrivesLate_isBelievedForASecondAtMost(RevocationTarget group) {
        node.service.revoke(group, "", ALL);
        CompletableFuture<Void> hold = new CompletableFuture<>();
        CompletableFuture<String> said = answeredLater(hold, () -> other.saysOf(token));
        node.service.restore(group, "", ALL);
        node.service.revoke(group, "", ALL.issuedBefore(now.minusSeconds(60)));
        assertThat(other.saysOf(token("j2"))).isEqualTo("accepted");

        hold.complete(null);
        assertThat(said).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("revoked");
        pass(Duration.ofSeconds(1));

        assertThat(other.saysOf(token)).isEqualTo("accepted");
        assertThat(other.saysOf(token("j2"))).isEqualTo("accepted");
    }

    /** What was revoked after the restoration is remembered as ever. */
    @ParameterizedTest
    @MethodSource("groups")
    void revocation_afterARestoration_thatTheStoreHasLost_refusesAllTheSame(RevocationTarget group) {
        node.service.revoke(group, "", ALL);
        node.service.restore(group, "", ALL);
        node.service.revoke(group, "", ALL.issuedBefore(now.minusSeconds(60)));
        node.service.revoke(group, "", ALL);
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        pass(Duration.ofSeconds(5));
        memory.close();
        memory = new EmbeddedStore(() -> now);
        node.service.revoke(group, "", ALL.issuedBefore(now.minusSeconds(60)));

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
    }

    @ParameterizedTest
    @MethodSource("groups")
    void restoration_beforeARevocationThatTheStoreHasLost_isNotBelieved(RevocationTarget group) {
        JsonWebToken second = token("j2");
        loseRevocationAfterRestoration(group);

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(second)).isEqualTo("revoked");
        assertRestorable(group);
    }

    @ParameterizedTest
    @MethodSource("marks")
    void restoration_beforeARevocationOfTheSameThatTheStoreHasLost_isNotBelieved(RevocationTarget target) {
        loseRevocationAfterRestoration(target);

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        assertRestorable(target);
    }

    /** A replica that takes over may have the restoration, and not the revocation after it, which both nodes have seen. */
    private void loseRevocationAfterRestoration(RevocationTarget target) {
        EmbeddedStore master = memory;
        EmbeddedStore replica = new EmbeddedStore(() -> now);
        node.service.revoke(target, "", ALL);
        node.service.restore(target, "", ALL);
        memory = replica;
        node.service.restore(target, "", ALL);
        memory = master;
        node.service.revoke(target, "", ALL);
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");

        memory = replica;
        master.close();
        pass(Duration.ofSeconds(5));
    }

    private void assertRestorable(RevocationTarget target) {
        node.service.restore(target, "", ALL);
        pass(Duration.ofSeconds(1));
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        assertThat(other.saysOf(token)).isEqualTo("accepted");
    }

    /** What the store has lost is refused until it is restored itself. */
    @ParameterizedTest
    @MethodSource("targets")
    void restoration_ofSomethingElseThanTheStoreHasLost_isNoRestorationOfThat(RevocationTarget lost) {
        node.service.revoke(lost, "", ALL);
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        memory.close();
        memory = new EmbeddedStore(() -> now);
        pass(Duration.ofSeconds(5));

        for (RevocationTarget each : targets().filter(one -> !one.equals(lost)).toList()) {
            assertThat(node.saysOf(token)).isEqualTo("revoked");
            assertThat(other.saysOf(token)).isEqualTo("revoked");
            node.service.restore(each, "", ALL);
            pass(Duration.ofSeconds(1));
        }

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
    }

    /** A server with a clock ahead was replaced: the restoration of one group is older by the clock than that of another. */
    @Test
    void restore_ofAGroup_isComparedWithTheRestorationsOfThatGroup() {
        Instant right = now;
        JsonWebToken issued = token("j1");
        now = right.plus(Duration.ofHours(1));
        node.service.revokeClientTokens("app", "");
        node.service.restoreClientTokens("app", "");
        node.service.revoke(RevocationTarget.client("app"), "", ALL.issuedBefore(right.minusSeconds(60)));
        now = right;
        RevocationTarget device = RevocationTarget.where("device_id", "d1");
        node.service.revoke(device, "", ALL);
        assertThat(other.saysOf(issued)).isEqualTo("revoked");

        node.service.restore(device, "", ALL);
        pass(Duration.ofSeconds(1));

        assertThat(node.saysOf(issued)).isEqualTo("accepted");
        assertThat(other.saysOf(issued)).isEqualTo("accepted");
    }

    /** The operator lets them in again; that the store has lost the revocation in the meantime must not prevent it. */
    @ParameterizedTest
    @MethodSource("targets")
    void restore_ofWhatTheStoreHasLost_isBelievedByAllNodes(RevocationTarget target) {
        node.service.revoke(target, "", ALL);
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        memory.close();
        memory = new EmbeddedStore(() -> now);
        int events = node.events.size();

        assertThat(node.service.restore(target, "", ALL.dryRun()).restored()).isFalse();
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(node.service.restore(target, "", ALL).restored()).isFalse();

        assertThat(node.events).hasSize(events);
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        pass(Duration.ofSeconds(1));
        assertThat(other.saysOf(token)).isEqualTo("accepted");
    }

    @Test
    void revokedToken_askedForOften_costsALookUpASecond() {
        node.service.revokeToken(token, "");
        assertThat(other.saysOf(token)).isEqualTo("revoked");
        answers.set(0);
        for (int i = 0; i < 100; i++) {
            assertThat(other.saysOf(token)).isEqualTo("revoked");
        }
        assertThat(answers).hasValue(0);
        pass(Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            assertThat(other.saysOf(token)).isEqualTo("revoked");
        }
        assertThat(answers).hasValue(1);
    }

    @Test
    void restore_ofOneScope_leavesWhatAnotherRefuses() {
        node.service.revokeClientTokens("app", "");
        node.service.revokeSession(token, "");
        assertThat(other.saysOf(token)).isEqualTo("revoked");

        node.service.restoreClientTokens("app", "");
        pass(Duration.ofSeconds(1));
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(other.saysOf(token)).isEqualTo("revoked");

        node.service.restoreSession(ISSUER, "s1", "");
        pass(Duration.ofSeconds(1));
        assertThat(node.saysOf(token)).isEqualTo("accepted");
        assertThat(other.saysOf(token)).isEqualTo("accepted");
    }

    @Test
    void restoreTokenId_ofAVerifiedToken_restoresItsTextToo() {
        node.service.revokeToken(token, "");
        assertThat(node.service.restoreTokenId(ISSUER, "j1", "").restored()).isTrue();

        assertThat(node.saysOf(token)).isEqualTo("accepted");
        assertThat(node.service.isTokenRevoked(token.getRawToken())).isFalse();
    }

    @Test
    void restore_byText_undoesTheRevocationOfAText() {
        node.service.revokeToken(token.getRawToken(), "");
        assertThat(node.service.restoreTokenId(ISSUER, "j1", "").restored())
                .as("it was not revoked by its id")
                .isFalse();
        assertThat(node.service
                        .restore(RevocationTarget.token(token.getRawToken()), "", ALL)
                        .restored())
                .isTrue();
        assertThat(node.saysOf(token)).isEqualTo("accepted");
    }

    @Test
    void restore_issuerAndClaim_byTheirShortForms() {
        node.service.revokeIssuerTokens(ISSUER, "");
        node.service.revokeWhere("device_id", "d1", "");
        assertThat(node.service.restoreIssuerTokens(ISSUER, "").restored()).isTrue();
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(node.service.restoreWhere("device_id", "d1", "").restored()).isTrue();
        assertThat(node.saysOf(token)).isEqualTo("accepted");
    }

    @Test
    void restore_dryRunOrNothing_changesNothing() {
        node.service.revokeClientTokens("app", "");
        int events = node.events.size();

        assertThat(node.service
                        .restore(RevocationTarget.client("app"), "", ALL.dryRun())
                        .restored())
                .isTrue();
        assertThat(node.service.restoreClientTokens("web", "").restored()).isFalse();

        assertThat(node.saysOf(token)).isEqualTo("revoked");
        assertThat(node.events).hasSize(events);
    }

    @Test
    void restore_ofAUserOrWithSelectingOptions_isRefused() {
        for (RevocationTarget user : List.of(
                RevocationTarget.userOf(token),
                RevocationTarget.user("sub", "ada"),
                RevocationTarget.userNamed("ada"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.service.restore(user, "", ALL))
                    .withMessageStartingWith("the cutoff of a user is never taken back");
        }
        for (RevokeOptions options : List.of(ALL.issuedBefore(now), ALL.except(token), ALL.until(now))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> node.service.restore(RevocationTarget.client("app"), "", options))
                    .withMessageContaining("accepted: actor and dryRun");
        }
    }

    /** Starts a call whose answer of the store is held back, and returns when the store has given it. */
    private <T> CompletableFuture<T> answeredLater(CompletableFuture<Void> hold, Supplier<T> call) {
        int before = answers.get();
        held.set(hold);
        CompletableFuture<T> result = CompletableFuture.supplyAsync(call);
        await().until(() -> answers.get() > before);
        return result;
    }

    /** Otherwise an operator's mistake would let in whoever was revoked for a reason in the meantime. */
    @ParameterizedTest
    @MethodSource("targets")
    void answerFromBeforeARevocation_saysThatItWasRestored_isNotBelieved(RevocationTarget target) {
        node.service.revoke(target, "", ALL);
        node.service.restore(target, "", ALL);
        CompletableFuture<Void> hold = new CompletableFuture<>();
        CompletableFuture<String> said = answeredLater(hold, () -> other.saysOf(token));

        other.service.revoke(target, "", ALL);
        hold.complete(null);

        assertThat(said).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("revoked");
        down = true;
        assertThat(other.saysOf(token)).isEqualTo("revoked");
    }

    /** The same for the answer to the restoration itself. */
    @ParameterizedTest
    @MethodSource("targets")
    void restorationOfThisNode_answeredAfterALaterRevocation_doesNotUndoIt(RevocationTarget target) {
        node.service.revoke(target, "", ALL);
        CompletableFuture<Void> hold = new CompletableFuture<>();
        CompletableFuture<Restoration> done = answeredLater(hold, () -> node.service.restore(target, "", ALL));

        node.service.revoke(target, "", ALL);
        hold.complete(null);

        assertThat(done).succeedsWithin(Duration.ofSeconds(10)).matches(Restoration::restored);
        down = true;
        assertThat(node.saysOf(token)).isEqualTo("revoked");
    }

    /** A restoration may be answered late; what was revoked before it is asked for again. */
    @Test
    void restorationOfThisNode_whileSomethingElseIsRevoked_takesEffectAtOnce() {
        node.service.revokeClientTokens("app", "");
        assertThat(node.saysOf(token)).isEqualTo("revoked");
        CompletableFuture<Void> hold = new CompletableFuture<>();
        CompletableFuture<Restoration> done = answeredLater(hold, () -> node.service.restoreClientTokens("app", ""));

        node.service.revokeClientTokens("web", "");
        hold.complete(null);

        assertThat(done).succeedsWithin(Duration.ofSeconds(10)).matches(Restoration::restored);
        assertThat(node.saysOf(token)).isEqualTo("accepted");
    }

    /** A user can begin and end any number of sessions. */
    @Test
    void sessions_ofOneUserByTheThousand_pushNobodyElsesOut() {
        RevocationNode small = node(1_000);
        for (int i = 0; i < 5_000; i++) {
            small.service.revokeSession(of("mallory", "m" + i), "");
        }
        List<JsonWebToken> revoked =
                IntStream.range(0, 50).mapToObj(i -> of("user" + i, "u" + i)).toList();
        revoked.forEach(each -> small.service.revokeSession(each, ""));

        down = true;
        assertThat(revoked).allMatch(each -> small.saysOf(each).equals("revoked"));
    }

    private JsonWebToken of(String user, String session) {
        Map<String, Object> claims =
                new HashMap<>(Tokens.claims("sub", user, now.getEpochSecond(), now.getEpochSecond() + 900));
        claims.put("sid", session);
        return new Tokens.Verified("e30." + session + ".c2ln", claims);
    }

    @Test
    void restoreToken_ofAText_isTheShortFormOfIt() {
        node.service.revokeToken(token.getRawToken(), "");
        assertThat(node.service.restoreToken(token.getRawToken(), "").restored())
                .isTrue();
        assertThat(node.saysOf(token)).isEqualTo("accepted");
    }
}
