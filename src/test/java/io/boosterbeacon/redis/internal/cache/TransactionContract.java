package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What caches do within transactions, on the same node and as another node sees it. */
@SuppressWarnings("FutureReturnValueIgnored") // a loader returns its stage
abstract class TransactionContract extends CacheContract {
    private final CacheRig node = node();
    private final CacheRig other = node();

    private static CacheTransaction begin(CacheRig on) {
        CacheTransaction transaction = new CacheTransaction();
        on.transaction.set(transaction);
        return transaction;
    }

    private static void end(CacheRig on, CacheTransaction transaction, Ending how) {
        on.transaction.remove();
        transaction.end(how);
    }

    @ParameterizedTest
    @ValueSource(strings = {"price", "stock", "later", "news"})
    void load_withinATransaction_isPublishedAfterItsCommit(String method) throws Exception {
        boolean stage = method.equals("later");
        CacheTransaction transaction = begin(node);
        assertThat(value(node.read(method, () -> result(stage, "new"), id))).isEqualTo("new");
        Future<@Nullable Object> waiting = other.start(() -> value(other.read(method, () -> result(stage, "no"), id)));
        Future<@Nullable Object> neighbour = node.start(() -> value(node.read(method, () -> result(stage, "no"), id)));
        other.awaitAllWaiting();
        node.awaitAllWaiting();
        assertThat(waiting).isNotDone();
        assertThat(neighbour).isNotDone();

        end(node, transaction, Ending.COMMITTED);

        assertThat(CacheRig.get(waiting)).isEqualTo("new");
        assertThat(CacheRig.get(neighbour)).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"ROLLED_BACK", "IN_DOUBT"})
    void load_withinATransactionThatDoesNotCommit_leavesNothing(Ending how) throws Exception {
        CacheTransaction transaction = begin(node);
        node.read("price", () -> "5", id);
        node.read("news", () -> "never happened", id);
        end(node, transaction, how);

        assertThat(other.read("price", () -> "1", id)).isEqualTo("1");
        assertThat(node.read("price", () -> "no", id)).isEqualTo("1");
        assertThat(node.read("news", () -> "old", id)).isEqualTo("old");
    }

    /** What a node remembers for the time without the store, too. */
    @Test
    void staleValue_ofATransactionThatDoesNotCommit_isNotRemembered() throws Exception {
        CacheTransaction transaction = begin(node);
        node.read("news", () -> "never happened", id);
        end(node, transaction, Ending.ROLLED_BACK);

        node.store.line(SwitchableCacheStore.Line.CUT);
        assertThat(node.read("news", () -> "true", id)).isEqualTo("true");
    }

    @Test
    void load_whileTheTransactionLoadsAgain_isMadeOnce() throws Exception {
        begin(node);
        mayLoad.countDown();

        assertThat(node.read("price", load("5"), id)).isEqualTo("5");
        assertThat(node.read("price", load("6"), id)).isEqualTo("5");
        assertThat(loads).hasValue(1);
    }

    @Test
    void load_thatNeedsItsOwnKey_doesNotWaitForItself() throws Exception {
        begin(node);

        assertThat(node.read("price", () -> "outer of " + node.read("price", () -> "inner", id), id))
                .isEqualTo("outer of inner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sold", "soldBefore", "soldOut", "reprice"})
    void ownChange_withinTheTransaction_isReadPastTheCacheAndSeenByOthersAfterTheCommit(String change)
            throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = begin(node);
        node.change(
                change,
                () -> {
                    assertThat(node.read("price", () -> "within the method", id))
                            .isEqualTo("within the method");
                    return null;
                },
                change.equals("soldOut")
                        ? new Object[0]
                        : change.equals("reprice") ? new Object[] {id, "put"} : new Object[] {id});

        assertThat(node.read("price", () -> "new", id)).isEqualTo("new");
        assertThat(node.read("price", () -> "newer", id)).isEqualTo("newer");
        if (!change.equals("soldBefore")) {
            assertThat(other.read("price", () -> "no", id)).isEqualTo("old");
        }

        end(node, transaction, Ending.COMMITTED);
        String after = change.equals("reprice") ? "put" : change.equals("soldBefore") ? "soon" : "committed";
        assertThat(other.read("price", () -> after, id)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sold", "soldOut"})
    void ownLoad_beforeAnOwnChange_isNeverStored(String change) throws Exception {
        CacheTransaction transaction = begin(node);
        node.read("price", () -> "before the change", id);
        node.change(change, change.equals("soldOut") ? new Object[0] : new Object[] {id});
        end(node, transaction, Ending.COMMITTED);

        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void changes_ofOneTransaction_areMadeInTheirOrder() throws Exception {
        CacheTransaction transaction = begin(node);
        node.change("reprice", id, "1");
        node.change("sold", id);
        node.change("reprice", id, "2");
        end(node, transaction, Ending.COMMITTED);
        assertThat(other.read("price", () -> "no", id)).isEqualTo("2");

        transaction = begin(node);
        node.change("reprice", id, "3");
        node.change("sold", id);
        end(node, transaction, Ending.COMMITTED);
        assertThat(other.read("price", () -> "4", id)).isEqualTo("4");
    }

    @ParameterizedTest
    @EnumSource(names = {"ROLLED_BACK", "IN_DOUBT"})
    void put_ofATransactionThatDoesNotCommit_isNotStored(Ending how) throws Exception {
        CacheTransaction transaction = begin(node);
        node.change("reprice", id, "5");
        end(node, transaction, how);

        assertThat(other.read("price", () -> "1", id)).isEqualTo("1");
    }

    /** "Database 1, cache says 5": the method has loaded what it wrote, and fails. */
    @Test
    void changingMethod_thatFailsAfterItHasLoaded_leavesNothing() throws Exception {
        CacheTransaction transaction = begin(node);
        assertThatThrownBy(() -> node.change(
                        "sold",
                        () -> {
                            node.read("price", () -> "5", id);
                            throw new IllegalStateException("rolled back");
                        },
                        id))
                .hasMessage("rolled back");
        end(node, transaction, Ending.ROLLED_BACK);

        assertThat(other.read("price", () -> "1", id)).isEqualTo("1");
    }

    @Test
    void failure_withinATransaction_isNotSharedWithOthers() throws Exception {
        begin(node);
        CompletableFuture<Void> mayFail = new CompletableFuture<>();
        Future<@Nullable Object> neighbour = node.start(() -> {
            await().until(() -> loads.get() == 1);
            mayFail.complete(null);
            return node.read("price", () -> "1", id);
        });
        assertThatThrownBy(() -> node.read(
                        "price",
                        () -> {
                            loads.incrementAndGet();
                            mayFail.join();
                            node.awaitAllWaiting();
                            throw new IOException("the transaction's own");
                        },
                        id))
                .isInstanceOf(IOException.class);

        assertThat(CacheRig.get(neighbour)).isEqualTo("1");
    }

    /** Nobody waits for a long transaction, and what it has loaded may be outdated by then. */
    @Test
    void load_ofALongTransaction_keepsOthersForALeaseOnlyAndIsNotStored() throws Exception {
        CacheRig hasty = node(CacheRig.TIMEOUT, Duration.ofMillis(300), Duration.ofSeconds(30));
        CacheTransaction transaction = begin(hasty);
        hasty.read("price", () -> "first", id);

        assertThat(other.read("price", () -> "second", id)).isEqualTo("second");
        end(hasty, transaction, Ending.COMMITTED);

        assertThat(other.read("price", () -> "no", id)).isEqualTo("second");
    }

    @Test
    void stage_thatEndsAfterTheTransaction_isStoredIfThatHasCommitted() throws Exception {
        for (Ending how : new Ending[] {Ending.ROLLED_BACK, Ending.COMMITTED}) {
            CompletableFuture<String> later = new CompletableFuture<>();
            CacheTransaction transaction = begin(node);
            Object returned = node.read("later", () -> later, id);
            end(node, transaction, how);
            later.complete("new");
            assertThat(value(returned)).isEqualTo("new");

            String stored = how == Ending.COMMITTED ? "new" : "other";
            await().untilAsserted(() -> assertThat(
                            value(other.read("later", () -> CompletableFuture.completedFuture("other"), id)))
                    .isEqualTo(stored));
            value(other.change("soldLater", () -> CompletableFuture.completedFuture(null), id));
        }
    }

    @Test
    void change_byAStageWithinATransaction_isMadeAfterTheCommit() throws Exception {
        node.read("later", () -> CompletableFuture.completedFuture("old"), id);
        CacheTransaction transaction = begin(node);
        Object changed = node.change("soldLater", () -> CompletableFuture.completedFuture("sold"), id);

        assertThat(value(changed)).isEqualTo("sold");
        assertThat(value(other.read("later", () -> CompletableFuture.completedFuture("no"), id)))
                .isEqualTo("old");
        end(node, transaction, Ending.COMMITTED);
        await().untilAsserted(
                        () -> assertThat(value(other.read("later", () -> CompletableFuture.completedFuture("new"), id)))
                                .isEqualTo("new"));
    }

    /** Like a transaction that was marked for rollback before the call. */
    @Test
    void transaction_thatHasEnded_publishesNothing() throws Exception {
        CacheTransaction transaction = begin(node);
        transaction.end(Ending.ROLLED_BACK);

        node.read("price", () -> "5", id);
        node.change("reprice", id, "6");

        assertThat(other.read("price", () -> "1", id)).isEqualTo("1");
    }

    /** A checked exception commits unless it is declared otherwise, and a caller may catch what would roll back. */
    @ParameterizedTest
    @CsvSource({"sold, COMMITTED", "sold, IN_DOUBT", "soldOut, COMMITTED", "reprice, COMMITTED"})
    void changingMethod_thatFailsInATransactionThatCommits_invalidatesAfterIt(String change, Ending how)
            throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = begin(node);
        assertThatThrownBy(() -> node.change(
                        change,
                        () -> {
                            throw new IOException("checked");
                        },
                        change.equals("soldOut")
                                ? new Object[0]
                                : change.equals("reprice") ? new Object[] {id, "put"} : new Object[] {id}))
                .hasMessage("checked");
        assertThat(other.read("price", () -> "no", id)).isEqualTo("old");
        end(node, transaction, how);

        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }

    @Test
    void changingMethod_thatFailsInATransactionThatIsRolledBack_leavesWhatWasThere() throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = begin(node);
        assertThatThrownBy(() -> node.change(
                        "sold",
                        () -> {
                            throw new IllegalStateException("rolls back");
                        },
                        id))
                .hasMessage("rolls back");
        end(node, transaction, Ending.ROLLED_BACK);

        assertThat(other.read("price", () -> "no", id)).isEqualTo("old");
    }

    @Test
    void changingStage_thatFailsInATransactionThatCommits_invalidatesAfterIt() throws Exception {
        node.read("later", () -> CompletableFuture.completedFuture("old"), id);
        CacheTransaction transaction = begin(node);
        node.change("soldLater", () -> CompletableFuture.failedFuture(new IOException("checked")), id);
        end(node, transaction, Ending.COMMITTED);

        await().untilAsserted(
                        () -> assertThat(value(other.read("later", () -> CompletableFuture.completedFuture("new"), id)))
                                .isEqualTo("new"));
    }

    /** Like a transaction that was marked for rollback before the call, and goes on. */
    @Test
    void transaction_thatHasEnded_readsItsOwnChangesPastTheCache() throws Exception {
        node.read("price", () -> "old", id);
        CacheTransaction transaction = begin(node);
        transaction.end(Ending.ROLLED_BACK);
        node.change("sold", id);
        other.read("price", () -> "old", id);

        assertThat(node.read("price", () -> "own", id)).isEqualTo("own");
    }

    /** 16 MiB, with a thousand bytes for each load. */
    @Test
    void loads_ofAVeryLongTransaction_doNotFillTheMemory() throws Exception {
        CacheTransaction transaction = begin(node);
        // cannot be compressed
        byte[] random = new byte[1 << 20];
        new Random(1).nextBytes(random);
        String large = Base64.getEncoder().encodeToString(random);
        for (int i = 0; i < 40; i++) {
            assertThat(node.read("price", () -> large, id + i)).isEqualTo(large);
        }
        assertThat(node.read("price", () -> "anew", id + 39)).isEqualTo("anew");
        end(node, transaction, Ending.COMMITTED);

        assertThat(other.read("price", () -> "no", id + 0)).isEqualTo(large);
        assertThat(other.read("price", () -> "not stored", id + 39)).isEqualTo("not stored");
    }

    /** Like a method that requires a new transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"sold", "soldOut"})
    void ownLoad_thatAnotherTransactionHasChangedMeanwhile_isReadAnew(String change) throws Exception {
        CacheTransaction outer = begin(node);
        assertThat(node.read("price", () -> "old", id)).isEqualTo("old");
        CacheTransaction inner = begin(node);
        node.change(change, change.equals("soldOut") ? new Object[0] : new Object[] {id});
        end(node, inner, Ending.COMMITTED);
        node.transaction.set(outer);

        assertThat(node.read("price", () -> "new", id)).isEqualTo("new");
        end(node, outer, Ending.COMMITTED);
        assertThat(other.read("price", () -> "new", id)).isEqualTo("new");
    }
}
