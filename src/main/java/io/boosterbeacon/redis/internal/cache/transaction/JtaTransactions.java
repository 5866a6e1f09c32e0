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
 * The JTA transactions of the server. What caches need to know of one is kept in it as a resource (Jakarta Transactions §3.1),
 * so that a suspended transaction has its own.
 */
public final class JtaTransactions implements Transactions {
    // Jakarta Transactions §3.1: the name under which every server offers it
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

    /** Once found it serves all threads: it belongs to the server, and asks for the calling thread's transaction. */
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
            // no server at all
            absent = true;
            return null;
        } catch (NamingException e) {
            // no transactions here, or a thread without the server's naming context
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
            // the transaction has ended, or was marked for rollback, since it was asked for its status
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
            // marked for rollback before it came here: until then it reads what it has changed itself
            found.putResource(resource, lost);
        } catch (IllegalStateException e) {
            // it is over
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
