package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in JTA transactions. Others see what a transaction has written after its commit, and never after a
 * rollback.
 */
@ApplicationScoped
public class Database {
    private final Map<String, Integer> committed = new ConcurrentHashMap<>();
    private final Object resource = new Object();

    public int read(String owner) {
        TransactionSynchronizationRegistry registry = registry();
        Integer own = registry != null && isOpen(registry) ? written(registry).get(owner) : null;
        return own != null ? own : committed.getOrDefault(owner, 0);
    }

    public void write(String owner, int amount) {
        TransactionSynchronizationRegistry registry = registry();
        (registry != null && isOpen(registry) ? written(registry) : committed).put(owner, amount);
    }

    private static boolean isOpen(TransactionSynchronizationRegistry registry) {
        return registry.getTransactionStatus() == Status.STATUS_ACTIVE
                || registry.getTransactionStatus() == Status.STATUS_MARKED_ROLLBACK;
    }

    @SuppressWarnings("BanJNDI") // a constant name of the server's own
    private static @Nullable TransactionSynchronizationRegistry registry() {
        try {
            return InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
        } catch (NamingException e) {
            // a thread without a context has no transaction either
            return null;
        }
    }

    @SuppressWarnings("unchecked") // only this class puts it there
    private Map<String, Integer> written(TransactionSynchronizationRegistry registry) {
        Object known = registry.getResource(resource);
        if (known != null) {
            return (Map<String, Integer>) known;
        }
        Map<String, Integer> written = new ConcurrentHashMap<>();
        registry.putResource(resource, written);
        Map<String, Integer> replaced = new ConcurrentHashMap<>();
        if (registry.getRollbackOnly()) {
            // it never commits, and accepts no synchronization any more
            return written;
        }
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // as with a database, the commit ends before synchronizations are called
                if (!registry.getRollbackOnly()) {
                    written.forEach((owner, amount) ->
                            replaced.put(owner, Objects.requireNonNullElse(committed.put(owner, amount), 0)));
                }
            }

            @Override
            public void afterCompletion(int status) {
                // a transaction can time out even after all synchronizations have been called before its end
                if (status != Status.STATUS_COMMITTED) {
                    committed.putAll(replaced);
                }
            }
        });
        return written;
    }
}
