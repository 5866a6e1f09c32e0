package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.RevocationPolicy;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.RevocationMode;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node says of tokens while the store does not answer, or after it has forgotten. */
class StoreFailureTest {
    private static final Duration MAX_STALENESS = Duration.ofSeconds(60);

    private final Scheduler scheduler = new Scheduler();
    private final Faulty store = new Faulty();
    private long nanos;

    @AfterEach
    void close() {
        scheduler.close();
        store.memory.close();
    }

    private final RevocationNode bounded = node(Map.of());
    private final RevocationNode other = node(Map.of());
    private final RevocationNode open = node(Map.of("beacon.revocation.on-store-failure", "open"));
    private final RevocationNode closed = node(Map.of("beacon.revocation.on-store-failure", "closed"));

    private RevocationNode node(Map<String, String> properties) {
        return node(properties, 100_000);
    }

    /** @param room for tokens, and for users */
    private RevocationNode node(Map<String, String> properties, int room) {
        return new RevocationNode(store, scheduler, InstantSource.system(), () -> nanos, properties, room);
    }

    private static void assertUnknown(RevocationNode node, JsonWebToken token) {
        assertThat(node.saysOf(token)).isEqualTo("unknown");
    }

    private static JsonWebToken token(String user) {
        return token(user, Instant.now().getEpochSecond() - 10);
    }

    private static JsonWebToken token(String user, long issued) {
        return token(user, issued, issued + 3_600);
    }

    private static JsonWebToken token(String user, long issued, long expires) {
        return Tokens.of("upn", user, issued, expires);
    }

    @Test
    void bounded_tokenThatTheStoreCalledGood_isAcceptedForAWhile() {
        JsonWebToken token = token("ada");
        assertThat(bounded.accepts(token)).isTrue();

        store.down = true;
        assertThat(bounded.accepts(token)).isTrue();
        nanos += MAX_STALENESS.toNanos() - 1;
        assertThat(bounded.accepts(token)).isTrue();
        nanos += 1;
        assertUnknown(bounded, token);

        store.down = false;
        assertThat(bounded.accepts(token)).isTrue();
        store.down = true;
        assertThat(bounded.accepts(token)).isTrue();
    }

    @Test
    void bounded_tokenThatNobodyHasAskedFor_cannotBeTold() {
        store.down = true;

        assertUnknown(bounded, token("ada"));
    }

    @Test
    void closed_tokenThatTheStoreCalledGood_cannotBeTold() {
        JsonWebToken token = token("ada");
        assertThat(closed.accepts(token)).isTrue();

        store.down = true;
        assertUnknown(closed, token);
    }

    /** An annotation has its own failure policy, in both directions. */
    @ParameterizedTest
    @CsvSource({
        "bounded, BOUNDED, ACCEPTED, UNAVAILABLE",
        "bounded, CLOSED, UNAVAILABLE, UNAVAILABLE",
        "bounded, OPEN, ACCEPTED, ACCEPTED",
        "closed, BOUNDED, ACCEPTED, UNAVAILABLE",
        "closed, OPEN, ACCEPTED, ACCEPTED",
        "open, BOUNDED, ACCEPTED, UNAVAILABLE",
        "open, CLOSED, UNAVAILABLE, UNAVAILABLE"
    })
    void policyOfAnAnnotation_decidesInPlaceOfTheConfiguredOne(
            String configured, OnFailure own, Status seen, Status unseen) {
        RevocationNode node = node(Map.of("beacon.revocation.on-store-failure", configured));
        RevocationPolicy policy = new RevocationPolicy(RevocationMode.STRICT, own);
        JsonWebToken token = token("ada");
        JsonWebToken revoked = token("ada");
        assertThat(node.check.decide(token, policy).status()).isEqualTo(Status.ACCEPTED);
        node.service.revokeToken(revoked, "");

        store.down = true;

        assertThat(node.check.decide(token, policy).status()).isEqualTo(seen);
        assertThat(node.check.decide(token("ada"), policy).status()).isEqualTo(unseen);
        assertThat(node.check.decide(revoked, policy).status()).isEqualTo(Status.REVOKED);
        nanos += MAX_STALENESS.toNanos();
        assertThat(node.check.decide(token, policy).status()).isEqualTo(unseen);
    }

    @Test
    void revocationOfThisNode_countsWhateverTheStoreSays() {
        for (RevocationNode node : List.of(bounded, open, closed)) {
            JsonWebToken byToken = token("ada");
            JsonWebToken byText = token("ada");
            JsonWebToken byUser = token("user-" + UUID.randomUUID());
            for (JsonWebToken each : List.of(byToken, byText, byUser)) {
                assertThat(node.accepts(each)).isTrue();
            }
            node.service.revokeToken(byToken, "");
            node.service.revokeToken(byText.getRawToken());
            node.service.revokeAllUserTokens(byUser.getName(), "");

            store.down = true;
            for (JsonWebToken each : List.of(byToken, byText, byUser)) {
                assertThat(node.accepts(each)).isFalse();
            }
            store.down = false;
            store.forget();
            for (JsonWebToken each : List.of(byToken, byText, byUser)) {
                assertThat(node.accepts(each)).isFalse();
            }
            assertThat(node.service.isTokenRevoked(byText.getRawToken())).isTrue();
        }
    }

    @Test
    void revocationOfAnotherNode_seenOnce_countsWhateverTheStoreSays() {
        JsonWebToken byToken = token("ada");
        JsonWebToken byUser = token("grace");
        other.service.revokeToken(byToken, "");
        other.service.revokeAllUserTokens("grace", "");
        assertThat(bounded.accepts(byToken)).isFalse();
        assertThat(bounded.accepts(byUser)).isFalse();

        store.forget();

        assertThat(bounded.accepts(byToken)).isFalse();
        assertThat(bounded.accepts(byUser)).isFalse();
        assertThat(closed.accepts(byToken)).as("by a node that never knew").isTrue();
    }

    @Test
    void cutoffOfAnotherNode_seenOnce_refusesTheUsersOtherTokens() {
        JsonWebToken seen = token("grace");
        JsonWebToken unseen = token("grace");
        other.service.revokeAllUserTokens("grace", "");
        assertThat(bounded.accepts(seen)).isFalse();

        store.forget();

        assertThat(bounded.accepts(unseen)).isFalse();
        assertThat(bounded.accepts(token("grace", Instant.now().getEpochSecond() + 5)))
                .isTrue();
        assertThat(bounded.accepts(token("ada"))).isTrue();
    }

    @Test
    void cutoffOfAnotherNode_seenWithATokenThatItLeavesAlone_refusesEarlierOnes() {
        JsonWebToken earlier = token("grace");
        other.service.revokeAllUserTokens("grace", "");
        assertThat(bounded.accepts(token("grace", Instant.now().getEpochSecond() + 5)))
                .isTrue();

        store.forget();

        assertThat(bounded.accepts(earlier)).isFalse();
    }

    @Test
    void cutoffOfAnotherNode_seenOnce_isForgottenWhenNoTokenCanBeLeftThatItRefuses() {
        JsonWebToken unseen = token("grace");
        other.service.revokeAllUserTokens("grace", "");
        assertThat(bounded.accepts(token("grace"))).isFalse();
        store.forget();

        nanos += Duration.ofHours(24).toNanos();
        assertThat(bounded.accepts(unseen)).isFalse();
        nanos += Duration.ofSeconds(60).toNanos();
        assertThat(bounded.accepts(unseen)).isTrue();
    }

    @Test
    void cutoffThatSomebodyElseHasWritten_refusesAllTokensWhileItIsThere() {
        JsonWebToken token = token("grace");
        store.foreignCutoff = true;
        assertThat(bounded.accepts(token)).isFalse();

        store.foreignCutoff = false;

        assertThat(bounded.accepts(token)).as("the token that was seen refused").isFalse();
        assertThat(bounded.accepts(token("grace"))).isTrue();
    }

    /** Most cutoffs refuse a user's other tokens without the store; not one that the node cannot keep. */
    @Test
    void tokensThatACutoffRefuses_manyAndAskedForOften_takeNoRoomOfRevokedOnes() {
        RevocationNode small = node(Map.of(), 100);
        List<JsonWebToken> revoked =
                IntStream.range(0, 100).mapToObj(i -> token("ada")).toList();
        revoked.forEach(token -> small.service.revokeToken(token, ""));

        store.foreignCutoff = true;
        List<JsonWebToken> refused =
                IntStream.range(0, 300).mapToObj(i -> token("mallory")).toList();
        for (JsonWebToken token : refused) {
            assertThat(IntStream.range(0, 5)).noneMatch(i -> small.accepts(token));
        }
        store.foreignCutoff = false;
        store.forget();

        assertThat(revoked).noneMatch(small::accepts);
        assertThat(refused).as("those that have room").anyMatch(token -> !small.accepts(token));
    }

    @Test
    void revocationOfAnotherNode_seenOnce_countsAsLongAsTheTokenLives() {
        long issued = Instant.now().getEpochSecond() - 10;
        JsonWebToken longLived =
                token("ada", issued, issued + Duration.ofDays(30).toSeconds());
        JsonWebToken shortLived =
                token("ada", issued, issued + Duration.ofMinutes(10).toSeconds());
        other.service.revokeToken(longLived, "");
        other.service.revokeToken(shortLived, "");
        assertThat(bounded.accepts(longLived)).isFalse();
        assertThat(bounded.accepts(shortLived)).isFalse();
        store.forget();

        nanos += Duration.ofMinutes(9).toNanos();
        assertThat(bounded.accepts(shortLived)).isFalse();
        nanos += Duration.ofMinutes(2).toNanos();
        assertThat(bounded.accepts(shortLived)).as("expired, and forgotten").isTrue();
        nanos += Duration.ofDays(29).toNanos();
        assertThat(bounded.accepts(longLived)).isFalse();
    }

    @Test
    void revocationOfAnotherNode_ofATokenWithoutExpiry_countsForTheLongestLife() {
        long issued = Instant.now().getEpochSecond() - 10;
        JsonWebToken endless = token("ada", issued, 0);
        JsonWebToken expiredByThisClock = token("ada", issued, issued - 3_600);
        store.foreignToken = true;
        assertThat(bounded.accepts(endless)).isFalse();
        assertThat(bounded.accepts(expiredByThisClock)).isFalse();
        store.foreignToken = false;

        nanos += Duration.ofHours(24).toNanos();
        assertThat(bounded.accepts(endless)).isFalse();
        assertThat(bounded.accepts(expiredByThisClock)).isFalse();
    }

    @Test
    void goodToken_refusedByACutoff_isNotGoodAnyMore() {
        RevocationNode forgetful = node(Map.of(
                "beacon.revocation.max-token-lifetime", "1s",
                "beacon.revocation.clock-skew", "0s"));
        JsonWebToken token = token("grace");
        assertThat(forgetful.accepts(token)).isTrue();
        forgetful.service.revokeAllUserTokens("grace", "");
        assertThat(forgetful.accepts(token)).isFalse();

        nanos += Duration.ofSeconds(2).toNanos();
        store.down = true;
        assertUnknown(forgetful, token);
    }

    @Test
    void cutoffOfThisNode_leavesLaterTokensAlone() {
        bounded.service.revokeAllUserTokens("grace", "");
        JsonWebToken later = token("grace", Instant.now().getEpochSecond() + 5);

        assertThat(bounded.accepts(later)).isTrue();
        store.down = true;
        assertThat(bounded.accepts(later)).isTrue();
    }

    @Test
    void revocationThatWasNotStored_isNotRemembered() {
        JsonWebToken token = token("ada");
        store.down = true;
        assertThatThrownBy(() -> bounded.service.revokeToken(token, "")).isInstanceOf(StoreException.class);

        store.down = false;
        assertThat(bounded.accepts(token)).isTrue();
    }

    /** Otherwise those that fail would use up what may be recorded of unverified tokens. */
    @Test
    void revocationsOfTexts_thatFail_leaveThoseAfterThemRecorded() {
        RevocationNode node = node(Map.of("beacon.revocation.audit.rejections-per-second", "2"));
        store.down = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> node.service.revokeToken(token("ada").getRawToken()))
                    .isInstanceOf(StoreException.class);
        }
        store.down = false;

        node.service.revokeToken(token("ada").getRawToken());

        assertThat(store.memory.revocationAudit().find(AuditFilter.ALL, Optional.empty(), 10, Duration.ofDays(1)))
                .isCompletedWithValueMatching(page -> page.entries().size() == 1);
    }

    /** Fails or forgets on demand. */
    private static final class Faulty implements RevocationStore {
        private EmbeddedStore memory = new EmbeddedStore(Instant::now);
        private boolean down;
        private boolean foreignCutoff;
        private boolean foreignToken;

        void forget() {
            memory.close();
            memory = new EmbeddedStore(Instant::now);
        }

        private <T> CompletionStage<T> unless(Supplier<CompletionStage<T>> call) {
            return down
                    ? CompletableFuture.failedFuture(new StoreException(RedisErrorType.CONNECTION_ERROR, "down", null))
                    : call.get();
        }

        @Override
        public CompletionStage<Entry> revokeToken(TokenRevocation token) {
            return unless(() -> memory.revocations().revokeToken(token));
        }

        @Override
        public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
            return unless(() -> memory.revocations().revokeGroup(group));
        }

        @Override
        public CompletionStage<Reversed> restore(RevocationReversal reversal) {
            return unless(() -> memory.revocations().restore(reversal));
        }

        @Override
        public CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk) {
            return memory.revocations().copies(stored, replicas, onDisk);
        }

        @Override
        public CompletionStage<Beat> beat(Known known) {
            return unless(() -> memory.revocations().beat(known));
        }

        @Override
        public CompletionStage<Beat> acknowledgeLoss(Known known) {
            return unless(() -> memory.revocations().acknowledgeLoss(known));
        }

        @Override
        public CompletionStage<State> find(TokenQuery token) {
            return foreignToken || foreignCutoff
                    ? CompletableFuture.completedFuture(new State(
                            foreignToken ? Map.of(token.marks().get(0), 0L) : Map.of(),
                            foreignCutoff ? Map.of(token.groups().get(0), Cutoff.of(Long.MAX_VALUE)) : Map.of(),
                            Map.of(),
                            Optional.empty()))
                    : unless(() -> memory.revocations().find(token));
        }

        @Override
        public CompletionStage<Stats> stats() {
            return unless(() -> memory.revocations().stats());
        }
    }
}
