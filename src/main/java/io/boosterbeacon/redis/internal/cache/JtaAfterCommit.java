package io.boosterbeacon.redis.internal.cache;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Objects;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Follows the thread's JTA transaction, where the server has JTA. */
public final class JtaAfterCommit implements AfterCommit {
    // Jakarta Transactions §3.1: the name under which every server offers it
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    @Override
    public void run(Runnable committed, Runnable undone) {
        TransactionSynchronizationRegistry registry = registry();
        int status = registry == null ? Status.STATUS_NO_TRANSACTION : registry.getTransactionStatus();
        switch (status) {
            case Status.STATUS_ACTIVE, Status.STATUS_PREPARING -> registerOrRun(registry, committed, undone);
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> undone.run();
            default -> committed.run();
        }
    }

    @SuppressWarnings("BanJNDI") // a constant name of the server's own, no user input
    private static @Nullable TransactionSynchronizationRegistry registry() {
        try {
            return InitialContext.doLookup(REGISTRY);
        } catch (NamingException e) {
            // no transactions here, or a thread without the server's naming context
            return null;
        }
    }

    private static void registerOrRun(
            @Nullable TransactionSynchronizationRegistry registry, Runnable committed, Runnable undone) {
        try {
            Objects.requireNonNull(registry).registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {}

                @Override
                public void afterCompletion(int status) {
                    // an outcome in doubt may be a commit: better a needless invalidation than a stale value
                    (status == Status.STATUS_ROLLEDBACK ? undone : committed).run();
                }
            });
        } catch (IllegalStateException e) {
            // the transaction has ended, or was marked for rollback, since it was asked for its status
            undone.run();
        }
    }
}
