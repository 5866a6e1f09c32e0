package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static io.boosterbeacon.redis.internal.store.redis.ReplicaNode.HOUR;
import static io.boosterbeacon.redis.internal.store.redis.ReplicaNode.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationLog;
import io.boosterbeacon.redis.internal.store.RevocationLog.Change;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.contract.CacheStoreContract;
import io.boosterbeacon.redis.internal.store.contract.KeyValueStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RateLimitStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RefreshStoreContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationAuditContract;
import io.boosterbeacon.redis.internal.store.contract.RevocationStoreContract;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts of all ports, on servers of one shape. */
abstract class ShapeContract {
    /** The store, which all tests of a class share. */
    abstract Store store();

    /** Creates the store in the thread of the test, which is skipped if there is no such server. */
    @BeforeEach
    void open() {
        assertThat(store()).isNotNull();
    }

    @Nested
    class Caches extends CacheStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Keys extends KeyValueStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Limits extends RateLimitStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Audits extends RevocationAuditContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Refreshes extends RefreshStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    @Nested
    class Revocations extends RevocationStoreContract {
        @Override
        protected Store store() {
            return ShapeContract.this.store();
        }

        @Override
        protected void pass(Duration time) {
            SharedStore.pass(time);
        }
    }

    /** Nodes that keep replicas of the revocations. */
    @Nested
    class Replicas {
        private final VerifiedToken token = new VerifiedToken(List.of(id(), id()), List.of(id(), id()), 1, false);

        private ReplicaNode node() {
            // another test may have made the store record a loss
            Known nothing = Known.nothing(Instant.now(), HOUR);
            done(store().revocations().acknowledgeLoss(nothing));
            return ReplicaNode.sharing(store()).untilFresh();
        }

        @Test
        void revocation_thatHasReturned_isInForceOnOtherNodes() {
            try (ReplicaNode one = node();
                    ReplicaNode two = node()) {
                assertThat(two.refusesHere(token)).isFalse();

                done(one.revocations()
                        .revokeToken(Marks.token(token.marks(), Instant.now().plus(HOUR))));
                done(one.revocations().everywhere());

                assertThat(two.refuses(VerifiedToken.of(token.marks().get(0)))).isTrue();
                assertThat(two.refuses(VerifiedToken.of(token.marks().get(1)))).isTrue();
                await().untilAsserted(() -> assertThat(two.refusesHere(token)).isTrue());
            }
        }

        @Test
        void cutoff_andItsRestoration_areInForceOnOtherNodes() {
            String group = token.groups().get(1);
            try (ReplicaNode one = node();
                    ReplicaNode two = node()) {
                done(one.revocations().revokeGroup(Marks.group(Scope.CLIENT, group, HOUR)));
                done(one.revocations().everywhere());
                assertThat(two.refuses(token)).isTrue();

                done(two.revocations().restore(Marks.restored(Scope.CLIENT, group)));

                assertThat(two.refuses(token)).isFalse();
                await().untilAsserted(() -> assertThat(one.refusesHere(token)).isFalse());
            }
        }

        @Test
        void node_thatStarts_knowsWhatIsStored_andWhatWasWrittenBack() {
            RevocationLog log = store().revocationLog().orElseThrow();
            long expiry = Instant.now().plus(HOUR).toEpochMilli();
            done(store().revocations()
                    .revokeToken(Marks.token(
                            token.marks().subList(0, 1), Instant.now().plus(HOUR))));
            done(log.writeBack(List.of(
                    new Change(Scope.SESSION, token.marks().get(1), Optional.empty(), expiry),
                    new Change(Scope.USER, token.groups().get(0), Optional.of(Cutoff.of(1_000)), expiry))));

            try (ReplicaNode started = node()) {
                assertThat(started.refusesHere(VerifiedToken.of(token.marks().get(0))))
                        .isTrue();
                assertThat(started.refusesHere(VerifiedToken.of(token.marks().get(1))))
                        .isTrue();
                assertThat(started.refusesHere(
                                VerifiedToken.of(id(), token.groups().get(0))))
                        .isTrue();
                assertThat(started.refusesHere(VerifiedToken.of(id(), id()))).isFalse();
            }
        }
    }
}
