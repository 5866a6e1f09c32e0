package io.boosterbeacon.redis.internal.cache.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import org.jspecify.annotations.Nullable;

/**
 * The JTA transactions of the server. The {@link CacheTransaction} of each one is stored in it as a resource (Jakarta
 * Transactions §3.1), so that a suspended transaction keeps its own.
 */
public final class JtaTransactions implements Transactions {
    // Jakarta Transactions §3.1: every server provides the registry under this name
    private static final String REGISTRY = "java:comp/TransactionSynchronizationRegistry";

    private final Object resource = new Object();
    private volatile @Nullable TransactionSynchronizationRegistry registry;
    private volatile boolean absent;

    @Override
    public Optional<CacheTransaction> current() {
        TransactionSynchronizationRegistry found = registry();
        return found == null
                ? Optional.empty()
                : switch (found.getTransactionStatus()) {
                    case Status.STATUS_ACTIVE, Status.STATUS_PREPARING -> Optional.of(joined(found));
                    case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK ->
                        Optional.of(rolledBack(found));
                    default -> Optional.empty();
                };
    }

    /** The server's registry. One object serves all threads: it finds the transaction of the calling thread. */
    @SuppressWarnings("BanJNDI") // a constant name of the server's own, no user input
    private @Nullable TransactionSynchronizationRegistry registry() {
        TransactionSynchronizationRegistry known = registry;
        if (known != null || absent) {
            return known;
        }
        try {
            known = InitialContext.doLookup(REGISTRY);
            registry = known;
            return known;
        } catch (NoInitialContextException e) {
            // not in a server
            absent = true;
            return null;
        } catch (NamingException e) {
            // the server has no transactions, or this thread has no naming context
            return null;
        }
    }

    private CacheTransaction joined(TransactionSynchronizationRegistry found) {
        if (found.getResource(resource) instanceof CacheTransaction known) {
            return known;
        }
        CacheTransaction joined = new CacheTransaction();
        try {
            found.registerInterposedSynchronization(new Synchronization() {
                @Override
                public void beforeCompletion() {}

                @Override
                public void afterCompletion(int status) {
                    joined.end(ending(status));
                }
            });
            found.putResource(resource, joined);
        } catch (IllegalStateException e) {
            // the transaction has ended, or was marked for rollback, after its status was read
            joined.end(CacheTransaction.Ending.ROLLED_BACK);
        }
        return joined;
    }

    private CacheTransaction rolledBack(TransactionSynchronizationRegistry found) {
        CacheTransaction lost = new CacheTransaction();
        lost.end(CacheTransaction.Ending.ROLLED_BACK);
        try {
            if (found.getResource(resource) instanceof CacheTransaction known) {
                return known;
            }
            // it was marked for rollback before its first use of a cache
            found.putResource(resource, lost);
        } catch (IllegalStateException e) {
            // the transaction has ended
        }
        return lost;
    }

    private static CacheTransaction.Ending ending(int status) {
        return switch (status) {
            case Status.STATUS_COMMITTED -> CacheTransaction.Ending.COMMITTED;
            case Status.STATUS_ROLLEDBACK -> CacheTransaction.Ending.ROLLED_BACK;
            default -> CacheTransaction.Ending.IN_DOUBT;
        };
    }
}
