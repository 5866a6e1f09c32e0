package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.revocation.Revocation;
import io.boosterbeacon.redis.revocation.RevocationAttempt;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread is interrupted while the store has not answered yet. */
class InterruptedRevocationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EmbeddedStore memory = new EmbeddedStore(InstantSource.system());
    private final Scheduler scheduler = new Scheduler();
    private final CompletableFuture<Void> held = new CompletableFuture<>();
    /** Completed when all nodes have applied what was revoked. */
    private final CompletableFuture<Void> applied = new CompletableFuture<>();

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final RevocationNode node = node();

    private RevocationNode node() {
        RevocationStore store = (RevocationStore) Proxy.newProxyInstance(
                RevocationStore.class.getClassLoader(),
                new Class<?>[] {RevocationStore.class},
                (proxy, method, args) -> {
                    try {
                        if (method.getName().equals("everywhere")) {
                            waiting.incrementAndGet();
                            return applied;
                        }
                        CompletionStage<?> answer = (CompletionStage<?>) method.invoke(memory.revocations(), args);
                        if (!method.getName().startsWith("revoke")) {
                            return answer;
                        }
                        sent.incrementAndGet();
                        return held.thenCompose(open -> answer);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return new RevocationNode(store, scheduler, InstantSource.system(), Map.of());
    }

    @AfterEach
    void close() {
        scheduler.close();
        memory.close();
    }

    /** What was sent is in force: its receipts and events must not be lost. The rest is not sent. */
    @Test
    void interrupt_whileManyAreRevoked_leavesTheReceiptsOfAllThatWereSent() throws InterruptedException {
        Instant until = Instant.now().plusSeconds(900);
        List<RevocationTarget> targets = new ArrayList<>();
        IntStream.range(0, 600)
                .forEach(i -> targets.add(RevocationTarget.tokenId("https://issuer.test", "j" + i, until)));
        // so far ahead that no cutoff refuses it: it is revoked by itself, after the answer for the cutoff
        long ahead = Instant.now().getEpochSecond() + 7_200;
        targets.add(1, RevocationTarget.userOf(Tokens.of("sub", "ada", ahead, ahead + 900)));
        List<RevocationAttempt> attempts = new CopyOnWriteArrayList<>();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            attempts.addAll(node.service.revokeAll(targets, "incident", RevokeOptions.all()));
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().atMost(PATIENCE).until(() -> sent.get() == 512);

        caller.interrupt();
        applied.complete(null);
        held.complete(null);
        caller.join(PATIENCE.toMillis());

        assertThat(attempts).hasSize(601);
        assertThat(attempts.subList(0, 512)).allMatch(each -> each.receipt().isPresent());
        assertThat(attempts.subList(512, 601))
                .allMatch(each -> each.failure().orElseThrow() instanceof RedisException failure
                        && String.valueOf(failure.getMessage()).contains("not sent"));
        assertThat(isInterrupted).isTrue();
        assertThat(sent).hasValue(513);
        assertThat(node.events.stream().filter(TokenRevoked.class::isInstance)).hasSize(513);
        assertThat(node.service.getBlacklistStats().totalTokensBlacklisted()).isEqualTo(512);
    }

    @Test
    void revocation_returnsWhenAllNodesHaveAppliedIt() throws InterruptedException {
        held.complete(null);
        List<Revocation> receipts = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> receipts.add(node.service.revokeClientTokens("app", "incident")));
        caller.start();
        await().atMost(PATIENCE).until(() -> waiting.get() == 1);
        assertThat(receipts).isEmpty();

        applied.complete(null);
        caller.join(PATIENCE.toMillis());

        assertThat(receipts).hasSize(1).allMatch(receipt -> receipt.durability().isEmpty());
    }

    /** What is stored is in force: its receipt must not be lost. */
    @Test
    void interrupt_whileOtherNodesApplyIt_leavesTheReceipt() throws InterruptedException {
        held.complete(null);
        List<Revocation> receipts = new CopyOnWriteArrayList<>();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            receipts.add(node.service.revokeClientTokens("app", "incident"));
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().atMost(PATIENCE).until(() -> waiting.get() == 1);

        caller.interrupt();
        caller.join(PATIENCE.toMillis());

        assertThat(receipts).hasSize(1).allMatch(receipt -> receipt.durability().isEmpty());
        assertThat(isInterrupted).isTrue();
        assertThat(node.events.stream().filter(TokenRevoked.class::isInstance)).hasSize(1);
    }

    @Test
    void dryRun_waitsForNobody() {
        held.complete(null);

        assertThat(node.service.revoke(
                        RevocationTarget.client("app"), "", RevokeOptions.all().dryRun()))
                .isNotNull();
        assertThat(waiting).hasValue(0);
    }

    @Test
    void interruptedThread_thatRevokesMany_sendsNothing() {
        Thread.currentThread().interrupt();
        List<RevocationAttempt> attempts = node.service.revokeAll(
                List.of(RevocationTarget.client("app"), RevocationTarget.client("other")), "", RevokeOptions.all());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasSize(2).allMatch(each -> each.failure().isPresent());
        assertThat(sent).hasValue(0);
    }
}
