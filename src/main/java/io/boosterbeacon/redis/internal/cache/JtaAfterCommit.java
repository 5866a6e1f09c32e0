package io.boosterbeacon.redis.internal.cache;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Follows the thread's JTA transaction, where the server has JTA. */
public final class JtaAfterCommit implements AfterCommit {
    // Jakarta Transactions §3.1: the name under which every server offers it
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    @Override
    @SuppressWarnings("BanJNDI") // a constant name of the server's own, no user input
    public void run(Runnable action) {
        TransactionSynchronizationRegistry registry;
        try {
            registry = InitialContext.doLookup(REGISTRY);
        } catch (NamingException e) {
            // no transactions here, or a thread without the server's naming context
            action.run();
            return;
        }
        switch (registry.getTransactionStatus()) {
            case Status.STATUS_NO_TRANSACTION -> action.run();
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {}
            default ->
                registry.registerInterposedSynchronization(new Synchronization() {
                    @Override
                    public void beforeCompletion() {}

                    @Override
                    public void afterCompletion(int status) {
                        if (status == Status.STATUS_COMMITTED) {
                            action.run();
                        }
                    }
                });
        }
    }
}
